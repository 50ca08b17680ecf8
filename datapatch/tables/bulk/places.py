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
    needles = _needles(table, key[number], first=places[number] == 0)
    for count, offset in enumerate(_found(table.data, needles)):
        if count >= _MANY:
            return None
        row = bisect_right(table.starts, offset + 1) - 1 - table.dialect.header_row
        if row >= 0 and row not in beside and key_at(table, row, places) == key:
            return True
    return False


def _needles(table: Table, cell: str, *, first: bool) -> list[bytes]:
    """The cell with what may stand around it."""
    text = cell.encode(table.dialect.encoding)
    delimiter = grammar(table.dialect).delimiter_bytes
    ends = [b"\n", b"\r"] if b"\r" in table.data else [b"\n"]
    before = ends if first else [delimiter[-1:]]
    return [one + text + other for one in before for other in (delimiter, *ends)]


def _found(data: bytes, needles: Sequence[bytes]) -> Iterator[int]:
    """The offsets of all ``needles``; one that reaches to the end of the data may lack its end."""
    for needle in needles:
        offset = data.find(needle)
        while offset >= 0:
            yield offset
            offset = data.find(needle, offset + 1)
        if data.endswith(needle[:-1]):
            yield len(data) - len(needle) + 1
