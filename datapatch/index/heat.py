"""How often, and when last, each cell of a table was changed: carried from version to version."""

from collections.abc import Iterable, Set
from dataclasses import dataclass, field
from datetime import date

from datapatch.index.changes import RowTouch, TableChanges


@dataclass(frozen=True, slots=True)
class Heat:
    """The changes of one cell: how many, and the day of the last."""

    count: int
    last: date

    def again(self, day: date) -> "Heat":
        """One change more."""
        return Heat(self.count + 1, max(self.last, day))


@dataclass(slots=True)
class TableHeat:
    """The changed cells of one table: by data row (from 0), then by field.

    Rows and fields that were added are new, not changed; what a removed one had is gone with it.
    """

    rows: dict[int, dict[str, Heat]] = field(default_factory=dict)

    def advance(self, changes: TableChanges, day: date) -> None:
        """Turn this into the heat of the next version, which ``changes`` made on ``day``."""
        if changes.whole:
            self.rows = {}
            return
        places = changes.places()
        if not places.stays:
            moved = ((places.after(row), cells) for row, cells in self.rows.items())
            self.rows = {row: cells for row, cells in moved if row is not None}
        if changes.fields.renamed or changes.fields.removed:
            self._rename(dict(changes.fields.renamed), frozenset(changes.fields.removed))
        self._touch(changes.rows, day, {*changes.fields.added, *changes.fields.removed})

    def _rename(self, names: dict[str, str], removed: frozenset[str]) -> None:
        for row, cells in self.rows.items():
            kept = ((name, heat) for name, heat in cells.items() if name not in removed)
            self.rows[row] = {names.get(name, name): heat for name, heat in kept}

    def _touch(self, touches: Iterable[RowTouch], day: date, but: Set[str]) -> None:
        once = Heat(1, day)
        for touch in touches:
            row = touch.rows[1]
            if touch.op != "update" or row is None:
                continue
            cells = self.rows.setdefault(row, {})
            for name in touch.fields:
                if name not in but:
                    cells[name] = cells[name].again(day) if name in cells else once
