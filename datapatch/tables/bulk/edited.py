"""The alignment of two large tables that differ in one short stretch.

What stands before and behind it is compared as bytes and never taken apart. A key of a row in the
stretch is looked for in all of the bytes, since a row elsewhere may have it, too.
"""

from array import array
from collections.abc import Callable, Container, Sequence
from functools import cached_property

import numpy as np

from datapatch.tables.alignment import Alignment, pair_rest
from datapatch.tables.bulk.offsets import as_array
from datapatch.tables.bulk.places import key_at, stands_elsewhere
from datapatch.tables.bulk.stretches import Stretch, find_stretch
from datapatch.tables.columns import ColumnMap
from datapatch.tables.similarity import Pair
from datapatch.tables.table import Table
from datapatch.types import Key

_FEW = 16
"""Rows of a stretch, old or new, whose keys are looked for one by one."""


class Unkeyed(Container[int]):
    """The rows without a usable key: of a stretch they are known, elsewhere looked for if asked."""

    def __init__(self, known: range, rows: set[int], find: Callable[[], Container[int]]) -> None:
        self._known, self._rows, self._find = known, rows, find

    def __contains__(self, row: object) -> bool:
        return row in (self._rows if row in self._known else self._others)

    @cached_property
    def _others(self) -> Container[int]:
        return self._find()


def align_edited(
    old: Table,
    new: Table,
    columns: ColumnMap,
    key: tuple[str, ...],
    *,
    otherwise: Callable[[], Alignment],
) -> Alignment | None:
    """The alignment, None unless the tables differ in a short stretch alone.

    ``otherwise`` makes the alignment in another way; it tells of rows outside of the stretch.
    """
    stretch = find_stretch(old, new) if columns.in_place else None
    if stretch is None or max(len(stretch.old), len(stretch.new)) > _FEW:
        return None
    places = [columns.old.index(field) for field in key]
    found = _pair_by_key(old, new, places, stretch) if key else ([], stretch.old, stretch.new)
    if found is None:
        return None
    keyed, *lone = found
    pairs = [*keyed, *pair_rest(old, new, columns, (lone[0], lone[1]))]
    unkeyed: tuple[Container[int], Container[int]] = (frozenset(), frozenset())
    if key:
        unkeyed = (
            Unkeyed(stretch.old, set(lone[0]), lambda: otherwise().unkeyed[0]),
            Unkeyed(stretch.new, set(lone[1]), lambda: otherwise().unkeyed[1]),
        )
    differing = sorted(j for i, j in pairs if old.content(i) != new.content(j))
    return Alignment(
        columns,
        key,
        *_linked(pairs, stretch, old.row_count, new.row_count),
        unkeyed,
        as_array(np.array(differing, np.int64)),
    )


def _pair_by_key(
    old: Table, new: Table, places: Sequence[int], stretch: Stretch
) -> tuple[list[Pair], Sequence[int], Sequence[int]] | None:
    """Pairs of the stretch by keys that no other row has, and its rows, old and new, without such a
    key; None where there is too much to look at.
    """
    here = {row: key_at(old, row, places) for row in stretch.old}
    there = {row: key_at(new, row, places) for row in stretch.new}
    unusable: set[Key] = set()
    for key in {*here.values(), *there.values()}:
        elsewhere = stands_elsewhere(old, key, places, stretch.old) if any(key) else True
        if elsewhere is None:
            return None
        most = max(list(keys.values()).count(key) for keys in (here, there))
        if elsewhere or most > 1:
            unusable.add(key)
    rows = {key: row for row, key in here.items() if key not in unusable}
    pairs = [(rows[key], row) for row, key in there.items() if key in rows]
    return (
        pairs,
        [row for row, key in here.items() if key in unusable],
        [row for row, key in there.items() if key in unusable],
    )


def _linked(
    pairs: Sequence[Pair], stretch: Stretch, old: int, new: int
) -> tuple["array[int]", "array[int]"]:
    """For each row its partner or -1: outside of the stretch the one at its place."""
    shift = new - old
    found = np.arange(old), np.arange(new)
    found[0][stretch.old.stop :] += shift
    found[1][stretch.new.stop :] -= shift
    found[0][stretch.old.start : stretch.old.stop] = -1
    found[1][stretch.new.start : stretch.new.stop] = -1
    for i, j in pairs:
        found[0][i], found[1][j] = j, i
    return as_array(found[0]), as_array(found[1])
