"""Migrated, empty databases: every test that asks for one runs on SQLite and on PostgreSQL."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import text

from datapatch.db.migrations import upgrade
from datapatch.db.models import Base
from datapatch.db.session import Database, connect
from tests.postgresql import postgresql_server, postgresql_url, scratch_database

__all__ = [
    "database",
    "database_url",
    "empty_url",
    "migrated_postgresql",
    "migrated_sqlite",
    "postgresql_server",
    "postgresql_url",
]


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A SQLite file with every table, to copy."""
    path = tmp_path_factory.mktemp("sqlite") / "migrated.sqlite"
    upgrade(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_url: str) -> str:
    """A PostgreSQL database with every table, to empty."""
    upgrade(postgresql_url)
    return postgresql_url


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of a database with every table and no row."""
    if request.param == "postgresql":
        url: str = request.getfixturevalue("migrated_postgresql")
        _empty(url)
        return url
    path = tmp_path / "datapatch.sqlite"
    shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
    return f"sqlite:///{path}"


@pytest.fixture
def database(database_url: str) -> Iterator[Database]:
    """A database with every table and no row."""
    opened = connect(database_url)
    yield opened
    opened.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The address of a database without any table."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'instance' / 'datapatch.sqlite'}"
        return
    with scratch_database(request.getfixturevalue("postgresql_server")) as url:
        yield url


def _empty(url: str) -> None:
    database = connect(url)
    with database.transaction() as session:
        names = ", ".join(table.name for table in Base.metadata.sorted_tables)
        session.execute(text(f"TRUNCATE {names} RESTART IDENTITY CASCADE"))
    database.close()
