"""The rows of a large table that the exact rules must look at, so that no violation is missed."""

import itertools
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from datapatch.tables.comparable import comparable
from datapatch.tables.judging import Column
from datapatch.tables.plain_rows import Cells, Look, Scanner, scanner
from datapatch.tables.table import Table
from datapatch.tables.uniqueness import Slot

SMALL = 1_000
"""Rows up to which a table is judged faster than its patterns are made."""
MOST = 0.5
"""Of the rows are doubtful: then nothing is gained."""


def suspects(table: Table, judges: tuple[Column, ...], slots: Sequence[Slot]) -> Sequence[int]:
    """The rows that may be faulty, in order: all others are right, keys included."""
    if table.row_count <= SMALL:
        return range(table.row_count)
    return suspects_by_scan(table, judges, slots)


def suspects_by_scan(
    table: Table, judges: tuple[Column, ...], slots: Sequence[Slot]
) -> Sequence[int]:
    """``suspects`` of a table of any size."""
    scan = scanner(table, judges)
    if not scan.usable:
        return range(table.row_count)
    kept = [Held(scan, slot) for slot in _once(slots)]
    places = sorted(scan.read.union(*(item.slot.places for item in kept)))
    found: set[int] = set()
    for look in scan.look(places):
        found.update(look.doubtful)
        for cells in look.cells:
            found.update(_with_broken_cells(scan, cells, places))
        for item in kept:
            item.take(look, places)
        if len(found) > MOST * table.row_count:
            return range(table.row_count)
    for item in kept:
        found.update(item.shared())
    return sorted(found)


def _once(slots: Sequence[Slot]) -> Iterator[Slot]:
    """The slots; a unique field that is the key too is looked at as the key."""
    keys = {slot.places for slot in slots if slot.is_key}
    return (slot for slot in slots if slot.is_key or slot.places not in keys)


def _with_broken_cells(scan: Scanner, cells: Cells, places: Sequence[int]) -> Iterator[int]:
    """Rows with a cell that breaks a rule, in the columns that no pattern judges."""
    encoding = scan.table.dialect.encoding
    for place in scan.read:
        column, judge = cells.column(places.index(place)), scan.judges[place]
        broken = {t for t in set(column) if judge[scan.plain(t).decode(encoding)].broken}
        if broken:
            yield from (row for row, t in zip(cells.rows, column, strict=True) if t in broken)


class Held:
    """What the rows hold in one slot, gathered block by block."""

    def __init__(self, scan: Scanner, slot: Slot) -> None:
        self.slot = slot
        self._scan, self._encoding = scan, scan.table.dialect.encoding
        self._is_text = len(slot.columns) == 1 and slot.columns[0].field.type in {"string", "any"}
        """Whether equal bytes are equal values."""
        self._reading = slot.reading(scan.table.dialect)
        self._rows: list[Sequence[int]] = []
        self._values: list[Hashable] = []

    def take(self, look: Look, places: Sequence[int]) -> None:
        """Keep what the rows of a block hold."""
        for cells in look.cells:
            columns = [cells.column(places.index(place)) for place in self.slot.places]
            self._rows.append(cells.rows)
            self._values += self._texts(columns[0]) if self._is_text else map(self._value, *columns)
        if look.doubtful:
            self._rows.append(look.doubtful)
            self._values += map(self._of_row, look.doubtful)

    def shared(self) -> Iterator[int]:
        """The rows that hold what another row holds, or no key."""
        different, nothing = set(self._values), self._nothing()
        if len(different) == len(self._values) and not different & nothing:
            return
        wanted = {value for value, count in Counter(self._values).items() if count > 1} - nothing
        if self.slot.is_key:
            wanted |= nothing
        rows = itertools.chain.from_iterable(self._rows)
        yield from (row for row, v in zip(rows, self._values, strict=True) if v in wanted)

    def _nothing(self) -> set[Hashable]:
        """What stands for no value."""
        missing = self.slot.columns[0].missing if self._is_text else ()
        return {None, *(text.encode(self._encoding) for text in missing)}

    def _texts(self, column: Sequence[bytes]) -> Sequence[bytes]:
        quote = self._scan.table.dialect.quote_char.encode()
        if quote and quote in b"".join(column):
            return [self._scan.plain(text) for text in column]
        return column

    def _of_row(self, row: int) -> Hashable:
        cells = self._scan.table.row(row)
        if not self._is_text:
            value = self.slot.value(cells)
            return value if isinstance(value, Hashable) else None
        text = self.slot.texts(cells)[0]
        return None if text is None else text.encode(self._encoding)

    def _value(self, *written: bytes) -> Hashable:
        values = self._reading.values(
            [self._scan.plain(cell).decode(self._encoding) for cell in written]
        )
        if all(item is None for item in values):
            return None
        found = comparable(values)
        return found if isinstance(found, Hashable) else None
