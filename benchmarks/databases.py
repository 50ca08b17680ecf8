"""A table as an SQLite database, made beforehand for the peers that need one.

Run as ``python -m benchmarks.databases CSV DATABASE [--search]``.
"""

import csv
import sqlite3
import sys
from contextlib import closing
from pathlib import Path

from benchmarks.tables import FIELDS

SEARCHED = ("name", "address", "town", "email")


def make_database(table: Path, database: Path, *, search: bool) -> None:
    """The rows of ``table``, by key; with ``search``, the full-text index that Datasette uses."""
    database.unlink(missing_ok=True)
    columns = ", ".join(f'"{name}" TEXT' for name in FIELDS)
    marks = ", ".join("?" for _ in FIELDS)
    with closing(sqlite3.connect(database)) as made, table.open(newline="") as file:
        rows = csv.reader(file)
        next(rows)
        made.execute(f'CREATE TABLE places ({columns}, PRIMARY KEY ("id"))')
        made.executemany(f"INSERT INTO places VALUES ({marks})", rows)  # noqa: S608 - our own marks
        if search:
            _index_words(made)
        made.commit()


def _index_words(made: sqlite3.Connection) -> None:
    names = ", ".join(SEARCHED)
    made.execute(f"CREATE VIRTUAL TABLE places_fts USING fts5({names}, content='places')")
    made.execute("INSERT INTO places_fts (places_fts) VALUES ('rebuild')")


if __name__ == "__main__":
    make_database(Path(sys.argv[1]), Path(sys.argv[2]), search="--search" in sys.argv)
