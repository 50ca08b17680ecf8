"""Where the rows of a table stand after a patch, without a look at the table."""

from bisect import bisect_left
from collections.abc import Iterable, Mapping
from functools import cached_property

from datapatch.tables.changes import Moves, Patch
from datapatch.tables.ordering import longest_rise


class RowPlaces:
    """The numbers of rows before and after a patch whose changes all have theirs."""

    def __init__(self, patch: Patch) -> None:
        removed = {change.rows[0] for change in patch.changes if change.op == "remove"}
        added = {change.rows[1] for change in patch.changes if change.op == "add"}
        self.moves = {old: new for old, new in patch.row_order or () if old not in removed}
        self._gone = _sorted([*removed, *self.moves])
        self._placed = _sorted([*added, *self.moves.values()])
        self._added = added

    @cached_property
    def _origins(self) -> Mapping[int, int]:
        return {new: old for old, new in self.moves.items()}

    def after(self, row: int) -> int:
        """The new number of a row that is not removed."""
        if row in self.moves:
            return self.moves[row]
        return _nth_beside(row - bisect_left(self._gone, row), self._placed)

    def before(self, row: int) -> int | None:
        """The old number of a row; None if it was added."""
        if row in self._added:
            return None
        if row in self._origins:
            return self._origins[row]
        return _nth_beside(row - bisect_left(self._placed, row), self._gone)


def needed_moves(
    moves: Mapping[int, int], removed: Iterable[int], added: Iterable[int]
) -> Moves | None:
    """Those of ``moves`` without which the rows would stand elsewhere; None if none is."""
    gone, placed = _sorted([*removed, *moves]), _sorted([*added, *moves.values()])
    standing = sorted(
        (new, old)
        for old, new in moves.items()
        if old - bisect_left(gone, old) == new - bisect_left(placed, new)
    )
    steady = {standing[place] for place in longest_rise([old for _, old in standing])}
    left = sorted((new, old) for old, new in moves.items() if (new, old) not in steady)
    return tuple((old, new) for new, old in left) or None


def _nth_beside(rank: int, taken: list[int]) -> int:
    """The number of the ``rank``-th row, from 0, that is not ``taken``, which is sorted."""
    low, high = 0, len(taken)
    while low < high:
        middle = (low + high) // 2
        if taken[middle] - middle <= rank:
            low = middle + 1
        else:
            high = middle
    return rank + low


def _sorted(rows: Iterable[int | None]) -> list[int]:
    return sorted(row for row in rows if row is not None)
