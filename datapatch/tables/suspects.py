"""The rows of a large table that the exact rules must look at, so that no violation is missed."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence

from datapatch.tables.comparable import comparable
from datapatch.tables.judging import Column
from datapatch.tables.plain_rows import Cells, Scanner, scanner
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
    doubtful = scan.doubtful() if scan.usable else []
    if not scan.usable or len(doubtful) > MOST * table.row_count:
        return range(table.row_count)
    found = set(doubtful)
    found.update(_with_broken_cells(scan, doubtful))
    for slot in _once(slots):
        found.update(_sharing(scan, slot, doubtful))
    return sorted(found)


def _once(slots: Sequence[Slot]) -> Iterator[Slot]:
    """The slots; a unique field that is the key too is looked at as the key."""
    keys = {slot.places for slot in slots if slot.is_key}
    return (slot for slot in slots if slot.is_key or slot.places not in keys)


def _with_broken_cells(scan: Scanner, doubtful: Sequence[int]) -> Iterator[int]:
    """Rows with a cell that breaks a rule, in the columns that no pattern judges."""
    places, encoding = sorted(scan.read), scan.table.dialect.encoding
    for cells in scan.cells(doubtful, places) if places else ():
        for number, place in enumerate(places):
            column, judge = cells.column(number), scan.judges[place]
            broken = {t for t in set(column) if judge[scan.plain(t).decode(encoding)].broken}
            if broken:
                yield from (row for row, t in zip(cells.rows, column, strict=True) if t in broken)


def _sharing(scan: Scanner, slot: Slot, doubtful: Sequence[int]) -> Iterator[int]:
    """Rows that hold what another row holds in ``slot``, or no key."""
    pieces = list(_held(scan, slot, doubtful))
    held = [value for _, values in pieces for value in values]
    different = set(held)
    nothing = _nothing(scan, slot)
    if len(different) == len(held) and not different & nothing:
        return
    wanted = {value for value, count in Counter(held).items() if count > 1} - nothing
    if slot.is_key:
        wanted |= nothing
    for rows, values in pieces if wanted else ():
        yield from (row for row, value in zip(rows, values, strict=True) if value in wanted)


def _held(
    scan: Scanner, slot: Slot, doubtful: Sequence[int]
) -> Iterator[tuple[Iterable[int], Sequence[Hashable]]]:
    """Every row with what it holds in ``slot``."""
    read = _texts(scan) if _is_text(slot) else _values(scan, slot)
    for cells in scan.cells(doubtful, sorted(set(slot.places))):
        yield cells.rows, read(cells)
    encoding = scan.table.dialect.encoding
    if not _is_text(slot):
        yield doubtful, [slot.value(scan.table.row(row)) for row in doubtful]
        return
    texts = [slot.texts(scan.table.row(row))[0] for row in doubtful]
    yield doubtful, [text if text is None else text.encode(encoding) for text in texts]


def _is_text(slot: Slot) -> bool:
    """Whether equal bytes are equal values."""
    return len(slot.columns) == 1 and slot.columns[0].field.type in {"string", "any"}


def _nothing(scan: Scanner, slot: Slot) -> set[Hashable]:
    """What stands for no value."""
    if not _is_text(slot):
        return {None}
    encoding = scan.table.dialect.encoding
    return {None, *(text.encode(encoding) for text in slot.columns[0].missing)}


def _texts(scan: Scanner) -> Callable[[Cells], Sequence[Hashable]]:
    quote = scan.table.dialect.quote_char.encode()

    def read(cells: Cells) -> Sequence[Hashable]:
        column = cells.column(0)
        if quote and any(text.startswith(quote) for text in column):
            return [scan.plain(text) for text in column]
        return column

    return read


def _values(scan: Scanner, slot: Slot) -> Callable[[Cells], Sequence[Hashable]]:
    reading, encoding = slot.reading(scan.table.dialect), scan.table.dialect.encoding
    order = sorted(set(slot.places))
    at = [order.index(place) for place in slot.places]

    def value(written: Sequence[bytes]) -> Hashable:
        texts = [scan.plain(written[number]).decode(encoding) for number in at]
        values = reading.values(texts)
        if all(item is None for item in values):
            return None
        found = comparable(values)
        return found if isinstance(found, Hashable) else None

    def read(cells: Cells) -> Sequence[Hashable]:
        columns = [cells.column(number) for number in range(len(order))]
        return [value(written) for written in zip(*columns, strict=True)]

    return read
