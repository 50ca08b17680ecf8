"""Order: which members of a sequence stayed in order, and how two reorderings meet."""

from bisect import bisect_left
from collections.abc import Hashable, Iterable, Sequence
from itertools import islice
from operator import lt
from typing import TypeVar

Item = TypeVar("Item", bound=Hashable)


def is_rising(numbers: Sequence[int]) -> bool:
    """Whether each number is greater than the one before."""
    return all(map(lt, numbers, islice(numbers, 1, None)))


def longest_rise(numbers: Sequence[int]) -> list[int]:
    """The places, in order, of one longest strictly rising subsequence of ``numbers``.

    Source: Fredman, "On computing the length of longest increasing subsequences" (1975).
    """
    if is_rising(numbers):
        return list(range(len(numbers)))
    tails: list[int] = []
    lengths: list[int] = []
    note, count = lengths.append, 0
    for number in numbers:
        length = bisect_left(tails, number)
        if length == count:
            tails.append(number)
            count += 1
        else:
            tails[length] = number
        note(length)
    return _walk_back(lengths, count)


def _walk_back(lengths: Sequence[int], count: int) -> list[int]:
    """Of each length the last place before the one that follows it."""
    found, wanted = [], count - 1
    for place in range(len(lengths) - 1, -1, -1):
        if lengths[place] == wanted:
            found.append(place)
            wanted -= 1
    return found[::-1]


def merge_order(
    base: Sequence[Item], ours: Sequence[Item], theirs: Sequence[Item], *, kept: Iterable[Item]
) -> list[Item]:
    """The ``kept`` items in ours' order, where what theirs alone moved or added follows the item
    that it follows in theirs. What both moved stands where ours put it.
    """
    wanted = set(kept)
    places = {item: place for place, item in enumerate(base)}
    moved_here, moved_there = _moved(places, ours), _moved(places, theirs)
    moved = moved_there - moved_here
    skeleton = [item for item in ours if item in wanted and item not in moved]
    standing, newcomers = set(skeleton), set(ours) - places.keys() - set(theirs)
    following: dict[Item | None, list[Item]] = {}
    anchor: Item | None = None
    for item in theirs:
        if item in standing:
            anchor = item
        elif item in wanted:
            following.setdefault(anchor, []).append(item)
    return _interleaved(skeleton, following, newcomers)


def _moved(places: dict[Item, int], order: Sequence[Item]) -> set[Item]:
    """The fewest items of ``order`` that moved, seen from the order of ``places``."""
    common = [item for item in order if item in places]
    stayed = longest_rise([places[item] for item in common])
    return set(common) - {common[place] for place in stayed}


def _interleaved(
    skeleton: Sequence[Item], following: dict[Item | None, list[Item]], newcomers: set[Item]
) -> list[Item]:
    """``skeleton`` with its followers, which stand behind what ours added at the same place."""
    merged: list[Item] = []
    waiting = following.get(None, [])
    for item in skeleton:
        if item not in newcomers:
            merged += waiting
            waiting = following.get(item, [])
        merged.append(item)
    return merged + waiting
