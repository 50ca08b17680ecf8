"""A keyed table in memory on which the sample's revisions are made, one after another."""

from collections.abc import Iterable, Mapping

from datapatch.sample.cells import Row
from datapatch.sample.schema import FIELDS, KEY
from datapatch.sample.values import SampleCell, SampleChange


class Sheet:
    """Rows by key, in the order of the table; every change made is also returned as a value."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self._rows = {row[KEY[0]]: dict(row) for row in rows}
        self._last = max(map(_number, self._rows), default=0)

    def copy(self) -> "Sheet":
        """The same table, to be changed on its own."""
        twin = Sheet(self._rows.values())
        twin._last = self._last
        return twin

    def __len__(self) -> int:
        return len(self._rows)

    def __contains__(self, identifier: str) -> bool:
        return identifier in self._rows

    def row(self, identifier: str) -> Mapping[str, str]:
        """The cells of that row as they are now."""
        return self._rows[identifier]

    def rows(self) -> tuple[Mapping[str, str], ...]:
        """All rows, in order."""
        return tuple(self._rows.values())

    def update(self, identifier: str, new: Mapping[str, str]) -> SampleChange:
        """Write these cells; raises ``ValueError`` when none of them differs."""
        row = self._rows[identifier]
        cells = tuple(
            SampleCell(name, row[name], new[name])
            for name in FIELDS
            if name in new and row[name] != new[name]
        )
        if not cells:
            raise ValueError(f"{identifier}: nothing changes")
        row.update(new)
        return SampleChange("update", (identifier,), cells)

    def add(self, row: Row) -> SampleChange:
        """Append a row."""
        identifier = row[KEY[0]]
        self._rows[identifier] = dict(row)
        self._last = max(self._last, _number(identifier))
        cells = tuple(SampleCell(name, None, row[name]) for name in FIELDS)
        return SampleChange("add", (identifier,), cells)

    def remove(self, identifier: str) -> SampleChange:
        """Take a row out."""
        row = self._rows.pop(identifier)
        cells = tuple(SampleCell(name, row[name], None) for name in FIELDS)
        return SampleChange("remove", (identifier,), cells)

    def next_number(self) -> int:
        """The number of the next row to be added: no number is ever given twice."""
        return self._last + 1


def _number(identifier: str) -> int:
    return int(identifier.removeprefix("lieu-"))


def apply(sheet: Sheet, changes: Iterable[SampleChange]) -> None:
    """Make recorded changes; raises ``ValueError`` where an old value differs."""
    for change in changes:
        (identifier,) = change.key or ("",)
        new = {cell.field: cell.new or "" for cell in change.cells}
        if change.op == "add":
            sheet.add(new)
            continue
        row = sheet.row(identifier)
        if any(row[cell.field] != cell.old for cell in change.cells):
            raise ValueError(f"{identifier}: the old values differ")
        if change.op == "remove":
            sheet.remove(identifier)
        else:
            sheet.update(identifier, new)
