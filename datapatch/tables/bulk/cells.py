"""Where the contents of rows, and the cells of one column, lie in the bytes of a table."""

from collections.abc import Iterator, Sequence
from functools import cached_property
from weakref import WeakKeyDictionary

import numpy as np

from datapatch.tables.bulk.offsets import Bools, Ints, are_regular, as_ints, places_of
from datapatch.tables.bulk.spans import Codes, Spans, codes, equal, joined
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table

_BLOCK = 2048
"""Rows whose delimiters are looked for at once."""
_LF, _CR = 10, 13


def contents(table: Table) -> Spans:
    """The bytes of every data row without its line end, as ``Table.content`` gives them."""
    starts = as_ints(table.starts)[table.dialect.header_row :]
    begin, end = starts[:-1], starts[1:].copy()
    if not len(begin):
        return Spans(table.data, starts[:0], starts[:0])
    whole = np.frombuffer(table.data, np.uint8)
    last = whole[end - 1]
    line_feeds = last == _LF
    crossed = line_feeds & (whole[np.maximum(end - 2, 0)] == _CR) & (end - 1 > begin)
    lines = line_feeds | (last == _CR)
    if table.open_end:
        lines[-1] = crossed[-1] = False
    end -= lines
    end -= crossed
    return Spans(table.data, begin, end)


def cells(table: Table, rows: Spans, place: int) -> Spans | None:
    """The column at ``place`` of ``rows``, without quotes; a missing cell is an empty one.

    None where it cannot be told from the bytes alone, as with quotes inside of a cell.
    """
    tokens = grammar(table.dialect)
    quote, delimiter = tokens.quote_bytes, tokens.delimiter_bytes
    quoted = bool(quote) and quote in table.data
    if len(delimiter) > 1 or (quoted and len(quote) > 1):
        return None
    begin, end = rows.begin.copy(), rows.end.copy()
    for block in _blocks(len(rows)):
        chosen = rows.chosen(block)
        found = _cells(chosen, place, delimiter, quote if quoted else b"")
        if found is None:
            return None
        begin[block], end[block] = found
    return Spans(rows.data, begin, end)


def _blocks(count: int) -> Iterator[slice]:
    return (slice(first, min(first + _BLOCK, count)) for first in range(0, count, _BLOCK))


def _cells(rows: Spans, place: int, delimiter: bytes, quote: bytes) -> tuple[Ints, Ints] | None:
    """Begin and end of the cell at ``place`` of rows that follow each other."""
    first, last = int(rows.begin[0]), int(rows.end[-1])
    limits = places_of(rows.data, delimiter, first, last)
    quotes = places_of(rows.data, quote, first, last) if quote else limits[:0]
    if len(quotes):
        if len(quotes) % 2 or not are_regular(rows.data, quotes, first, delimiter):
            return None
        limits = limits[np.searchsorted(quotes, limits) % 2 == 0]
    begin, end = _between(rows, limits, place)
    return _bare(begin, end, quotes) if len(quotes) else (begin, end)


def _between(rows: Spans, limits: Ints, place: int) -> tuple[Ints, Ints]:
    """What stands between two delimiters of a row, or its ends; nothing where there are less."""
    before = np.searchsorted(limits, rows.begin)
    count = np.searchsorted(limits, rows.end) - before
    padded = np.append(limits, 0)
    begin, end = rows.begin, rows.end
    if place:
        begin = np.where(count >= place, padded[_inside(before + place - 1, limits)] + 1, end)
    end = np.where(count > place, padded[_inside(before + place, limits)], end)
    return begin, end


def _inside(places: Ints, limits: Ints) -> Ints:
    return np.minimum(places, len(limits))


def _bare(begin: Ints, end: Ints, quotes: Ints) -> tuple[Ints, Ints] | None:
    """The cells without the quotes around them; None where a quote stands inside of one."""
    held = np.searchsorted(quotes, end) - np.searchsorted(quotes, begin)
    if (held > 2).any():
        return None
    return begin + (held == 2), end - (held == 2)


class KeyCells:
    """The cells of the key of every row, and one number for each key."""

    def __init__(self, columns: Sequence[Spans]) -> None:
        self.columns = tuple(columns)
        self.codes: Codes = codes(self.columns[0])
        for column in self.columns[1:]:
            self.codes = joined(self.codes, codes(column))

    @cached_property
    def empty(self) -> Bools:
        """Whether all cells of the key are empty."""
        found = np.ones(len(self.codes), np.bool_)
        for column in self.columns:
            found &= column.lengths == 0
        return found

    @cached_property
    def repeated(self) -> Codes:
        """The numbers that several rows have, each once."""
        return repeated_codes(self.codes)


def repeated_codes(numbers: Codes) -> Codes:
    """Those that occur several times, each once."""
    ordered = np.sort(numbers)
    return np.unique(ordered[1:][ordered[1:] == ordered[:-1]])


def same_keys(one: KeyCells, ones: Ints, other: KeyCells, others: Ints) -> bool:
    """Whether the rows ``ones`` have the very keys of the rows ``others``."""
    pairs = zip(one.columns, other.columns, strict=True)
    return all(bool(equal(a.chosen(ones), b.chosen(others)).all()) for a, b in pairs)


def key_cells(table: Table, rows: Spans, places: Sequence[int]) -> KeyCells | None:
    """The key of each of ``rows``; None where a key column cannot be told from the bytes."""
    columns = [cells(table, rows, place) for place in places]
    found = [column for column in columns if column is not None]
    return KeyCells(found) if len(found) == len(columns) else None


class KnownRows:
    """What is read of a table once, and kept as long as the table."""

    def __init__(self, table: Table) -> None:
        self.contents = contents(table)
        self._keys: dict[tuple[int, ...], KeyCells | None] = {}

    def keys(self, table: Table, places: Sequence[int]) -> KeyCells | None:
        """As ``key_cells``, of all rows of the ``table``."""
        if tuple(places) not in self._keys:
            self._keys[tuple(places)] = key_cells(table, self.contents, places)
        return self._keys[tuple(places)]


_KNOWN: WeakKeyDictionary[Table, KnownRows] = WeakKeyDictionary()


def known_rows(table: Table) -> KnownRows:
    """What is known of a table; a merge asks for that of its base twice."""
    found = _KNOWN.get(table)
    if found is None:
        found = _KNOWN[table] = KnownRows(table)
    return found
