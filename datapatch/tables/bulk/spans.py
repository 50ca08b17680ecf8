"""Many stretches of bytes at once: whether they are equal, and numbers that tell them apart.

Stretches are read in pieces of equal width, the last one reaching back into the one before, so that
no piece reaches beyond its stretch.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from datapatch.tables.bulk.offsets import Bools, Ints

Codes = npt.NDArray[np.uint64]

_WIDTHS = (64, 8, 1)
_BLOCK = 1 << 14
"""Pieces that are read at once: few enough for the processor's cache."""
_ODD = np.uint64(0x9E3779B97F4A7C15)
_OTHER = np.uint64(0xC2B2AE3D27D4EB4F)
_LANES = np.array([0xA0761D6478BD642F * (2 * n + 1) % 2**64 for n in range(8)], np.uint64)


@dataclass(frozen=True, slots=True, eq=False)
class Spans:
    """The bytes of ``data`` from each of ``begin`` up to, without, each of ``end``."""

    data: bytes
    begin: Ints
    end: Ints

    def __len__(self) -> int:
        return len(self.begin)

    def chosen(self, places: Ints | slice) -> "Spans":
        """Those at ``places``."""
        return Spans(self.data, self.begin[places], self.end[places])

    @property
    def lengths(self) -> Ints:
        """How many bytes each has."""
        return self.end - self.begin


def equal(one: Spans, other: Spans) -> Bools:
    """Whether each stretch of ``one`` holds the same bytes as that of ``other`` at its place."""
    found: Bools = one.lengths == other.lengths
    places = np.flatnonzero(found)
    lengths = one.lengths[places]
    for width, rows in _by_width(lengths):
        here, there = _pieces(one.data, width), _pieces(other.data, width)
        begin, begin_there = one.begin[places[rows]], other.begin[places[rows]]
        for owner, offset in _offsets(lengths[rows], width):
            left, right = here[begin[owner] + offset], there[begin_there[owner] + offset]
            wrong = _first_words(left, right, width)
            found[places[rows[owner[wrong]]]] = False
    return found


def gathered(spans: Spans) -> Spans:
    """The same stretches in bytes of their own, one on each line."""
    pairs = zip(spans.begin.tolist(), spans.end.tolist(), strict=True)
    data = b"\n".join([spans.data[begin:end] for begin, end in pairs])
    end = np.cumsum(spans.lengths + 1) - 1
    return Spans(data, end - spans.lengths, end)


def codes(spans: Spans) -> Codes:
    """A number for each stretch: equal for equal bytes, hardly ever for others."""
    lengths = spans.lengths
    found = lengths.astype(np.uint64) * _OTHER
    for width, rows in _by_width(lengths):
        pieces = _pieces(spans.data, width)
        begin = spans.begin[rows]
        for owner, offset in _offsets(lengths[rows], width):
            mixed = _mixed(pieces[begin[owner] + offset], width)
            mixed *= offset.astype(np.uint64) * np.uint64(2) + _ODD
            mixed ^= mixed >> np.uint64(29)
            first = np.flatnonzero(np.diff(owner, prepend=-1))
            found[rows[owner[first]]] += np.add.reduceat(mixed, first)
    return joined(found, np.zeros(1, np.uint64))


def joined(one: Codes, other: Codes) -> Codes:
    """One number for two, in that order."""
    found = (one ^ (one >> np.uint64(32))) * _ODD + other
    return (found ^ (found >> np.uint64(29))) * _OTHER


def _by_width(lengths: Ints) -> Iterator[tuple[int, Ints]]:
    """The widest pieces that fit, and the stretches that are read in them; empty ones in none."""
    above = np.iinfo(np.int64).max
    for width in _WIDTHS:
        rows = np.flatnonzero((lengths >= width) & (lengths < above))
        above = width
        if len(rows):
            yield width, rows


def _pieces(data: bytes, width: int) -> npt.NDArray[np.void]:
    """The ``width`` bytes at every offset of ``data``."""
    count = max(len(data) - width + 1, 0)
    return np.ndarray((count,), f"V{width}", data, 0, (1,))


def _offsets(lengths: Ints, width: int) -> Iterator[tuple[Ints, Ints]]:
    """For a block of pieces, which stretch each belongs to and where in it it begins."""
    counts = -(-lengths // width)
    total = np.cumsum(counts)
    first = 0
    while first < len(lengths):
        done = total[first - 1] if first else 0
        until = max(int(np.searchsorted(total, done + _BLOCK, "right")), first + 1)
        block = counts[first:until]
        owner = np.repeat(np.arange(first, until), block)
        number = np.arange(len(owner)) - np.repeat(total[first:until] - block - done, block)
        yield owner, np.minimum(number * width, lengths[owner] - width)
        first = until


def _words(pieces: npt.NDArray[np.void], width: int) -> npt.NDArray[np.unsignedinteger]:
    return pieces.view(np.uint8 if width == 1 else np.uint64)


def _first_words(one: npt.NDArray[np.void], other: npt.NDArray[np.void], width: int) -> Ints:
    """The pieces that differ; one that differs in several words is named several times."""
    differ = np.flatnonzero(_words(one, width) != _words(other, width))
    return differ // max(width // 8, 1)


def _mixed(pieces: npt.NDArray[np.void], width: int) -> Codes:
    words = _words(pieces, width).astype(np.uint64, copy=False)
    lanes = max(width // 8, 1)
    spread = (words.reshape(-1, lanes) + _LANES[:lanes]) * _ODD
    spread ^= spread >> np.uint64(32)
    spread *= _LANES[:lanes]
    mixed: Codes = spread.sum(axis=1, dtype=np.uint64)
    return mixed
