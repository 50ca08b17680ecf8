"""Rows that revisions touched, as columns of numbers: millions of them are looked through at once.

A row is known by its lineage: a number that it gets when it first appears and keeps wherever it
moves. A revision is known by its place in the log, the first being 0.
"""

import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

NOWHERE = 0xFFFFFFFF
"""The place of a row in a version that lacks it."""
ADDED = 0
"""The first set of fields: that of a row which was added, with all its cells."""
COLUMNS = 5


@dataclass(frozen=True, slots=True)
class Touches:
    """One row of one revision in each place, in the order of revisions.

    ``old`` and ``new`` are its places (from 0) before and after; ``sets`` says which fields changed
    in it, as a number that the story of the table explains.
    """

    lineage: Numbers
    number: Numbers
    old: Numbers
    new: Numbers
    sets: Numbers

    def __len__(self) -> int:
        return len(self.lineage)

    @property
    def columns(self) -> tuple[Numbers, ...]:
        """All of it, column by column."""
        return (self.lineage, self.number, self.old, self.new, self.sets)

    def at(self, chosen: NDArray[np.intp]) -> Self:
        """Some of them, by their places."""
        return type(self)(*(column[chosen] for column in self.columns))


def join_touches(parts: Sequence[Touches]) -> Touches:
    """All of ``parts``, one after the other."""
    columns = zip(*(part.columns for part in parts), strict=True) if parts else [()] * COLUMNS
    return Touches(*(np.concatenate(c) if c else np.empty(0, np.uint32) for c in columns))


def pack_touches(touches: Touches) -> bytes:
    """The bytes that `unpack_touches` reads: differences of neighbours, which are mostly small."""
    columns = np.stack(touches.columns) if len(touches) else np.empty((COLUMNS, 0), np.uint32)
    return pack_numbers(columns.reshape(-1))


def unpack_touches(body: bytes) -> Touches:
    """What was packed."""
    return Touches(*unpack_numbers(body).reshape(COLUMNS, -1))


def pack_numbers(numbers: Numbers) -> bytes:
    """The bytes that `unpack_numbers` reads."""
    steps = np.diff(numbers, prepend=np.uint32(0)).astype("<u4")
    return zlib.compress(steps.tobytes(), 1)


def unpack_numbers(body: bytes) -> Numbers:
    """What was packed."""
    steps = np.frombuffer(zlib.decompress(body), "<u4")
    return np.cumsum(steps, dtype=np.uint32)
