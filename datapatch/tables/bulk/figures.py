"""Many pairs of numbers as text."""

from array import array
from collections.abc import Iterator

import numpy as np
import numpy.typing as npt

from datapatch.tables.bulk.offsets import Ints, as_ints

_BLOCK = 1 << 16
_ZERO = ord("0")


def listed_pairs(left: "array[int]", right: "array[int]") -> Iterator[str]:
    """``[left, right]`` for each pair, counted from 1 instead of 0, in pieces of many lines that
    commas separate.
    """
    for first in range(0, len(left), _BLOCK):
        block = slice(first, first + _BLOCK)
        lines = _lines(as_ints(left)[block] + 1, as_ints(right)[block] + 1)
        yield lines[: None if first + _BLOCK < len(left) else -2]


def _lines(left: Ints, right: Ints) -> str:
    """A line for each pair, which a comma ends."""
    parts = [_constant("[", left), _figures(left), _constant(", ", left)]
    parts += [_figures(right), _constant("],\n", left)]
    table = np.concatenate(parts, axis=1)
    text: bytes = table[table != 0].tobytes()
    return text.decode("ascii")


def _constant(text: str, beside: Ints) -> npt.NDArray[np.uint8]:
    return np.tile(np.frombuffer(text.encode("ascii"), np.uint8), (len(beside), 1))


def _figures(numbers: Ints) -> npt.NDArray[np.uint8]:
    """The decimal figures of positive numbers, one line each; nothing, 0, before the first one."""
    width = len(str(int(numbers.max())))
    found = np.zeros((len(numbers), width), np.uint8)
    rest = numbers.copy()
    for place in range(width - 1, -1, -1):
        above = rest // 10
        found[:, place] = np.where(rest > 0, rest - above * 10 + _ZERO, 0)
        rest = above
    return found
