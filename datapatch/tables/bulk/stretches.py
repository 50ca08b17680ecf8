"""Where two large tables differ in one short stretch, as after an ordinary edit."""

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
import numpy.typing as npt

from datapatch.tables.bulk.offsets import as_array, as_ints
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table

Bytes = npt.NDArray[np.uint8]

_BLOCK = 1 << 18
_LONG = 1 << 16
"""Bytes of a stretch that is not short any more."""
_FAR = 64
"""Rows of equal content, but other bytes, around a stretch."""


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows, old and new, between the rows of equal content at both ends of two tables."""

    old: range
    new: range


def find_stretch(old: Table, new: Table) -> Stretch | None:
    """The one short stretch of rows that differ; None where it is not short, where quotes let bytes
    mean something else behind another beginning, and where line ends differ.

    The new table is told where its rows begin, as far as they begin as the old one's do.
    """
    quotes = grammar(old.dialect).quote_bytes
    head = old.dialect.header_row
    if head != new.dialect.header_row or (quotes and (quotes in old.data or quotes in new.data)):
        return None
    if _line_end(old.data) is None or _line_end(old.data) != _line_end(new.data):
        return None
    before = _common_bytes(old.data, new.data)
    limit = min(len(old.data), len(new.data)) - before
    behind = _common_bytes_back(old.data, new.data, limit)
    if limit - behind > _LONG or abs(len(old.data) - len(new.data)) > _LONG:
        return None
    first = bisect_right(old.starts, before - 1) - 1
    last = bisect_left(old.starts, len(old.data) - behind + 1)
    last = min(last, len(old.starts) - 1)
    if first < head:
        return None
    _tell(old, new, first, last)
    stretch = Stretch(
        range(first - head, last - head),
        range(first - head, last - head + new.row_count - old.row_count),
    )
    return _narrowed(old, new, stretch)


def _tell(old: Table, new: Table, first: int, last: int) -> None:
    """Let ``new`` know its rows: up to record ``first`` and from record ``last`` on the old's."""
    starts, shift = as_ints(old.starts), len(new.data) - len(old.data)
    begin, end = int(starts[first]), int(starts[last]) + shift
    lines = new.data[begin:end].splitlines(keepends=True)
    inner = list(accumulate(map(len, lines), initial=begin))[:-1] if lines else []
    new.remember(as_array(np.concatenate([starts[:first], inner, starts[last:] + shift])))


def _narrowed(old: Table, new: Table, stretch: Stretch) -> Stretch | None:
    """Without the rows at its ends that differ in nothing but their line ends."""
    olds, news = stretch.old, stretch.new
    for _ in range(_FAR):
        if olds and news and old.content(olds[0]) == new.content(news[0]):
            olds, news = olds[1:], news[1:]
        elif olds and news and old.content(olds[-1]) == new.content(news[-1]):
            olds, news = olds[:-1], news[:-1]
        else:
            return Stretch(olds, news)
    return None


def _line_end(data: bytes) -> bytes | None:
    """The one line end of all lines; None where there are several."""
    if b"\r" not in data:
        return b"\n"
    both = data.count(b"\r\n")
    return b"\r\n" if both == data.count(b"\r") == data.count(b"\n") else None


def _common_bytes(old: bytes, new: bytes) -> int:
    """How many bytes both begin with."""
    here, there = np.frombuffer(old, np.uint8), np.frombuffer(new, np.uint8)
    shortest = min(len(old), len(new))
    for first in range(0, shortest, _BLOCK):
        block = slice(first, min(first + _BLOCK, shortest))
        if not _is_same(here[block], there[block]):
            return first + int((here[block] != there[block]).argmax())
    return shortest


def _common_bytes_back(old: bytes, new: bytes, limit: int) -> int:
    """How many bytes, at most ``limit``, both end with."""
    here = np.frombuffer(old, np.uint8)[len(old) - limit :]
    there = np.frombuffer(new, np.uint8)[len(new) - limit :]
    for end in range(limit, 0, -_BLOCK):
        block = slice(max(end - _BLOCK, 0), end)
        if not _is_same(here[block], there[block]):
            return limit - end + int((here[block] != there[block])[::-1].argmax())
    return limit


def _is_same(one: Bytes, other: Bytes) -> bool:
    if len(one) % 8:
        return bool(np.array_equal(one, other))
    return bool(np.array_equal(one.view(np.uint64), other.view(np.uint64)))
