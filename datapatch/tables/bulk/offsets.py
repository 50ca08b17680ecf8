"""Where records begin, found in blocks of bytes instead of line by line.

A line end inside a quoted cell is one that an odd number of quotes precedes. This holds where every
quote opens, closes or doubles, as RFC 4180 has it; for other files the general way is left to say.
"""

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]

_BLOCK = 1 << 18
_LF, _CR = 10, 13


def as_ints(numbers: "array[int]") -> Ints:
    """The same memory as numbers that numpy understands."""
    return np.frombuffer(numbers, np.int64) if numbers else np.empty(0, np.int64)


def as_array(numbers: Ints) -> "array[int]":
    """A copy that Python reads faster one by one."""
    found = array("q")
    found.frombytes(np.ascontiguousarray(numbers, np.int64).view(np.uint8).data)
    return found


def record_starts(data: bytes, begin: int, delimiter: bytes, quote: bytes) -> "array[int] | None":
    """The offsets of all records from ``begin`` on, then the end; None where quotes are irregular.

    An empty ``quote`` means that nothing is quoted.
    """
    ends = _line_ends(data, begin)
    if quote and data.find(quote, begin) >= 0:
        if len(quote) > 1 or len(delimiter) > 1:
            return None
        quotes = places_of(data, quote, begin, len(data))
        if len(quotes) % 2 or not are_regular(data, quotes, begin, delimiter):
            return None
        ends = ends[np.searchsorted(quotes, ends) % 2 == 0]
    last = int(ends[-1]) if len(ends) else begin
    rest = [len(data)] if last < len(data) else []
    return as_array(np.concatenate([[begin], ends, rest]))


def places_of(data: bytes, token: bytes, begin: int, end: int) -> Ints:
    """The offsets of a byte."""
    whole = np.frombuffer(data, np.uint8)
    found = [np.empty(0, np.int64)]
    for first in range(begin, end, _BLOCK):
        places = np.flatnonzero(whole[first : min(first + _BLOCK, end)] == token[0])
        places += first
        found.append(places)
    return np.concatenate(found)


def are_regular(data: bytes, quotes: Ints, begin: int, delimiter: bytes) -> bool:
    """Whether each first of two quotes opens a cell that begins there, or follows one that it
    doubles, and each second one closes the cell or is doubled; ``begin`` begins a record.
    """
    whole = np.frombuffer(data, np.uint8)
    allowed = np.zeros(256, np.bool_)
    allowed[[_LF, _CR, delimiter[0], data[int(quotes[0])]]] = True
    opening, closing = quotes[0::2], quotes[1::2]
    before = allowed[whole[np.maximum(opening - 1, 0)]] | (opening == begin)
    after = allowed[whole[np.minimum(closing + 1, len(data) - 1)]] | (closing == len(data) - 1)
    return bool(before.all() and after.all())


def _line_ends(data: bytes, begin: int) -> Ints:
    """The offsets behind LF, CRLF and lone CR."""
    found = [np.empty(0, np.int64), *_line_ends_by_block(data, begin, b"\r" in data)]
    return np.concatenate(found)


def _line_ends_by_block(data: bytes, begin: int, returns: bool) -> Iterator[Ints]:
    whole = np.frombuffer(data, np.uint8)
    for first in range(begin, len(data), _BLOCK):
        block = whole[first : first + _BLOCK]
        is_end = block == _LF
        if returns:
            following = whole[first + 1 : first + 1 + len(block)]
            lone = block == _CR
            lone[: len(following)] &= following != _LF
            is_end |= lone
        places = np.flatnonzero(is_end)
        places += first + 1
        yield places
