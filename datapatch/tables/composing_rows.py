"""The changes of one row in two patches, one carried out after the other, as one change."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from datapatch.tables.changes import CellChange, FieldChanges, RowChange
from datapatch.tables.columns import extra_number
from datapatch.tables.composing_fields import ComposedFields
from datapatch.types import Key

Texts = tuple[str | None, str | None]
"""A cell before and after."""
RowNumbers = tuple[int | None, int | None]


@dataclass(frozen=True, slots=True)
class RowComposer:
    """Composes changes of rows; ``fields`` are those of both patches, ``changes`` what they make
    together.
    """

    fields: ComposedFields
    changes: FieldChanges

    def update(
        self, first: RowChange | None, second: RowChange | None, key: Key | None, rows: RowNumbers
    ) -> RowChange | None:
        """A row that is there before and after; None if it is the same."""
        return self._update(self._together(first, second), key, rows)

    def rejoined(self, removed: RowChange, added: RowChange) -> RowChange | None:
        """A row that is removed and added again, given by its changes in the composed patch."""
        old = {cell.field: cell.old for cell in removed.cells}
        new = {cell.field: cell.new for cell in added.cells}
        cells = {label: (old.get(label), new.get(label)) for label in {**old, **new}}
        return self._update(cells, removed.key, (removed.rows[0], added.rows[1]))

    def _update(
        self, cells: Mapping[str, Texts], key: Key | None, rows: RowNumbers
    ) -> RowChange | None:
        turned = {label: self._settled(label, pair) for label, pair in cells.items()}
        changed = {label: pair for label, pair in turned.items() if pair[0] != pair[1]}
        if not changed:
            return None
        same = {label: pair for label, pair in turned.items() if label not in changed}
        kept = {label: pair for label, pair in same.items() if pair[0] is not None}
        return RowChange("update", key, rows, _cells(changed), _cells({} if key else kept))

    def addition(
        self, first: RowChange | None, second: RowChange | None, key: Key | None, rows: RowNumbers
    ) -> RowChange:
        """A row that is there after only."""
        cells = self._together(first, second)
        if first is not None:
            empty = None if any(cell.new is None for cell in first.cells) else ""
            for name in self.fields.second.added:
                cells.setdefault(name, (None, empty))
        gone = set(self.fields.removed) - self.fields.again
        left = {label: (None, new) for label, (_, new) in cells.items() if label not in gone}
        return RowChange("add", key, rows, _cells(left))

    def removal(
        self, first: RowChange | None, second: RowChange | None, key: Key | None, rows: RowNumbers
    ) -> RowChange:
        """A row that is there before only."""
        cells = self._together(first, second)
        if second is not None:
            for name in self.fields.first.removed:
                cells.setdefault(name, ("", None))
        new = set(self.fields.added) - self.fields.again
        left = {label: (old, None) for label, (old, _) in cells.items() if label not in new}
        return RowChange("remove", key, rows, _cells(left))

    def _together(self, first: RowChange | None, second: RowChange | None) -> dict[str, Texts]:
        """Every cell that either names, before the first and after the second."""
        found: dict[str, Texts] = {}
        sides = (
            (first, self.fields.first, self.fields.first_label),
            (second, self.fields.second, self.fields.second_label),
        )
        for change, fields, name in sides:
            for cell in _dropped_first(change, fields):
                if (label := name(cell.field)) is not None:
                    found[label] = (found.get(label, (cell.old,))[0], cell.new)
        return found

    def _settled(self, label: str, pair: Texts) -> Texts:
        """The cell of a row that stays, where its field may have been added or dropped."""
        old, new = pair
        if extra_number(label):
            return pair
        if label in self.fields.again:
            return old or "", new or ""
        if label in self.changes.removed:
            return old or None, None
        return (None, new or None) if label in self.changes.added else pair


def _dropped_first(change: RowChange | None, fields: FieldChanges) -> list[CellChange]:
    """All cells of a change, those of dropped fields before one that takes the name again."""
    cells = (*change.cells, *change.kept) if change else ()
    return sorted(cells, key=lambda cell: cell.field not in fields.removed)


def contents(change: RowChange, labels: Iterable[str | None]) -> Mapping[str, str]:
    """The filled cells of an added or removed row, under ``labels``."""
    found = zip(labels, change.cells, strict=True)
    texts = ((label, cell.new if change.op == "add" else cell.old) for label, cell in found)
    return {label: text for label, text in texts if label is not None and text}


def _cells(found: Mapping[str, Texts]) -> tuple[CellChange, ...]:
    return tuple(CellChange(label, old, new) for label, (old, new) in found.items())
