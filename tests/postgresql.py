"""A real PostgreSQL: scratch databases that each run creates and drops."""

import os
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import make_url

SERVER = os.environ.get("DATAPATCH_TEST_POSTGRESQL", "postgresql://postgres@127.0.0.1:5432/test")
"""A database on a server where this user may create others."""


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The address of a server that answers; tests are skipped where there is none."""
    try:
        psycopg.connect(SERVER, connect_timeout=30).close()
    except psycopg.OperationalError as error:
        pytest.skip(f"missing: a PostgreSQL server (DATAPATCH_TEST_POSTGRESQL): {error}")
    return SERVER


@pytest.fixture(scope="session")
def postgresql_url(postgresql_server: str) -> Iterator[str]:
    """An empty database that the whole run shares."""
    with scratch_database(postgresql_server) as url:
        yield url


@contextmanager
def scratch_database(server: str) -> Iterator[str]:
    """The address of a new, empty database, dropped at the end."""
    name = f"datapatch_test_{secrets.token_hex(6)}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
        try:
            yield make_url(server).set(database=name).render_as_string(hide_password=False)
        finally:
            drop = sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name))
            connection.execute(drop)
