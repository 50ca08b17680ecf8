"""Bringing a database up to date, and saying where the models and the migrations disagree."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util.exc import CommandError
from sqlalchemy import Connection, Engine, create_engine, text
from sqlalchemy.exc import DBAPIError

from datapatch.db.models import Base
from datapatch.db.session import database_url, no_answer, sqlite_engine
from datapatch.errors import Unavailable
from datapatch.translation import N_

ONE_AT_A_TIME = 7_260_419
"""The number of the PostgreSQL advisory lock; on SQLite the transaction itself is the lock."""


def upgrade(url: str) -> None:
    """Create or update every table of the database at ``url``: all of it happens, or nothing.

    Raises ``Unavailable`` when the database does not answer or was written by a newer version.
    """
    _run(url, lambda config: command.upgrade(config, "head"))


def downgrade(url: str, revision: str) -> None:
    """Take the database back to ``revision`` ("base": no tables). Raises ``Unavailable``."""
    _run(url, lambda config: command.downgrade(config, revision))


def write_revision(url: str, message: str, *, number: str) -> None:
    """Write ``versions/v<number>_<message>.py``: what the models have and the database lacks."""
    _run(url, lambda config: command.revision(config, message, autogenerate=True, rev_id=number))


def pending_changes(url: str) -> list[str]:
    """What the models have and the database at ``url`` lacks, or the other way; [] when equal.

    Raises ``Unavailable`` when the database does not answer.
    """
    with _connection(url) as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return [str(change) for change in compare_metadata(context, Base.metadata)]


def _run(url: str, step: Callable[[Config], object]) -> None:
    with _connection(url) as connection:
        try:
            step(_config(connection))
        except CommandError as error:
            raise Unavailable(
                N_(
                    "The database was written by a newer version of Data Patch. "
                    "Install that version, then start again."
                )
            ) from error
        _check_foreign_keys(connection)


def _config(connection: Connection) -> Config:
    config = Config(attributes={"connection": connection})
    folder = str(Path(__file__).parent).replace("%", "%%")
    config.set_main_option("script_location", folder)
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "v%%(rev)s_%%(slug)s")
    return config


@contextmanager
def _connection(url: str) -> Iterator[Connection]:
    """One connection in one transaction, which no other upgrade holds at the same time."""
    target = database_url(url)
    sqlite = target.get_backend_name() == "sqlite"
    # To change a table, SQLite copies and drops it; with foreign keys on, dropping it would
    # delete the rows of others that point at it. They are checked at the end instead.
    engine = sqlite_engine(target, foreign_keys=False) if sqlite else create_engine(target)
    try:
        with _opened(engine) as connection, connection.begin():
            if not sqlite:
                connection.execute(text("SELECT pg_advisory_xact_lock(:n)"), {"n": ONE_AT_A_TIME})
            yield connection
    finally:
        engine.dispose()


def _opened(engine: Engine) -> Connection:
    try:
        return engine.connect()
    except DBAPIError as error:
        raise no_answer(engine.url) from error


def _check_foreign_keys(connection: Connection) -> None:
    if connection.dialect.name != "sqlite":
        return
    orphans = connection.exec_driver_sql("PRAGMA foreign_key_check").all()
    if orphans:
        raise RuntimeError(f"the migration leaves {len(orphans)} rows that point nowhere")
