"""The query engine: one DuckDB for a process, one cursor for a query.

It reads Parquet files of one folder and nothing else; it writes none of them in place, so that any
number of processes read the same files at once. Source: https://duckdb.org/docs/stable/operations_manual/securing_duckdb/overview
"""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import duckdb

COLUMN_MEMORY = 150_000
"""Bytes that a column takes while it is written."""
LEAST_MEMORY = 64_000_000
"""Less than this is not enough to read one file of rows."""


class QueryEngine:
    """Cursors on a database in memory. It starts when the first one is asked for."""

    def __init__(self, folder: Path, *, memory: int, threads: int = 0) -> None:
        """``folder`` holds all there is to read; ``threads`` 0 means one for each core."""
        self.folder = folder
        self.memory = max(memory, LEAST_MEMORY)
        self._threads = threads
        self._lock = threading.Lock()
        self._database: duckdb.DuckDBPyConnection | None = None

    @contextmanager
    def cursor(self) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor of one's own, for one query: any number of threads may hold one."""
        with self._lock:
            self._database = self._database or self._open(memory=self.memory, threads=self._threads)
        with self._database.cursor() as cursor:
            yield cursor

    @contextmanager
    def writer(self, columns: int) -> Iterator[duckdb.DuckDBPyConnection]:
        """A cursor to write a file of so many columns with.

        Each takes memory before it holds anything: a table of very many fields is given what it
        takes, for as long as it is written, by one thread.
        """
        wanted = columns * COLUMN_MEMORY
        if 2 * wanted <= self.memory:
            with self.cursor() as cursor:
                yield cursor
        else:
            with self._open(memory=wanted, threads=1) as database:
                yield database

    def _open(self, *, memory: int, threads: int) -> duckdb.DuckDBPyConnection:
        self.folder.mkdir(parents=True, exist_ok=True)
        database = duckdb.connect(":memory:")
        settings = {
            "memory_limit": f"'{memory // 1024}KiB'",
            "temp_directory": _quoted(self.folder / "spilled"),
            "allowed_directories": f"[{_quoted(self.folder)}]",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "parquet_metadata_cache": "true",
            # Columns of texts are texts, however many of them are missing at the beginning.
            "pandas_analyze_sample": "0",
            "enable_external_access": "false",
        }
        if threads:
            settings["threads"] = str(threads)
        for name, value in {**settings, "lock_configuration": "true"}.items():
            database.execute(f"SET {name} = {value}")
        return database


def _quoted(path: Path) -> str:
    text = str(path).replace("'", "''")
    return f"'{text}'"
