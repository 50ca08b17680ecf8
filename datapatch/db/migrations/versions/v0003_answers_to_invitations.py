"""The correction that answers an invitation."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

COLUMN = "contribution_id"
INDEX = f"ix_invitation_{COLUMN}"
FOREIGN_KEY = f"fk_invitation_{COLUMN}_contribution"


def upgrade() -> None:
    """Add the column; mails that left before say no more of their answers than they did."""
    with op.batch_alter_table("invitation") as batch:
        batch.add_column(sa.Column(COLUMN, sa.String(), nullable=True))
        batch.create_foreign_key(
            FOREIGN_KEY, "contribution", [COLUMN], ["id"], ondelete="SET NULL"
        )
        batch.create_index(INDEX, [COLUMN])


def downgrade() -> None:
    """Drop it."""
    with op.batch_alter_table("invitation") as batch:
        batch.drop_index(INDEX)
        batch.drop_constraint(FOREIGN_KEY, type_="foreignkey")
        batch.drop_column(COLUMN)
