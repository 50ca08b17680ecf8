"""Ancestry: who descends from whom, over a function that gives a commit's parents."""

from collections.abc import Callable, Sequence
from heapq import heappop, heappush

from datapatch.types import CommitId

Lineage = Callable[[CommitId], tuple[Sequence[CommitId], int]]
"""The parents of a commit, and the second at which it was committed."""

_LEFT, _RIGHT, _BENEATH = 1, 2, 4
_BOTH = _LEFT | _RIGHT


def merge_bases(lineage: Lineage, left: CommitId, right: CommitId) -> list[CommitId]:
    """The best common ancestors, newest first; empty when the histories are strangers.

    Git's way (commit-reach.c): both sides are painted downwards, newest commits first, until
    all that is left lies beneath a common ancestor; what descends from another one is kept.
    """
    found = _common(lineage, left, right)
    if len(found) == 1:
        return found
    return [
        one
        for one in found
        if not any(one in _common(lineage, one, other) for other in found if other != one)
    ]


def descends(lineage: Lineage, young: CommitId, old: CommitId) -> bool:
    """Whether ``old`` is ``young`` or one of its ancestors."""
    return young == old or old in _common(lineage, old, young)


def additions(lineage: Lineage, tip: CommitId, base: CommitId | None) -> list[CommitId]:
    """``tip`` and its ancestors that are neither ``base`` nor its ancestors, newest first."""
    if tip == base:
        return []
    if base is not None:
        paint, _ = _painted(lineage, tip, base)
        return [commit for commit, colour in paint.items() if colour == _LEFT]
    found, waiting = dict[CommitId, None](), [tip]
    while waiting:
        commit = waiting.pop()
        if commit not in found:
            found[commit] = None
            waiting += lineage(commit)[0]
    return list(found)


def _common(lineage: Lineage, left: CommitId, right: CommitId) -> list[CommitId]:
    if left == right:
        return [left]
    paint, found = _painted(lineage, left, right)
    return [commit for commit in found if not paint[commit] & _BENEATH]


def _painted(
    lineage: Lineage, left: CommitId, right: CommitId
) -> tuple[dict[CommitId, int], list[CommitId]]:
    """The colours of the commits down to the common ancestors, and those ancestors."""
    paint = {left: _LEFT, right: _RIGHT}
    queue = sorted((-lineage(tip)[1], tip) for tip in paint)
    open_ends = {left, right}  # queued, and not beneath a common ancestor
    found: dict[CommitId, None] = {}
    while open_ends:
        _, commit = heappop(queue)
        open_ends.discard(commit)
        colour = paint[commit]
        if colour & _BOTH == _BOTH:
            if not colour & _BENEATH:
                found[commit] = None
            colour |= _BENEATH
        for parent in lineage(commit)[0]:
            before = paint.get(parent, 0)
            after = before | colour
            if after == before:
                continue
            paint[parent] = after
            heappush(queue, (-lineage(parent)[1], parent))
            (open_ends.discard if after & _BENEATH else open_ends.add)(parent)
    return paint, list(found)
