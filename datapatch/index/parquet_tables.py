"""Parquet files of other programs <-> rows. Source: https://parquet.apache.org/docs/file-format/"""

from collections.abc import Iterator
from pathlib import Path

import duckdb
import numpy as np

from datapatch.errors import UnreadableTable
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.wording import told_apart
from datapatch.translation import N_

NOT_PARQUET = N_("{file} is damaged or no Parquet file: {reason}")
_TYPES = {"integer": "BIGINT", "number": "DOUBLE", "boolean": "BOOLEAN", "date": "DATE"}
_BATCH = 10_000


def read_parquet(path: Path) -> tuple[tuple[str, ...], Iterator[tuple[str, ...]]]:
    """The names of the columns, and the rows as texts; what is missing is empty.

    Lists and structures are JSON. Raises UnreadableTable.
    """
    database = duckdb.connect(":memory:")
    try:
        source = database.read_parquet(_pattern(path))
        columns, types = source.columns, [str(kind) for kind in source.types]
        shown = ", ".join(_as_text(name, kind) for name, kind in zip(columns, types, strict=True))
        database.execute(f"SELECT {shown} FROM read_parquet(?)", [_pattern(path)])  # noqa: S608
    except duckdb.Error as error:
        raise UnreadableTable(NOT_PARQUET, file=path.name, reason=_first_line(error)) from error
    return tuple(columns), _fetched(database)


def write_parquet(table: Table, path: Path, schema: TableSchema | None = None) -> None:
    """Write a Parquet file with the rows of ``table``.

    A column has the schema's type where every cell says the same in it, else it holds the texts;
    an empty cell is missing.
    """
    names = told_apart([name or f"field{n}" for n, name in enumerate(table.fields, 1)])
    types = {field.name: field.type for field in schema.fields} if schema else {}
    with duckdb.connect(":memory:") as database:
        columns = {f"c{n}": column for n, column in enumerate(_columns(table))}
        database.register("given", columns)
        shown = ", ".join(
            f"{_cast(database, f'c{n}', _TYPES.get(types.get(field, '')))} AS {_quoted(name)}"
            for n, (field, name) in enumerate(zip(table.fields, names, strict=True))
        )
        database.execute(
            f"COPY (SELECT {shown} FROM given) TO '{_literal(path)}' "  # noqa: S608 - quoted names
            "(FORMAT parquet, COMPRESSION zstd)"
        )


def _columns(table: Table) -> list["np.ndarray[tuple[int], np.dtype[np.object_]]"]:
    rows = [table.values(row) for row in range(table.row_count)]
    columns = zip(*rows, strict=True) if rows else [()] * len(table.fields)
    return [np.array([cell or None for cell in cells], object) for cells in columns]


def _cast(database: duckdb.DuckDBPyConnection, column: str, kind: str | None) -> str:
    """The column in its type, if no cell says less in it than its text does."""
    as_text = f"CAST({column} AS VARCHAR)"
    if kind is None:
        return as_text
    typed = f"TRY_CAST({as_text} AS {kind})"
    back = _plain(f"CAST({typed} AS VARCHAR)", kind)
    differing = f"SELECT count(*) FROM given WHERE {as_text} IS DISTINCT FROM {back}"  # noqa: S608
    found = database.execute(differing).fetchone()
    return typed if found and not found[0] else as_text


def _as_text(name: str, kind: str) -> str:
    quoted = _quoted(name)
    if kind.endswith("]") or kind.startswith(("STRUCT", "MAP")):
        return f"coalesce(CAST(to_json({quoted}) AS VARCHAR), '')"
    if kind.startswith("TIMESTAMP"):
        return f"coalesce(replace(CAST({quoted} AS VARCHAR), ' ', 'T'), '')"
    return f"coalesce({_plain(f'CAST({quoted} AS VARCHAR)', kind)}, '')"


def _plain(text: str, kind: str) -> str:
    """A number without the ".0" that says that it is one."""
    return f"regexp_replace({text}, '\\.0$', '')" if kind in ("DOUBLE", "FLOAT") else text


def _fetched(database: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, ...]]:
    while rows := database.fetchmany(_BATCH):
        yield from rows


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _literal(path: Path) -> str:
    return str(path).replace("'", "''")


def _pattern(path: Path) -> str:
    """A path in which no character stands for others."""
    return "".join(f"[{c}]" if c in "*?[" else c for c in str(path))


def _first_line(error: duckdb.Error) -> str:
    return str(error).split("\n", 1)[0]
