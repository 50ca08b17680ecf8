"""Where in the bytes of a large table a key may stand."""

from bisect import bisect_right
from collections.abc import Iterator, Sequence

from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table
from datapatch.types import Key

_MANY = 64
"""Places that are looked at before it is better to read all keys."""


def key_at(table: Table, row: int, places: Sequence[int]) -> Key:
    """The cells of a row in the columns of a key; a missing one is empty."""
    cells = table.row(row)
    return tuple([cells[place] if place < len(cells) else "" for place in places])


def stands_elsewhere(table: Table, key: Key, places: Sequence[int], beside: range) -> bool | None:
    """Whether a row outside of ``beside`` has this key, of which a cell is not empty, in a table
    without quotes; None where too many places would have to be looked at.
    """
    if table.row_count and 0 not in beside and key_at(table, 0, places) == key:
        return True  # nothing may stand before it
    number = next(n for n, cell in enumerate(key) if cell)
    begins, ends = _around(table, first=places[number] == 0)
    text = key[number].encode(table.dialect.encoding)
    for needles in ([one + text for one in begins], [a + text + b for a in begins for b in ends]):
        found = _is_at(table, key, places, beside, offsets=_found(table.data, needles))
        if found is not None:
            return found
    return None


def _is_at(
    table: Table, key: Key, places: Sequence[int], beside: range, *, offsets: Iterator[int]
) -> bool | None:
    for count, offset in enumerate(offsets):
        if count >= _MANY:
            return None
        row = bisect_right(table.starts, offset + 1) - 1 - table.dialect.header_row
        inside = 0 <= row < table.row_count and row not in beside
        if inside and key_at(table, row, places) == key:
            return True
    return False


def _around(table: Table, *, first: bool) -> tuple[list[bytes], list[bytes]]:
    """What may stand before and behind a cell, of the ``first`` column or another one."""
    lines = [b"\n", b"\r"] if b"\r" in table.data else [b"\n"]
    delimiter = grammar(table.dialect).delimiter_bytes
    return lines if first else [delimiter[-1:]], [delimiter, *lines]


def _found(data: bytes, needles: Sequence[bytes]) -> Iterator[int]:
    """The offsets of all ``needles``; one that reaches to the end of the data may lack its end."""
    for needle in needles:
        offset = data.find(needle)
        while offset >= 0:
            yield offset
            offset = data.find(needle, offset + 1)
        if data.endswith(needle[:-1]):
            yield len(data) - len(needle) + 1
