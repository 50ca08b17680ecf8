"""Which rows are edits of which: pairing by similarity, in near-linear time.

Few rows are compared each with each, in order. Many are first paired by what only one row on each
side holds: a cell, or half of the row; what stands between such pairs is few again.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import zip_longest
from operator import add

from datapatch.tables.ordering import longest_rise

Row = Sequence[str]
Pair = tuple[int, int]
Feature = tuple[int, str | tuple[str, ...]]

ALIKE = 0.5
"""The least similarity of a row and its edit."""
ALIKE_ALONE = 0.35
"""The same where a single row stands against a single row."""
ALIKE_ELSEWHERE = 0.7
"""The same for a row that moved, too."""
_STRANGERS = 0.6
_MOST = 0.9
"""What a changed cell counts for at most."""
_ROUNDING = 1e-9
_FEW = 256
_BLOCK = 8
_DEPTH = 6
_LONG = 400


def pair_similar(old: Sequence[Row], new: Sequence[Row], depth: int = _DEPTH) -> list[Pair]:
    """Places of rows of ``old`` and of their edits in ``new``; each occurs at most once."""
    if len(old) * len(new) <= _FEW:
        return _pair_few(old, new)
    anchors = _anchors(old, new) if depth else []
    if not anchors:
        return _pair_blocks(old, new)
    pairs = list(anchors)
    for olds, news in _gaps(anchors, len(old), len(new)):
        here, there = [old[i] for i in olds], [new[j] for j in news]
        pairs += [(olds[i], news[j]) for i, j in pair_similar(here, there, depth - 1)]
    return sorted(pairs)


def likeness(old: Row, new: Row, least: float = 0.0) -> float:
    """0 for rows that share nothing, 1 for equal ones: the mean over cells that are not empty in
    both rows, where a changed cell counts by the letters it shares. Rows of several cells that have
    none in common are less alike than their letters say. What cannot reach ``least`` may count 0.
    """
    cells = [(a, b) for a, b in zip_longest(old, new, fillvalue="") if a or b]
    count, equal = len(cells), sum([a == b for a, b in cells])
    if not count:
        return 0.0
    doubt = _STRANGERS if count > 1 and not equal else 1.0
    needed = least * count / doubt - _ROUNDING
    total, reachable = 0.0, equal + _MOST * (count - equal)
    for before, after in cells:
        if reachable < needed:
            return 0.0
        shared = 1.0 if before == after else text_likeness(before, after)
        total += shared
        reachable -= 0.0 if before == after else _MOST - shared
    return doubt * total / count


def text_likeness(old: str, new: str) -> float:
    """The share of pairs of neighbouring letters that two texts have in common (Dice)."""
    if not old or not new:
        return 0.0
    here, there = _letters(old), _letters(new)
    return _MOST * 2 * len(here & there) / (len(here) + len(there))


@lru_cache(maxsize=1 << 16)
def _letters(text: str) -> frozenset[str]:
    text = f" {text[:_LONG].casefold()} "
    return frozenset(map(add, text, text[1:]))


def _pair_few(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """The pairs in order, none crossing another, whose likenesses have the greatest sum."""
    least = ALIKE_ALONE if len(old) == len(new) == 1 else ALIKE
    scores = [[likeness(row, other, least) for other in new] for row in old]
    best = [[0.0] * (len(new) + 1) for _ in range(len(old) + 1)]
    for i in reversed(range(len(old))):
        for j in reversed(range(len(new))):
            paired = best[i + 1][j + 1] + scores[i][j] if scores[i][j] >= least else 0.0
            best[i][j] = max(paired, best[i + 1][j], best[i][j + 1])
    return list(_trace(best, scores, least))


def _trace(best: list[list[float]], scores: list[list[float]], least: float) -> Iterator[Pair]:
    i = j = 0
    while i < len(scores) and j < len(scores[0]):
        score = scores[i][j]
        if score >= least and best[i][j] == best[i + 1][j + 1] + score:
            yield i, j
            i, j = i + 1, j + 1
        elif best[i][j] == best[i + 1][j]:
            i += 1
        else:
            j += 1


def _pair_blocks(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Pairs within blocks of equal place: what is left when nothing in the rows stands out."""
    pairs: list[Pair] = []
    for begin in range(0, min(len(old), len(new)), _BLOCK):
        found = _pair_few(old[begin : begin + _BLOCK], new[begin : begin + _BLOCK])
        pairs += [(begin + i, begin + j) for i, j in found]
    return pairs


def _anchors(old: Sequence[Row], new: Sequence[Row]) -> list[Pair]:
    """Pairs that rows vote for by features which one row on each side has; likely ones only."""
    here, there = _single_features(old), _single_features(new)
    votes: dict[int, Counter[int]] = {}
    for feature, i in here.items():
        if (j := there.get(feature, -1)) >= 0 and i >= 0:
            votes.setdefault(i, Counter())[j] += 1
    chosen: dict[int, int] = {}
    for i in sorted(votes):
        for j, _ in votes[i].most_common(2):
            if j not in chosen and likeness(old[i], new[j], ALIKE) >= ALIKE:
                chosen[j] = i
                break
    return sorted((i, j) for j, i in chosen.items())


def _single_features(rows: Sequence[Row]) -> dict[Feature, int]:
    """The row of each feature, -1 where several rows have it."""
    found: dict[Feature, int] = {}
    for number, row in enumerate(rows):
        for feature in _features(row):
            found[feature] = -1 if feature in found else number
    return found


def _features(row: Row) -> Iterator[Feature]:
    """A row's cells and, for rows made of common cells, its halves."""
    for place, cell in enumerate(row):
        if cell:
            yield place, cell
    half = len(row) // 2
    if half:
        yield -1, tuple(row[:half])
        yield -2, tuple(row[half:])


def _gaps(pairs: Sequence[Pair], old: int, new: int) -> Iterator[tuple[list[int], list[int]]]:
    """What no pair holds, between pairs that stand in the same order on both sides."""
    ordered = sorted(pairs)
    steady = [ordered[place] for place in longest_rise([j for _, j in ordered])]
    used_old, used_new = {i for i, _ in pairs}, {j for _, j in pairs}
    i = j = 0
    for next_i, next_j in [*steady, (old, new)]:
        olds = [n for n in range(i, next_i) if n not in used_old]
        news = [n for n in range(j, next_j) if n not in used_new]
        if olds and news:
            yield olds, news
        i, j = next_i + 1, next_j + 1
