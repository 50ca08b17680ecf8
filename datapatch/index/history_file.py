"""What is kept of one dataset's history: a file that can be made again from git at any time.

A file that cannot be read, or was written by another version of the program, is begun anew.
"""

import fcntl
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from pathlib import Path
from threading import RLock

FORMAT = 5
"""Raised when the shape of what is kept changes."""

WAIT_SECONDS = 30
UNREAD = ".unread"
"""The ending of the note that a long history leaves while it is being read."""

SHAPE = """
CREATE TABLE revision (
    number INTEGER PRIMARY KEY, commit_id TEXT NOT NULL UNIQUE,
    at INTEGER NOT NULL, zone INTEGER NOT NULL, day INTEGER NOT NULL,
    author TEXT NOT NULL, reviewer TEXT NOT NULL, contribution TEXT NOT NULL, subject TEXT NOT NULL,
    added INTEGER, updated INTEGER, removed INTEGER, cells INTEGER);
CREATE INDEX revision_day ON revision (day);
CREATE TABLE checked (
    number INTEGER NOT NULL, resource TEXT NOT NULL, address TEXT NOT NULL, day INTEGER NOT NULL);
CREATE INDEX checked_row ON checked (resource, address, day);
CREATE INDEX checked_number ON checked (number);
CREATE TABLE reading (revisions INTEGER NOT NULL, again INTEGER NOT NULL);
INSERT INTO reading VALUES (0, 0);
CREATE TABLE remark (
    number INTEGER PRIMARY KEY, other_files TEXT NOT NULL, unreadable TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE step (
    number INTEGER, place INTEGER, story INTEGER NOT NULL, summary TEXT NOT NULL,
    PRIMARY KEY (number, place)) WITHOUT ROWID;
CREATE INDEX step_story ON step (story, number);
CREATE TABLE story (
    id INTEGER PRIMARY KEY, resource TEXT NOT NULL, born INTEGER NOT NULL,
    first_rows INTEGER NOT NULL, lineages INTEGER NOT NULL);
CREATE TABLE field (
    story INTEGER, place INTEGER, name TEXT NOT NULL, born INTEGER NOT NULL, gone INTEGER,
    PRIMARY KEY (story, place)) WITHOUT ROWID;
CREATE TABLE renaming (
    story INTEGER, number INTEGER, place INTEGER, old TEXT NOT NULL, new TEXT NOT NULL,
    PRIMARY KEY (story, number, place)) WITHOUT ROWID;
CREATE TABLE field_set (
    story INTEGER, place INTEGER, fields TEXT NOT NULL, PRIMARY KEY (story, place)) WITHOUT ROWID;
CREATE TABLE ordering (story INTEGER PRIMARY KEY, body BLOB NOT NULL);
CREATE TABLE structure (story INTEGER, number INTEGER, body BLOB NOT NULL,
    PRIMARY KEY (story, number));
CREATE TABLE touches (
    id INTEGER PRIMARY KEY, story INTEGER NOT NULL, level INTEGER NOT NULL, body BLOB NOT NULL);
CREATE INDEX touches_story ON touches (story, id);
"""


class HistoryFile:
    """The kept history of one dataset; without a path it is in memory, for one thread.

    Readers see what the last whole write left, whoever writes meanwhile.
    """

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path()
        self._memory = None if path else _made(_connected(":memory:"))
        self._lock = RLock()

    @property
    def is_kept(self) -> bool:
        """Whether it outlives this process."""
        return self._memory is None

    @contextmanager
    def open(self) -> Iterator[sqlite3.Connection]:
        """A connection, closed at the end."""
        if self._memory is not None:
            with self._lock:
                yield self._memory
            return
        with closing(_opened(self.path)) as connection:
            yield connection

    @contextmanager
    def alone(self) -> Iterator[bool]:
        """A block that is true when nobody else is in one, in any process.

        The kernel frees it when its holder dies.
        """
        if self._memory is not None:
            yield True
            return
        self.path.parent.mkdir(parents=True, exist_ok=True)
        descriptor = os.open(self.path.with_suffix(".lock"), os.O_RDWR | os.O_CREAT, 0o600)
        try:
            with suppress(BlockingIOError):
                fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
                yield True
                return
            yield False
        finally:
            os.close(descriptor)

    def note_unread(self) -> None:
        """Leave a note that there is something to read: whoever finds it reads on."""
        if self._memory is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._note.touch()

    def forget_note(self) -> None:
        """Take the note away: all is read."""
        if self._memory is None:
            self._note.unlink(missing_ok=True)

    @property
    def _note(self) -> Path:
        return self.path.with_suffix(UNREAD)

    def discard(self) -> None:
        """Forget everything: the next reader begins anew."""
        if self._memory is None:
            _discard(self.path)


def _opened(place: Path) -> sqlite3.Connection:
    place.parent.mkdir(parents=True, exist_ok=True)
    try:
        return _made(_connected(place))
    except sqlite3.OperationalError:
        raise  # it is locked, or the disk is full: nothing is wrong with the file
    except sqlite3.DatabaseError:
        _discard(place)
        return _made(_connected(place))


def _connected(place: Path | str) -> sqlite3.Connection:
    # Each statement stands for itself until a block begins: see `writing`.
    return sqlite3.connect(place, timeout=WAIT_SECONDS, isolation_level=None)


def _discard(path: Path) -> None:
    for ending in ("", "-wal", "-shm"):
        Path(f"{path}{ending}").unlink(missing_ok=True)


@contextmanager
def writing(connection: sqlite3.Connection) -> Iterator[None]:
    """A block whose writes are kept together or not at all."""
    connection.execute("BEGIN IMMEDIATE")
    try:
        yield
    except BaseException:
        connection.execute("ROLLBACK")
        raise
    connection.execute("COMMIT")


def _made(connection: sqlite3.Connection) -> sqlite3.Connection:
    """The connection, with the tables of this version."""
    try:
        (found,) = connection.execute("PRAGMA user_version").fetchone()
        if found != FORMAT:
            connection.execute("PRAGMA journal_mode=WAL")
            with writing(connection):
                _shape(connection)
        connection.execute("PRAGMA synchronous=NORMAL")
    except BaseException:
        connection.close()
        raise
    return connection


def _shape(connection: sqlite3.Connection) -> None:
    (found,) = connection.execute("PRAGMA user_version").fetchone()
    if found == FORMAT:
        return  # somebody was faster
    names = "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
    for (name,) in connection.execute(names).fetchall():
        connection.execute(f'DROP TABLE "{name}"')
    for statement in SHAPE.split(";\n"):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {FORMAT}")
