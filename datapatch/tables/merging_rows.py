"""The cells of a merged row: what two sides did to it, and where they contradict each other."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import repeat

from datapatch.errors import InvalidInput
from datapatch.tables.alignment import Alignment
from datapatch.tables.choosing import Decisions, Written
from datapatch.tables.columns import extra_label
from datapatch.tables.comparing import empty_cell
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.tables.three_ways import (
    ABSENT,
    Cell,
    Column,
    Conflict,
    ConflictKind,
    Side,
    Sides,
    merge_cell,
)
from datapatch.tables.writing import write_row
from datapatch.translation import N_
from datapatch.types import Key

Values = dict[str, Cell]
Cells = tuple[str, ...]
RowNumbers = tuple[int | None, int | None, int | None]
"""A row in base, ours and theirs."""
_WHOLE = N_("A row that one side removed cannot be written anew here. Choose base, ours or theirs.")
_PLAIN = Dialect(line_terminator="")


@dataclass(frozen=True, slots=True)
class RowMerge:
    """Merges rows into ``columns``; conflicts that it finds are decided by ``decisions``."""

    sides: Sides
    columns: Sequence[Column]
    decisions: Decisions = field(default_factory=Decisions)

    def standing(self, base: int, ours: int, theirs: int) -> Values:
        """The cells of a row that all three tables have."""
        return self._merged((base, ours, theirs), "cell")

    def added_twice(self, ours: int, theirs: int) -> Values:
        """The cells of a row that both sides added under one key."""
        return self._merged((None, ours, theirs), "add-add")

    def from_theirs(self, row: int) -> Values:
        """The cells of a row that theirs alone has; in columns that it lacks they are empty."""
        cells = self.sides.theirs.row(row)
        places = {column: column.theirs for column in self._all_columns(((), (), cells))}
        return _laid(cells, places, empty_cell(cells, self.sides.theirs))

    def from_base(self, row: int) -> Values:
        """The cells of a row as the base has it; in columns that it lacks they are empty."""
        cells = self.sides.base.row(row)
        places = {column: column.base for column in self._all_columns((cells, (), ()))}
        return _laid(cells, places, empty_cell(cells, self.sides.base))

    def edited_and_deleted(self, rows: RowNumbers) -> Side | None:
        """Whose row stands if one side (None in ``rows``) deleted it and the other edited it, which
        is a conflict; None if the other left it alone.
        """
        side = self.sides.here if rows[2] is None else self.sides.there
        before, *after = [cells for cells in self._cells(rows) if cells is not None]
        if not _is_edited(before, after[0], side):
            return None
        texts = [None if cells is None else _as_text(cells) for cells in self._cells(rows)]
        choice = self.decisions.choose(self._conflict("delete-update", rows, None, texts))
        if not isinstance(choice, Written):
            return choice
        if choice.value is not None:
            raise InvalidInput(_WHOLE)
        return "theirs" if rows[2] is None else "ours"

    def _merged(self, rows: RowNumbers, kind: ConflictKind) -> Values:
        values: Values = {}
        found = [cells or () for cells in self._cells(rows)]
        columns = self._all_columns(found)
        widths = [len(table.fields) + len(columns) for table in self._tables]
        bases, ours, theirs = map(_endless, found, widths)
        for column in columns:
            old, here, there = bases[column.base], ours[column.ours], theirs[column.theirs]
            if old == here == there:
                value, clash = here, False
            elif ABSENT in (column.ours, column.theirs):
                value, clash = there if column.ours == ABSENT else here, False
            elif kind == "add-add":
                value, clash = here, (here or "") != (there or "")
            else:
                value, clash = merge_cell(old, here, there)
            if clash:
                conflict = self._conflict(kind, rows, column.shown, (old, here, there))
                value = self.decisions.value(conflict)
            values[column.label] = value
        return values

    @property
    def _tables(self) -> tuple[Table, Table, Table]:
        return self.sides.base, self.sides.ours, self.sides.theirs

    def _conflict(
        self, kind: ConflictKind, rows: RowNumbers, field_name: str | None, texts: Sequence[Cell]
    ) -> Conflict:
        return Conflict(kind, self._key(rows), rows, field_name, *texts)

    def _cells(self, rows: RowNumbers) -> list[Cells | None]:
        pairs = zip(self._tables, rows, strict=True)
        return [None if row is None else table.row(row) for table, row in pairs]

    def _all_columns(self, cells: Sequence[Cells]) -> list[Column]:
        """The columns, and those of cells beyond the headers."""
        widths = [len(table.fields) for table in self._tables]
        beyond = max(len(found) - width for found, width in zip(cells, widths, strict=True))
        extras = [
            Column(extra_label(n), extra_label(n), *(width + n - 1 for width in widths))
            for n in range(1, beyond + 1)
        ]
        return [*self.columns, *extras]

    def _key(self, rows: RowNumbers) -> Key | None:
        """The key of a row that has one on both sides."""
        here, there = self.sides.here, self.sides.there
        base, ours, _ = rows
        if not here.key or not there.key:
            return None
        if base is not None:
            doubtful = base in here.unkeyed[0] or base in there.unkeyed[0]
            return None if doubtful else row_key(self.sides.base, base, here.key, here.columns.old)
        return None if ours is None else added_key(self.sides.ours, ours, here)


def added_key(table: Table, row: int, side: Alignment) -> Key | None:
    """The key of a row of the new table of ``side``, if it identifies the row."""
    if not side.key or row in side.unkeyed[1]:
        return None
    labels = [side.columns.new_names[label] for label in side.key]
    return row_key(table, row, labels, side.columns.new)


def row_key(table: Table, row: int, key: Sequence[str], columns: Sequence[str]) -> Key:
    """The cells of a row in the columns ``key``."""
    cells = table.row(row)
    return tuple(_at(cells, columns.index(label)) or "" for label in key)


def _is_edited(before: Cells, after: Cells, side: Alignment) -> bool:
    """Whether a side changed a cell of a row that the base knows, or filled one in a new column."""
    columns = side.columns
    for label, name in columns.new_names.items():
        old, new = _at(before, columns.old.index(label)), _at(after, columns.new.index(name))
        if (old or "") != (new or ""):
            return True
    if before[len(columns.old) :] != after[len(columns.new) :]:
        return True
    return any(_at(after, columns.new.index(label)) for label in columns.added)


def _at(cells: Cells, place: int) -> Cell:
    return cells[place] if 0 <= place < len(cells) else None


def _endless(cells: Cells, width: int) -> list[Cell]:
    """The cells, and None where there is none: at places below ``width`` and at the ABSENT one."""
    return [*cells, *repeat(None, width + 1 - len(cells)), None]


def _laid(cells: Cells, places: Mapping[Column, int], empty: Cell) -> Values:
    """The cells of one table's row in the merged columns, given by their places in that table."""
    return {
        column.label: empty if place == ABSENT else _at(cells, place)
        for column, place in places.items()
    }


def _as_text(cells: Cells) -> str:
    """A whole row as CSV, to be read by a person."""
    return write_row(cells, _PLAIN).decode()
