"""What a file of any format holds: tables with names, and what to know of how they were read."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from datapatch.errors import UnreadableTable
from datapatch.tables import sniffing
from datapatch.tables.dialect import Dialect
from datapatch.tables.notes import Note
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row
from datapatch.translation import N_

EMPTY_SHEET = N_("“{sheet}” of {file} is empty.")
TITLES = N_("“{sheet}”: the names of the columns stand in row {row}; what is above is left out.")
NO_NAMES = N_("“{sheet}”: no row seems to name the columns; the first row is taken for it.")

Row = Sequence[str]


@dataclass(frozen=True, slots=True, eq=False)
class NamedTable:
    """A table of a file, its sheet or its only one. ``notes`` tell what was left out or guessed."""

    name: str
    table: Table
    notes: tuple[Note, ...] = ()


def table_of(fields: Row, rows: Iterable[Row]) -> Table:
    """The table with these fields and rows, written as plain CSV."""
    dialect = Dialect()
    pieces = [write_row(fields, dialect), *(write_row(row, dialect) for row in rows)]
    return Table.parse(b"".join(pieces), dialect)


@dataclass(frozen=True, slots=True)
class Area:
    """Cells of a sheet that are merged into one: rows and columns from 0, the last included."""

    first_row: int
    last_row: int
    first_column: int
    last_column: int


def table_of_sheet(
    name: str, grid: Sequence[Row], header_row: int | None = None, merged: Iterable[Area] = ()
) -> NamedTable:
    """The table in the cells of a sheet: empty rows at the end and empty columns at both ends are
    left out, and what stands above the names of the columns.

    ``header_row`` is the number of the row that names them, when it is known. Below it, the text of
    a merged cell stands in every row that it covers.
    """
    left, rows = _trimmed(grid)
    found = header_row or (sniffing.find_header(rows[: sniffing.RECORDS]) if rows else 0)
    begin = (found or 1) - 1
    for area in merged:
        _fill(rows, area, begin, area.first_column - left)
    notes = []
    if found > 1:
        notes.append(Note(TITLES, {"sheet": name, "row": found}))
    elif rows and not found:
        notes.append(Note(NO_NAMES, {"sheet": name}))
    body = rows[begin:]
    table = table_of(body[0], body[1:]) if body else Table.parse(b"")
    return NamedTable(name, table, tuple(notes))


def _fill(rows: Sequence[list[str]], area: Area, header: int, column: int) -> None:
    if header < area.first_row < len(rows) and 0 <= column < len(rows[0]):
        for row in rows[area.first_row + 1 : area.last_row + 1]:
            row[column] = rows[area.first_row][column]


def refuse_empty(found: NamedTable, file: str) -> NamedTable:
    """``found``; raises UnreadableTable when it has no field."""
    if not found.table.fields:
        raise UnreadableTable(EMPTY_SHEET, sheet=found.name, file=file)
    return found


def _trimmed(grid: Sequence[Row]) -> tuple[int, list[list[str]]]:
    """How many columns are empty at the left, and the cells without what is empty around them;
    every row is as wide as the widest.
    """
    filled = [n for row in grid for n, cell in enumerate(row) if cell]
    if not filled:
        return 0, []
    first, last = min(filled), max(filled) + 1
    rows = [[*row[first:last], *[""] * (last - max(len(row), first))] for row in grid]
    while not any(rows[-1]):
        rows.pop()
    return first, rows
