"""Which rows of a table the changes of a patch mean."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from datapatch.errors import InvalidInput, PatchMismatch
from datapatch.tables.changes import CellChange, Patch, RowChange
from datapatch.tables.columns import extra_number, labelled, labels
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.types import Key

_NO_ROW = N_("There is no row with {key} here. Make the change again on today's table.")
_SEVERAL_ROWS = N_("Several rows have {key}. Say by row number and cells which one is meant.")
_ROW_GONE = N_("No row is as this change expects it. Make the change again on today's table.")
_TWICE = N_("Row {row} is changed twice by this patch. Put everything about a row in one change.")
_NO_FIELD = N_("There is no field “{field}” here. The fields are: {fields}.")
_KEY_TAKEN = N_("There is a row with {key} already. Change that row, or choose another key.")


class RowFinder:
    """Finds in a table the rows that a patch changes, by key or by what they hold."""

    def __init__(self, table: Table, patch: Patch) -> None:
        renamed = patch.fields.new_names
        self._table = table
        self._key = patch.key
        self._changes = patch.changes
        self._names = tuple(renamed.get(label, label) for label in labels(table.fields))
        self._known = {*self._names, *patch.fields.added}
        self._rows_by_key: dict[Key, list[int]] | None = None
        self._check_fields(patch)

    def located(self, changes: Sequence[RowChange]) -> dict[int, RowChange]:
        """The data row of every update and removal among ``changes``.

        Raises PatchMismatch where the old cells are not what the table holds, or no row or several
        rows are meant; InvalidInput where two changes mean the same row.
        """
        found: dict[int, RowChange] = {}
        astray = []
        for change in changes:
            row = self._hinted(change)
            if row is None and change.op != "add":
                astray.append(change)
            elif row is not None:
                self._put(found, row, change)
        for change, row in self._searched(astray):
            self._put(found, row, change)
        return found

    def check_new_keys(self, changes: Sequence[RowChange], removed: set[int]) -> None:
        """Raise PatchMismatch where a row is added whose key another row keeps."""
        for change in changes:
            if change.op == "add" and change.key is not None:
                rows = self._rows_with(change.key)
                if not removed.issuperset(rows):
                    raise PatchMismatch(_KEY_TAKEN, key=self._words(change.key))

    def _put(self, found: dict[int, RowChange], row: int, change: RowChange) -> None:
        if row in found:
            raise InvalidInput(_TWICE, row=self._table.line(row))
        if wrong := self._first_difference(row, change):
            cell, there = wrong
            raise PatchMismatch(
                row=self._table.line(row), field=cell.field, expected=cell.old or "", found=there
            )
        found[row] = change

    def _hinted(self, change: RowChange) -> int | None:
        """The row that the change names by number, if it is the one that is meant."""
        row = change.rows[0]
        if change.op == "add" or row is None or not 0 <= row < self._table.row_count:
            return None
        if change.key is None:
            return None if self._first_difference(row, change) else row
        cells = labelled(self._table.row(row), self._names)
        return row if tuple(cells.get(name, "") for name in self._key) == change.key else None

    def _searched(self, changes: Sequence[RowChange]) -> Iterator[tuple[RowChange, int]]:
        for change in changes:
            if change.key is None:
                yield change, self._by_content(change)
            else:
                yield change, self._by_key(change, change.key)

    def _by_key(self, change: RowChange, key: Key) -> int:
        rows = named = self._rows_with(key)
        if len(rows) > 1:
            rows = [row for row in rows if not self._first_difference(row, change)]
        if len(rows) != 1:
            template = _SEVERAL_ROWS if named else _NO_ROW
            raise PatchMismatch(template, key=self._words(key))
        return rows[0]

    def _by_content(self, change: RowChange) -> int:
        """The row that holds all the old cells and is nearest to where it was."""
        hint = change.rows[0]
        named = {cell.field for cell in (*change.cells, *change.kept)}
        if change.op == "update" and not named.issuperset(self._names):
            raise PatchMismatch(_ROW_GONE)  # too little is known to look for it
        rows = range(self._table.row_count)
        found = [row for row in rows if not self._first_difference(row, change)]
        if not found:
            raise PatchMismatch(_ROW_GONE)
        return min(found, key=lambda row: abs(row - (hint or 0)))

    def _first_difference(self, row: int, change: RowChange) -> tuple[CellChange, str] | None:
        """The first old cell that the row does not hold, and what it holds instead."""
        cells = labelled(self._table.row(row), self._names)
        for cell in (*change.cells, *change.kept):
            if (cell.old or "") != cells.get(cell.field, ""):
                return cell, cells.get(cell.field, "")
        return None

    def _rows_with(self, key: Key) -> list[int]:
        """The rows whose key is ``key``."""
        if self._rows_by_key is None:
            places = [self._names.index(name) for name in self._key]
            wanted = {change.key for change in self._changes}
            found: dict[Key, list[int]] = defaultdict(list)
            for row, cells in enumerate(self._table.rows()):
                key_here = tuple([cells[place] if place < len(cells) else "" for place in places])
                if key_here in wanted:
                    found[key_here].append(row)
            self._rows_by_key = found
        return self._rows_by_key.get(key, [])

    def _check_fields(self, patch: Patch) -> None:
        named = {cell.field for change in patch.changes for cell in change.cells}
        for field in (*patch.key, *sorted(named - self._known)):
            if field not in self._known and not extra_number(field):
                raise PatchMismatch(_NO_FIELD, field=field, fields=", ".join(self._names))

    def _words(self, key: Key) -> str:
        return ", ".join(f"{name} = {text}" for name, text in zip(self._key, key, strict=False))
