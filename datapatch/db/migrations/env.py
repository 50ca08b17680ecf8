"""What Alembic runs: the migrations, on the connection that ``upgrade`` opened."""

from typing import Literal

import sqlalchemy as sa
from alembic import context
from alembic.autogenerate.api import AutogenContext

from datapatch.db.models import Base, UtcDateTime


def _written(kind: str, item: object, _context: AutogenContext) -> str | Literal[False]:
    """How a new migration writes a column's type: without our classes, whose meaning may change."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, sa.Enum):
        return f"sa.String(length={item.length})"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=_written,
    compare_type=True,
    # Both databases undo changes of tables: a killed upgrade leaves nothing behind.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
