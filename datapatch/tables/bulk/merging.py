"""The order of the rows of large merged tables, as ``ordering.merge_order`` finds it."""

from array import array
from collections.abc import Iterable, Iterator, Mapping

import numpy as np

from datapatch.tables.bulk.offsets import Bools, Ints, as_ints
from datapatch.tables.ordering import longest_rise


def merged_rows(
    here: tuple["array[int]", "array[int]"],
    there: "array[int]",
    *,
    shared: Mapping[int, int],
    dropped: Iterable[int],
    fresh: Mapping[int, bytes],
) -> list[range | bytes]:
    """The rows of ours and the ``fresh`` ones, in the merged order.

    ``here`` tells how the base's rows correspond to ours' and back, ``there`` theirs' to the
    base's; ``shared`` the rows of ours that theirs added, too. ``dropped`` and ``fresh`` are
    numbers as ``merge`` gives them: the base's rows, then ours', then theirs'.
    """
    targets, base = as_ints(here[0]), len(here[0])
    ours = _numbers(as_ints(here[1]), base)
    theirs = _numbers(as_ints(there), base + len(ours))
    theirs[list(shared)] = np.array(list(shared.values()), np.int64) + base
    kept = np.zeros(base + len(ours) + len(theirs), np.bool_)
    kept[:base] = True
    kept[list(dropped)] = False
    kept[ours[ours >= base]] = True
    brought = np.zeros(len(kept), np.bool_)
    brought[list(fresh)] = True
    order = merge_order(base, ours, theirs, kept=kept | brought)
    rows = np.where(order < base, np.append(targets, -1)[np.minimum(order, base)], order - base)
    return list(_runs(order, rows, brought[order], fresh))


def _numbers(origins: Ints, begin: int) -> Ints:
    """The number of each row: that of its origin, or its own from ``begin`` on."""
    return np.where(origins >= 0, origins, begin + np.arange(len(origins)))


def _runs(
    order: Ints, rows: Ints, is_fresh: Bools, fresh: Mapping[int, bytes]
) -> Iterator[range | bytes]:
    if not len(order):
        return
    begins = np.ones(len(order), np.bool_)
    begins[1:] = (rows[1:] != rows[:-1] + 1) | is_fresh[1:] | is_fresh[:-1]
    places = np.flatnonzero(begins)
    lengths = np.diff(places, append=len(order)).tolist()
    columns = order[places].tolist(), rows[places].tolist(), is_fresh[places].tolist()
    for number, row, new, length in zip(*columns, lengths, strict=True):
        yield fresh[number] if new else range(row, row + length)


def merge_order(base: int, ours: Ints, theirs: Ints, *, kept: Bools) -> Ints:
    """The ``kept`` numbers in ours' order, with what theirs alone moved or added where it did; the
    base's numbers are those below ``base``.
    """
    moved = _moved(base, theirs, len(kept)) & ~_moved(base, ours, len(kept))
    skeleton = ours[kept[ours] & ~moved[ours]]
    standing, in_theirs = np.zeros((2, len(kept)), np.bool_)
    standing[skeleton] = True
    in_theirs[theirs] = True
    stands = standing[theirs]
    following = kept[theirs] & ~stands
    if not following.any():
        return skeleton
    anchors = np.maximum.accumulate(np.where(stands, np.arange(len(theirs)), -1))[following]
    places = np.zeros(len(kept), np.int64)
    places[skeleton] = np.arange(len(skeleton))
    behind = np.where(anchors >= 0, places[theirs[anchors]], -1)
    ends = np.flatnonzero((skeleton < base) | in_theirs[skeleton])  # no newcomers of ours
    ends = np.append(ends, len(skeleton))
    targets = ends[np.searchsorted(ends, behind, "right")]
    return np.insert(skeleton, targets, theirs[following])


def _moved(base: int, order: Ints, size: int) -> Bools:
    """The fewest of the base's numbers that do not stand in order."""
    found = np.zeros(size, np.bool_)
    common = order[order < base]
    if (common[1:] < common[:-1]).any():
        found[common] = True
        found[common[longest_rise(common.tolist())]] = False
    return found
