"""Rows that stand where they stood: equal bytes at both ends of two tables, or at one number."""

from dataclasses import dataclass

import numpy as np

from datapatch.tables.bulk.offsets import Bools, Ints
from datapatch.tables.bulk.spans import Spans, equal

_SAMPLE = 256
_FIRST = 1 << 10


@dataclass(frozen=True, slots=True, eq=False)
class Standing:
    """How many rows are equal at the beginning and at the end, and for each new row the old row of
    the same bytes that stands at its place, or -1.
    """

    first: int
    last: int
    origins: Ints

    @property
    def at_ends(self) -> Bools:
        """Which new rows belong to either end."""
        found = np.zeros(len(self.origins), np.bool_)
        found[: self.first] = True
        found[len(found) - self.last :] = True
        return found


def standing_rows(old: Spans, new: Spans) -> Standing:
    """The rows of ``new`` that stand where they stood in ``old``."""
    shortest = min(len(old), len(new))
    first = _common(old, new, shortest)
    last = _common(_turned(old), _turned(new), shortest - first)
    origins = np.full(len(new), -1, np.int64)
    origins[:first] = np.arange(first)
    origins[len(new) - last :] = np.arange(len(old) - last, len(old))
    if len(old) == len(new) and _are_mostly_equal(old, new):
        inner = slice(first, len(new) - last)
        same = np.flatnonzero(equal(old.chosen(inner), new.chosen(inner))) + first
        origins[same] = same
    return Standing(first, last, origins)


def nothing_standing(new: Spans) -> Standing:
    """What holds where equal bytes do not mean equal rows."""
    return Standing(0, 0, np.full(len(new), -1, np.int64))


def _turned(spans: Spans) -> Spans:
    return spans.chosen(slice(None, None, -1))


def _common(old: Spans, new: Spans, limit: int) -> int:
    """How many rows, at most ``limit``, both begin with."""
    first, size = 0, _FIRST
    while first < limit:
        block = slice(first, min(first + size, limit))
        differ = np.flatnonzero(~equal(old.chosen(block), new.chosen(block)))
        if len(differ):
            return first + int(differ[0])
        first, size = block.stop, size * 4
    return limit


def _are_mostly_equal(old: Spans, new: Spans) -> bool:
    sample = slice(None, None, len(new) // _SAMPLE + 1)
    found = equal(old.chosen(sample), new.chosen(sample))
    return bool(2 * np.count_nonzero(found) > len(found))
