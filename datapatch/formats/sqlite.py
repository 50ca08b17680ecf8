"""SQLite databases, written. Source: https://www.sqlite.org/fileformat2.html"""

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing
from datetime import date

from datapatch.errors import LimitExceeded
from datapatch.formats.named_tables import NamedTable
from datapatch.formats.typed_cells import Typed, TypedCells
from datapatch.tables.schema import TableSchema
from datapatch.tables.wording import told_apart
from datapatch.translation import N_

TOO_MANY = N_("A database holds {limit} columns at most, and this table has {size}.")
_COLUMNS = 2_000
_TYPES = {"integer": "INTEGER", "number": "REAL", "boolean": "BOOLEAN", "date": "DATE"}


def write_sqlite(tables: Sequence[tuple[NamedTable, TableSchema | None]]) -> bytes:
    """A database with these tables.

    Cells are numbers where the schema says so and nothing of the text is lost, else texts. Raises
    LimitExceeded for a table that is too wide.
    """
    with closing(sqlite3.connect(":memory:")) as database:
        names = told_apart([found.name for found, _ in tables])
        for name, (found, schema) in zip(names, tables, strict=True):
            _write(database, name, found, schema)
        database.commit()
        return database.serialize()


def _write(
    database: sqlite3.Connection, name: str, found: NamedTable, schema: TableSchema | None
) -> None:
    fields = found.table.fields
    if len(fields) > _COLUMNS:
        raise LimitExceeded(TOO_MANY, size=len(fields), limit=_COLUMNS)
    kinds = _kinds(found, schema)
    columns = [f"{_quoted(n)} {k or 'TEXT'}" for n, k in zip(_labels(fields), kinds, strict=True)]
    database.execute(f"CREATE TABLE {_quoted(name)} ({', '.join(columns)})")
    places = ", ".join("?" * len(fields))
    statement = f"INSERT INTO {_quoted(name)} VALUES ({places})"  # noqa: S608 - a quoted name
    database.executemany(statement, _rows(found, schema, kinds))


def _kinds(found: NamedTable, schema: TableSchema | None) -> list[str]:
    """The type of each column that the schema gives one and whose cells all have it.

    SQLite would make a number of "02" in a column of numbers.
    """
    types = {field.name: field.type for field in schema.fields} if schema else {}
    kinds = [_TYPES.get(types.get(field, ""), "") for field in found.table.fields]
    typed = TypedCells(found.table.fields, schema)
    for row in range(found.table.row_count if any(kinds) else 0):
        for place, cell in enumerate(found.table.values(row)):
            if kinds[place] and cell and isinstance(typed.value(place, cell), str):
                kinds[place] = ""
    return kinds


def _rows(
    found: NamedTable, schema: TableSchema | None, kinds: Sequence[str]
) -> Iterator[list[object]]:
    """The values to store; what is empty among numbers is missing."""
    typed = TypedCells(found.table.fields, schema)
    for row in range(found.table.row_count):
        cells = enumerate(found.table.values(row))
        yield [_stored(typed.value(n, cell)) if kinds[n] else cell for n, cell in cells]


def _stored(value: Typed) -> object:
    if isinstance(value, date):
        return value.isoformat()
    return None if value == "" else value


def _labels(fields: Sequence[str]) -> tuple[str, ...]:
    """Names that SQLite tells apart: it takes "a" and "A" for one."""
    named = [field or f"field{number}" for number, field in enumerate(fields, 1)]
    lowered = told_apart([name.lower() for name in named])
    return tuple(
        name + unique[len(name) :] if unique.startswith(name.lower()) else unique
        for name, unique in zip(named, lowered, strict=True)
    )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
