"""Pairs of rows of two tables whose columns are known to correspond.

Equal rows are paired as in P. Heckel, "A technique for isolating differences between files"
(CACM 1978): those that occur once on each side, then their equal neighbours, then the repeated
ones in order. The time is linear in the rows; only what is left is compared by similarity.
"""

from array import array
from bisect import bisect_left
from collections import Counter, defaultdict, deque
from collections.abc import Callable, Hashable, Iterable, Sequence
from itertools import chain, repeat

from datapatch.tables.ordering import longest_rise
from datapatch.tables.similarity import ALIKE_ELSEWHERE, Pair, Row, likeness, pair_similar

Prints = Sequence[Hashable]
ReadRow = Callable[[int], Row]
Places = tuple[Sequence[int], Sequence[int]]


def pair_by_key(old: Prints, new: Prints) -> tuple[list[Pair], list[int], list[int]]:
    """Pairs of rows by keys that are not empty (false) and occur at most once on each side;
    and the rows, old and new, whose keys are not such.
    """
    doubtful = _repeated(old) | _repeated(new)
    doubtful.update(key for key in chain(old, new) if not key)
    index = {key: row for row, key in enumerate(old) if key not in doubtful}
    pairs = [(index[key], row) for row, key in enumerate(new) if key in index]
    if not doubtful:
        return pairs, [], []
    lone_old = [row for row, key in enumerate(old) if key in doubtful]
    return pairs, lone_old, [row for row, key in enumerate(new) if key in doubtful]


def _repeated(keys: Prints) -> set[Hashable]:
    if len(set(keys)) == len(keys):
        return set()
    return {key for key, count in Counter(keys).items() if count > 1}


def pair_by_content(old: Prints, new: Prints, read_old: ReadRow, read_new: ReadRow) -> list[Pair]:
    """Pairs of places in ``old`` and ``new``: equal values, then edits between and around them.

    The readers give the cells of the row at a place.
    """
    pairs = pair_equal(old, new)
    left_old = _left(len(old), (i for i, _ in pairs))
    left_new = _left(len(new), (j for _, j in pairs))
    if left_old and left_new:
        pairs.sort()
        steady = [pairs[place] for place in longest_rise([j for _, j in pairs])]
        bounds = [i for i, _ in steady], [j for _, j in steady]
        pairs += pair_edits(bounds, (left_old, left_new), (read_old, read_new))
    return pairs


def pair_equal(old: Prints, new: Prints) -> list[Pair]:
    """Places of equal values; as many as there are, in order where they are repeated."""
    start, end = common_ends(old, new)
    pairs = [(place, place) for place in range(start)]
    pairs += [(len(old) - back, len(new) - back) for back in range(1, end + 1)]
    inner = _pair_inner(old[start : len(old) - end], new[start : len(new) - end])
    return pairs + [(i + start, j + start) for i, j in inner]


def common_ends(old: Prints, new: Prints) -> tuple[int, int]:
    """How many values both begin with, and how many of the others both end with."""
    start = _common(old, new)
    return start, _common(old[start:][::-1], new[start:][::-1])


def _common(old: Prints, new: Prints) -> int:
    shortest = min(len(old), len(new))
    return next((n for n in range(shortest) if old[n] != new[n]), shortest)


def _pair_inner(old: Prints, new: Prints) -> list[Pair]:
    found = dict(_pair_single(old, new))
    taken = set(found.values())
    _spread(found, taken, old, new, step=1)
    _spread(found, taken, old, new, step=-1)
    left: defaultdict[Hashable, deque[int]] = defaultdict(deque)
    for place, value in enumerate(old):
        if place not in found:
            left[value].append(place)
    for place, value in enumerate(new):
        if place not in taken and left.get(value):
            found[left[value].popleft()] = place
    return list(found.items())


def _pair_single(old: Prints, new: Prints) -> Iterable[Pair]:
    here, there = _singles(old), _singles(new)
    return ((place, there[value]) for value, place in here.items() if value in there)


def _singles(values: Prints) -> dict[Hashable, int]:
    found: dict[Hashable, int] = {}
    for place, value in enumerate(values):
        found[value] = -1 if value in found else place
    return {value: place for value, place in found.items() if place >= 0}


def _spread(found: dict[int, int], taken: set[int], old: Prints, new: Prints, *, step: int) -> None:
    """Pair equal neighbours of pairs, onwards in the direction of ``step``."""
    for start in sorted(found, reverse=step < 0):
        i, j = start + step, found[start] + step
        while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j]:
            if i in found or j in taken:
                break
            found[i] = j
            taken.add(j)
            i, j = i + step, j + step


def pair_edits(steady: Places, left: Places, readers: tuple[ReadRow, ReadRow]) -> list[Pair]:
    """Pairs of the places that are ``left`` (old, new), by similarity: first between ``steady``
    pairs, which stand in the same order on both sides, then anywhere.
    """
    here = {place: readers[0](place) for place in left[0]}
    there = {place: readers[1](place) for place in left[1]}
    found = []
    for olds, news in _gaps(steady, left):
        similar = pair_similar([here[i] for i in olds], [there[j] for j in news])
        found += [(olds[i], news[j]) for i, j in similar]
    for i, j in found:
        del here[i], there[j]
    return found + _pair_elsewhere(here, there)


def _pair_elsewhere(here: dict[int, Row], there: dict[int, Row]) -> list[Pair]:
    """Rows that moved and were edited too; they must be more alike."""
    olds, news = list(here), list(there)
    similar = pair_similar([here[i] for i in olds], [there[j] for j in news])
    pairs = [(olds[i], news[j]) for i, j in similar]
    return [
        (i, j) for i, j in pairs if likeness(here[i], there[j], ALIKE_ELSEWHERE) >= ALIKE_ELSEWHERE
    ]


def _left(count: int, used: Iterable[int]) -> list[int]:
    taken = set(used)
    return [place for place in range(count) if place not in taken] if len(taken) < count else []


def _gaps(steady: Places, left: Places) -> Iterable[tuple[list[int], list[int]]]:
    """The left places, grouped by the steady pairs around them."""
    groups: defaultdict[int, tuple[list[int], list[int]]] = defaultdict(lambda: ([], []))
    for side in (0, 1):
        for place in left[side]:
            groups[bisect_left(steady[side], place)][side].append(place)
    return [group for group in groups.values() if group[0] and group[1]]


def linked(pairs: Iterable[Pair], old: int, new: int) -> tuple["array[int]", "array[int]"]:
    """For each of ``old`` and ``new`` rows its partner in ``pairs``, or -1."""
    old_to_new, new_to_old = array("q", repeat(-1, old)), array("q", repeat(-1, new))
    for i, j in pairs:
        old_to_new[i], new_to_old[j] = j, i
    return old_to_new, new_to_old
