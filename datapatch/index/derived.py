"""Derived values on disk, under the ids of what they come from. Losing the file costs time only."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path


class DerivedStore:
    """Bytes by id. Whoever reads an id that is not there makes the value again."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def read(self, ids: Sequence[str]) -> dict[str, bytes]:
        """What is kept of ``ids``."""
        query = "SELECT id, body FROM derived WHERE id IN (SELECT value FROM json_each(?))"
        return dict(self._database().execute(query, (json.dumps(ids),)))

    def write(self, values: Mapping[str, bytes], *, drop: Iterable[str] = ()) -> None:
        """Keep ``values``; forget ``drop``."""
        with self._database() as database:
            database.executemany("DELETE FROM derived WHERE id = ?", ((name,) for name in drop))
            database.executemany("INSERT OR REPLACE INTO derived VALUES (?, ?)", values.items())

    def _database(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.execute(
                "CREATE TABLE IF NOT EXISTS derived (id TEXT PRIMARY KEY, body BLOB)"
            )
            self._local.connection = connection
        return connection
