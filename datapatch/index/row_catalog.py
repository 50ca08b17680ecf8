"""Which file holds the rows of which part: kept beside the files, made again when it is lost."""

import json
import sqlite3
import threading
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from datapatch.index.row_layout import Span

_TABLES = """
CREATE TABLE IF NOT EXISTS span (
    part TEXT, number INTEGER, file TEXT, place INTEGER, first INTEGER, rows INTEGER,
    PRIMARY KEY (part, number)
) WITHOUT ROWID;
CREATE INDEX IF NOT EXISTS span_file ON span (file);
CREATE TABLE IF NOT EXISTS header (part TEXT PRIMARY KEY, fields TEXT) WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS note (name TEXT PRIMARY KEY, text TEXT) WITHOUT ROWID;
"""


class RowCatalog:
    """Spans by part. A part is named by its blob and by how it is read."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._local = threading.local()

    def spans(self, parts: Sequence[str]) -> dict[str, tuple[Span, ...]]:
        """The spans of those of ``parts`` that are known, each in the order of its rows."""
        query = (
            "SELECT part, file, place, first, rows FROM span "
            "WHERE part IN (SELECT value FROM json_each(?)) ORDER BY part, number"
        )
        found: dict[str, list[Span]] = {}
        for part, *span in self._database().execute(query, (json.dumps(parts),)):
            found.setdefault(part, []).append(Span(*span))
        return {part: tuple(spans) for part, spans in found.items()}

    def keep(self, spans: Mapping[str, Sequence[Span]]) -> None:
        """Keep where parts lie, in place of where they were known to lie before."""
        lines = [
            (part, number, span.file, span.place, span.first, span.rows)
            for part, listed in spans.items()
            for number, span in enumerate(listed)
        ]
        with self._database() as database:
            database.executemany("DELETE FROM span WHERE part = ?", ((part,) for part in spans))
            database.executemany("INSERT INTO span VALUES (?, ?, ?, ?, ?, ?)", lines)

    def forget(self, files: Iterable[str]) -> None:
        """Forget every part of which one of ``files`` held rows."""
        query = "DELETE FROM span WHERE part IN (SELECT part FROM span WHERE file = ?)"
        with self._database() as database:
            database.executemany(query, ((file,) for file in files))

    def fields(self, part: str) -> tuple[str, ...] | None:
        """The names of the fields in the header of a part, if they are known."""
        query = "SELECT fields FROM header WHERE part = ?"
        found = self._database().execute(query, (part,)).fetchone()
        return None if found is None else tuple(json.loads(found[0]))

    def keep_fields(self, part: str, fields: Sequence[str]) -> None:
        """Keep the header of a part."""
        with self._database() as database:
            database.execute("INSERT OR REPLACE INTO header VALUES (?, ?)", (part, _json(fields)))

    def noted(self, name: str) -> str:
        """What was noted under ``name``; "" when nothing was."""
        query = "SELECT text FROM note WHERE name = ?"
        found = self._database().execute(query, (name,)).fetchone()
        return found[0] if found else ""

    def note(self, name: str, text: str) -> None:
        """Note something, in place of what was noted under ``name``."""
        with self._database() as database:
            database.execute("INSERT OR REPLACE INTO note VALUES (?, ?)", (name, text))

    def _database(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            self._path.parent.mkdir(parents=True, exist_ok=True)
            connection = sqlite3.connect(self._path, timeout=30)
            connection.execute("PRAGMA journal_mode=WAL")
            connection.execute("PRAGMA synchronous=NORMAL")
            connection.executescript(_TABLES)
            self._local.connection = connection
        return connection


def _json(fields: Sequence[str]) -> str:
    return json.dumps(list(fields))
