"""The three tables of a merge, the conflicts that it finds, and how one cell is merged."""

from dataclasses import dataclass
from typing import Literal

from datapatch.tables.alignment import Alignment
from datapatch.tables.table import Table
from datapatch.types import Key

ConflictKind = Literal["cell", "delete-update", "add-add", "field"]
Side = Literal["base", "ours", "theirs"]
Cell = str | None

ABSENT = -1
"""The place of a column, or the number of a row, that a table does not have."""


@dataclass(frozen=True, slots=True)
class Conflict:
    """What two sides did that cannot both stand; the merged table holds ours.

    ``rows`` are data rows, from 0, of base, ours and theirs. ``base``, ``ours`` and ``theirs`` are
    the cells; in a ``delete-update``, whose ``field`` is None, the whole rows as CSV; in a
    ``field``, the names of the field; None where it does not exist.
    A ``field`` without a name is what stands above the header.
    """

    kind: ConflictKind
    key: Key | None
    rows: tuple[int | None, int | None, int | None]
    field: str | None
    base: Cell
    ours: Cell
    theirs: Cell


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """Base, ours and theirs, and how the rows and columns of both correspond to the base's."""

    base: Table
    ours: Table
    theirs: Table
    here: Alignment
    there: Alignment


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the merged table: its label, and its places in the three tables."""

    label: str
    shown: str
    """The name that conflicts give it: the base's where both sides renamed it."""
    base: int
    ours: int
    theirs: int


def merge_cell(base: Cell, ours: Cell, theirs: Cell) -> tuple[Cell, bool]:
    """What both sides make of a cell, and whether they contradict each other (then it is ours).

    A missing cell, None, is as good as an empty one, but is kept where nobody wrote an empty one.
    """
    if ours in (base, theirs):
        return theirs, False
    if theirs == base:
        return ours, False
    if (ours or "") == (base or ""):
        return theirs, False
    return ours, (theirs or "") not in (base or "", ours or "")
