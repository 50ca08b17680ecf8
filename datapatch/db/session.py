"""Opening the database, and transactions on it: SQLite or PostgreSQL behind one face."""

import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import URL, Connection, Engine, create_engine, event, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.orm import Session
from sqlalchemy.pool import ConnectionPoolEntry, PoolProxiedConnection

from datapatch.db.turns import Turn, Turns
from datapatch.errors import InvalidInput, Unavailable
from datapatch.translation import N_

BUSY_TIMEOUT_MS = 30_000
"""How long a writer waits for others on SQLite before it gives up."""

CONNECTIONS = 12
"""Connections to SQLite that a process keeps open; ten more when they are needed."""
_TURN = "datapatch_turn"
READING: Mapping[str, Mapping[str, str | bool]] = {
    "sqlite": {"datapatch_reading": True},
    "postgresql": {"postgresql_readonly": True, "isolation_level": "REPEATABLE READ"},
}


@dataclass(frozen=True, slots=True)
class Database:
    """One database and its pool of connections; open it after a fork, not before."""

    engine: Engine
    _reader: Engine

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is committed at the end, or undone by any exception.

        On SQLite it holds the write lock from its first statement: keep slow work outside.
        Rows stay readable after the end.
        """
        with Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state and waits for no writer; the database refuses writes."""
        with Session(self._reader, expire_on_commit=False) as session:
            yield session

    @contextmanager
    def looking_up(self) -> Iterator[Connection]:
        """``reading`` for plain values instead of objects: less than half the work of a session."""
        with self._reader.connect() as connection:
            yield connection

    def compact(self) -> None:
        """Write the database anew, so that nothing which was deleted can be read in its files."""
        if self.engine.dialect.name == "sqlite":
            _compact_file(str(self.engine.url.database))
            return
        engine = self.engine.execution_options(isolation_level="AUTOCOMMIT")
        with engine.connect() as connection:
            connection.exec_driver_sql("VACUUM FULL")

    def close(self) -> None:
        """Close the connections of the pool."""
        self.engine.dispose()


def _compact_file(path: str) -> None:
    # The pool's connections are always in a transaction, in which SQLite does not vacuum.
    with closing(sqlite3.connect(path, timeout=60, isolation_level=None)) as database:
        database.execute("VACUUM")
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def connect(url: str) -> Database:
    """The database at ``url`` ("sqlite:///…" or "postgresql://…"); nothing is opened yet.

    Raises ``InvalidInput`` for a URL of another kind.
    """
    target = database_url(url)
    engine = sqlite_engine(target) if _is_sqlite(target) else _postgresql_engine(target)
    return Database(engine, engine.execution_options(**READING[target.get_backend_name()]))


def database_url(url: str) -> URL:
    """``url`` with the driver that we use. Raises ``InvalidInput``."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        parsed = URL.create("unreadable")
    match parsed.get_backend_name():
        case "sqlite":
            return parsed
        case "postgresql" | "postgres":
            return parsed.set(drivername="postgresql+psycopg")
    raise InvalidInput(
        N_(
            "The address of the database cannot be read. "
            "Set DATAPATCH_DATABASE_URL to postgresql://user@host/name, "
            "or leave it empty for SQLite."
        )
    )


def no_answer(url: URL) -> Unavailable:
    """What to say when the database at ``url`` cannot be reached or written."""
    shown = url.database if _is_sqlite(url) else f"{url.host or 'localhost'}/{url.database}"
    return Unavailable(
        N_(
            "The database {database} does not answer. "
            "Start it, or correct DATAPATCH_DATABASE_URL, then try again."
        ),
        database=shown,
    )


def _postgresql_engine(url: URL) -> Engine:
    # A restart of the server leaves dead connections in the pool: each is tried before its use.
    return create_engine(url, pool_pre_ping=True)


def sqlite_engine(url: URL, *, foreign_keys: bool = True) -> Engine:
    """An engine for SQLite in WAL mode whose transactions begin where we say."""
    if url.database and url.database != ":memory:":
        Path(url.database).parent.mkdir(parents=True, exist_ok=True)
    # The driver alone would begin a deferred transaction before the first write, and two of those
    # that have read before cannot both go on to write.
    engine = create_engine(url, pool_size=CONNECTIONS, connect_args={"isolation_level": None})

    @event.listens_for(engine, "connect")
    def _prepare(connection: PoolProxiedConnection, _record: ConnectionPoolEntry) -> None:
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {BUSY_TIMEOUT_MS}")
        cursor.execute("PRAGMA journal_mode = WAL")
        cursor.execute(f"PRAGMA foreign_keys = {'ON' if foreign_keys else 'OFF'}")
        cursor.close()

    if url.database and url.database != ":memory:":
        _take_turns(engine, Turns(Path(f"{url.database}.turn")))
    event.listen(engine, "begin", _begin)
    return engine


def _take_turns(engine: Engine, turns: Turns) -> None:
    """Let a writer wait for its turn before it begins, and give it on when it has ended.

    SQLite's own lock decides all the same: without a turn, it is asked for as ever.
    """

    @event.listens_for(engine, "begin")
    def _wait(connection: Connection) -> None:
        # a connection that is kept may begin several times before it is given back
        if not _is_reading(connection) and connection.info.get(_TURN) is None:
            connection.info[_TURN] = turns.take(patience=BUSY_TIMEOUT_MS / 1000)

    @event.listens_for(engine, "checkin")
    def _end(_connection: object, record: ConnectionPoolEntry) -> None:
        turn: Turn | None = record.info.pop(_TURN, None)
        if turn is not None:
            turn.end()


def _begin(connection: Connection) -> None:
    reading = _is_reading(connection)
    connection.exec_driver_sql(f"PRAGMA query_only = {'ON' if reading else 'OFF'}")
    connection.exec_driver_sql("BEGIN" if reading else "BEGIN IMMEDIATE")


def _is_reading(connection: Connection) -> bool:
    return "datapatch_reading" in connection.get_execution_options()


def _is_sqlite(url: URL) -> bool:
    return url.get_backend_name() == "sqlite"
