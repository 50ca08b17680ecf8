"""Where rows of one table stand in another, known from the few that did not stay in order."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Sequence

RowPair = tuple[int | None, int | None]
"""A data row in the older and in the newer table, from 0; None where it does not exist."""


class Places:
    """Follows rows between two tables, both ways.

    ``pairs`` are the rows that were added, removed, changed or moved. All others kept their order:
    the n-th of them in one table is the n-th of them in the other.
    """

    def __init__(self, pairs: Iterable[RowPair]) -> None:
        known = tuple(pairs)
        self._before = {new: old for old, new in known if new is not None}
        self._after = {old: new for old, new in known if old is not None}
        self._old, self._new = sorted(self._after), sorted(self._before)
        self.stays = all(old == new for old, new in known)
        """Whether every row stands where it stood."""

    def before(self, row: int) -> int | None:
        """The older row that row ``row`` of the newer table is; None when it was added."""
        if row in self._before:
            return self._before[row]
        return _counterpart(row, self._new, self._old)

    def after(self, row: int) -> int | None:
        """The newer row that row ``row`` of the older table is; None when it was removed."""
        if row in self._after:
            return self._after[row]
        return _counterpart(row, self._old, self._new)


def _counterpart(row: int, here: Sequence[int], there: Sequence[int]) -> int:
    """The row of the same rank when the rows ``here`` and ``there`` (sorted) are skipped."""
    rank = row - bisect_left(here, row)
    # there[i] - i other rows lie before there[i]: never falling, so that it can be bisected.
    return rank + bisect_right(range(len(there)), rank, key=lambda i: there[i] - i)
