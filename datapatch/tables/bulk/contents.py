"""Rows of two large tables paired by equal content, as ``pairing.pair_equal`` does.

Rows are numbered so that equal ones have one number: by a number made from their bytes, whose bytes
are then compared, too. Where quotes occur, rows that differ in nothing but quotes are rewritten
without those that they do not need, and compared again.
"""

from dataclasses import dataclass

import numpy as np

from datapatch.tables.bulk.offsets import Bools, Ints
from datapatch.tables.bulk.spans import Codes, Spans, codes, equal


@dataclass(frozen=True, slots=True, eq=False)
class Texts:
    """The rows of the old and of the new table; their numbers go on from one to the other."""

    old: Spans
    new: Spans

    @property
    def codes(self) -> Codes:
        """A number for each row."""
        return np.concatenate([codes(self.old), codes(self.new)])

    def equal(self, one: Ints, other: Ints) -> Bools:
        """Whether rows are the same bytes; ``one`` is never in the new table alone."""
        found = np.zeros(len(one), np.bool_)
        count = len(self.old)
        for is_new in ((False, False), (False, True), (True, True)):
            chosen = np.flatnonzero(((one >= count) == is_new[0]) & ((other >= count) == is_new[1]))
            here = self._spans(one[chosen], is_new[0])
            found[chosen] = equal(here, self._spans(other[chosen], is_new[1]))
        return found

    def _spans(self, rows: Ints, is_new: bool) -> Spans:
        return self.new.chosen(rows - len(self.old)) if is_new else self.old.chosen(rows)


def numbered(old: Spans, new: Spans) -> tuple[Ints, Ints] | None:
    """A number for each row, the same one for the same bytes and only for these.

    None where two rows have one number by chance.
    """
    texts = Texts(old, new)
    numbers = texts.codes
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    same = ordered[1:] == ordered[:-1]
    if not texts.equal(order[:-1][same], order[1:][same]).all():
        return None
    found = np.empty(len(order), np.int64)
    found[order] = np.cumsum(np.concatenate([[False], ~same])) if len(order) else 0
    return found[: len(old)], found[len(old) :]


def pair_equal(old: Ints, new: Ints) -> Ints:
    """For each of ``new`` the place in ``old`` of the same number, or -1: as many as there are."""
    first = _common(old, new)
    last = _common(old[first:][::-1], new[first:][::-1])
    origins = np.full(len(new), -1, np.int64)
    origins[:first] = np.arange(first)
    origins[len(new) - last :] = np.arange(len(old) - last, len(old))
    inner = _pair_inner(old[first : len(old) - last], new[first : len(new) - last])
    paired = np.flatnonzero(inner >= 0)
    origins[paired + first] = inner[paired] + first
    return origins


def _common(old: Ints, new: Ints) -> int:
    shortest = min(len(old), len(new))
    differ = old[:shortest] != new[:shortest]
    return int(differ.argmax()) if differ.any() else shortest


def _pair_inner(old: Ints, new: Ints) -> Ints:
    origins = np.full(len(new), -1, np.int64)
    if not len(old) or not len(new):
        return origins
    size = int(max(old.max(), new.max())) + 1
    places = np.zeros(size, np.int64)
    places[old] = np.arange(len(old))
    once = (np.bincount(old, minlength=size) == 1) & (np.bincount(new, minlength=size) == 1)
    single = once[new]
    origins[single] = places[new[single]]
    _spread_all(origins, old, new)
    return _pair_repeated(origins, old, new)


def _spread_all(origins: Ints, old: Ints, new: Ints) -> None:
    """Pair equal neighbours of pairs in ``origins``, onwards first, then backwards."""
    for step in (1, -1):
        targets = targets_of(origins, len(old))
        starts = _spreading(origins, targets, old, new, step)
        if len(starts):
            _spread(origins, targets, (old.tolist(), new.tolist()), starts.tolist(), step)


def targets_of(origins: Ints, count: int) -> Ints:
    """For each of ``count`` old rows its new row, or -1."""
    found = np.full(count, -1, np.int64)
    paired = np.flatnonzero(origins >= 0)
    found[origins[paired]] = paired
    return found


def _spreading(origins: Ints, targets: Ints, old: Ints, new: Ints, step: int) -> Ints:
    """The old rows, in the order of ``step``, whose pair has a neighbour that may pair, too."""
    i = np.flatnonzero(targets >= 0)[::step]
    j = targets[i]
    inside = (i + step >= 0) & (i + step < len(old)) & (j + step >= 0) & (j + step < len(new))
    i, j = i[inside], j[inside]
    free = (targets[i + step] < 0) & (origins[j + step] < 0)
    i, j = i[free], j[free]
    return i[np.equal(old[i + step], new[j + step])]


def _spread(
    origins: Ints, targets: Ints, values: tuple[list[int], list[int]], starts: list[int], step: int
) -> None:
    old, new = values
    found, taken = targets.tolist(), origins.tolist()
    for start in starts:
        i, j = start + step, found[start] + step
        while 0 <= i < len(old) and 0 <= j < len(new) and old[i] == new[j]:
            if found[i] >= 0 or taken[j] >= 0:
                break
            found[i], taken[j] = j, i
            i, j = i + step, j + step
    origins[:] = taken


def _pair_repeated(origins: Ints, old: Ints, new: Ints) -> Ints:
    """What is left, in order: the first of a number with the first of it, and so on."""
    here = np.flatnonzero(targets_of(origins, len(old)) < 0)
    there = np.flatnonzero(origins < 0)
    if not len(here) or not len(there):
        return origins
    ranks = [_ranked(old[here]), _ranked(new[there])]
    _, numbers = np.unique(np.concatenate(ranks), axis=0, return_inverse=True)
    return _paired_numbers(origins, here, there, numbers.ravel())


def _ranked(numbers: Ints) -> Ints:
    """Each number, and how many of it stood before."""
    order = np.argsort(numbers, kind="stable")
    ordered = numbers[order]
    begins = np.flatnonzero(np.diff(ordered, prepend=-1))
    ranks = np.empty(len(numbers), np.int64)
    runs = np.diff(begins, append=len(numbers))
    ranks[order] = np.arange(len(numbers)) - np.repeat(begins, runs)
    return np.stack([numbers, ranks], axis=1)


def _paired_numbers(origins: Ints, here: Ints, there: Ints, numbers: Ints) -> Ints:
    places = np.full(int(numbers.max()) + 1, -1, np.int64)
    places[numbers[: len(here)]] = here
    origins[there] = places[numbers[len(here) :]]
    return origins
