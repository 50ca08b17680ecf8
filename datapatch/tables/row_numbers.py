"""Where the rows of a table stand after a change."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable

from datapatch.tables.diff import TableDiff


class RowNumbers:
    """From a row's number on one side to its number on the other, in the time of a search."""

    def __init__(self, gone: Iterable[int], come: Iterable[int], moved: dict[int, int]) -> None:
        """``gone`` and ``come`` are rows that one side alone has; ``moved`` changed their place."""
        self._gone, self._moved = frozenset(gone), moved
        self._left = sorted([*self._gone, *moved])
        taken = sorted([*come, *moved.values()])
        self._free_before = [row - place for place, row in enumerate(taken)]

    def of(self, row: int) -> int | None:
        """The number of ``row`` on the other side, None when it is not there."""
        if row in self._gone:
            return None
        if row in self._moved:
            return self._moved[row]
        rank = row - bisect_left(self._left, row)
        return rank + bisect_right(self._free_before, rank)


def new_numbers(diff: TableDiff) -> RowNumbers:
    """From old rows to new ones."""
    removed, added = _lonely(diff)
    return RowNumbers(removed, added, dict(diff.row_order or ()))


def old_numbers(diff: TableDiff) -> RowNumbers:
    """From new rows to old ones."""
    removed, added = _lonely(diff)
    return RowNumbers(added, removed, {new: old for old, new in diff.row_order or ()})


def _lonely(diff: TableDiff) -> tuple[list[int], list[int]]:
    pairs = [change.rows for change in diff.changes]
    removed = [old for old, new in pairs if new is None and old is not None]
    return removed, [new for old, new in pairs if old is None and new is not None]
