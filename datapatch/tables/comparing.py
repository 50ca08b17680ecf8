"""Two rows, cell by cell, in tables whose columns and rows are aligned."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from datapatch.tables.alignment import Alignment
from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.columns import labelled
from datapatch.tables.table import Table
from datapatch.types import Key

Texts = Sequence[str]
Cells = Mapping[str, str | None]


@dataclass(frozen=True, slots=True)
class RowComparison:
    """Makes the changes of rows of ``old`` and ``new``, paired by ``alignment``."""

    old: Table
    new: Table
    alignment: Alignment
    key_places: tuple[Sequence[int], Sequence[int]] = field(init=False)
    """The columns of the key in the old and in the new table."""

    def __post_init__(self) -> None:
        columns, key = self.alignment.columns, self.alignment.key
        here = [columns.old.index(label) for label in key]
        there = [columns.new.index(columns.new_names[label]) for label in key]
        object.__setattr__(self, "key_places", (here, there))

    def update(self, old_row: int, new_row: int) -> RowChange:
        """The change from one row to another; it has no cells where they are the same."""
        before, after = self.old.row(old_row), self.new.row(new_row)
        columns = self.alignment.columns
        if columns.in_place and before == after:
            return RowChange("update", None, (old_row, new_row), ())
        if columns.in_place and len(before) == len(after) == len(columns.new):
            return self._in_place((old_row, new_row), before, after)
        here = _shown(before, columns.old, columns.new_names)
        there = _shown(after, columns.new, {})
        empty = empty_cell(before, self.old), empty_cell(after, self.new)
        cells = self._changed(here, there, empty)
        key = self._key(old_row, before, side=0)
        kept = _kept(here, there) if key is None and cells else ()
        return RowChange("update", key, (old_row, new_row), cells, kept)

    def _in_place(self, rows: tuple[int, int], before: Texts, after: Texts) -> RowChange:
        """The change of a row that has one cell for each field, whose fields stand as they did."""
        key = self._key(rows[0], before, side=0)
        cells, kept = [], []
        for name, old, new in zip(self.alignment.columns.new, before, after, strict=True):
            if old != new:
                cells.append(CellChange(name, old, new))
            elif key is None:
                kept.append(CellChange(name, old, new))
        return RowChange("update", key, rows, tuple(cells), tuple(kept))

    def addition(self, row: int) -> RowChange:
        """A row that only the new table has; a cell that it lacks is named, as None."""
        cells = self.new.row(row)
        found = _shown(cells, self.alignment.columns.new, {})
        changes = tuple(CellChange(name, None, cell) for name, cell in found.items())
        return RowChange("add", self._key(row, cells, side=1), (None, row), changes)

    def removal(self, row: int) -> RowChange:
        """A row that only the old table has."""
        cells, columns = self.old.row(row), self.alignment.columns
        found = _shown(cells, columns.old, columns.new_names)
        changes = tuple(CellChange(name, cell, None) for name, cell in found.items())
        return RowChange("remove", self._key(row, cells, side=0), (row, None), changes)

    def _changed(
        self, here: Cells, there: Cells, empty: tuple[str | None, str | None]
    ) -> tuple[CellChange, ...]:
        """The cells of one row that do not follow from the other's.

        What stands in a field that one table lacks follows if it is the ``empty`` cell of that
        table's row.
        """
        columns = self.alignment.columns
        removed, added = columns.removed, columns.added
        changes = []
        for name in dict.fromkeys((*there, *here)):
            old, new = here.get(name), there.get(name)
            before = empty[0] if name in added else old
            after = empty[1] if name in removed else new
            if before != after:
                changes.append(CellChange(name, old, new))
        return tuple(changes)

    def _key(self, row: int, cells: Sequence[str], *, side: int) -> Key | None:
        """The key of a row of the old (0) or new (1) table, if it identifies the row."""
        alignment = self.alignment
        if not alignment.key or row in alignment.unkeyed[side]:
            return None
        places = self.key_places[side]
        return tuple([cells[place] if place < len(cells) else "" for place in places])


def empty_cell(cells: Sequence[str], table: Table) -> str | None:
    """What a row of ``table`` has in a field that the table lacks: an empty cell, or none in a row
    that is too short even for the fields there are.
    """
    return "" if len(cells) >= len(table.fields) else None


def _shown(cells: Sequence[str], columns: Sequence[str], names: Mapping[str, str]) -> Cells:
    """All cells of a row under the names that changes use: None for one that it lacks."""
    found: dict[str, str | None] = dict.fromkeys(names.get(label, label) for label in columns)
    found.update(
        (names.get(label, label), cell) for label, cell in labelled(cells, columns).items()
    )
    return found


def _kept(here: Cells, there: Cells) -> tuple[CellChange, ...]:
    """The cells of a row that are the same in the other one."""
    return tuple(
        CellChange(name, cell, cell)
        for name, cell in here.items()
        if cell is not None and there.get(name) == cell
    )
