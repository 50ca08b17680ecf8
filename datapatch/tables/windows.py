"""The rows in which two versions of a part differ, found in their bytes."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from datapatch.tables.parted import PartedTable
from datapatch.tables.parts import join_tables
from datapatch.tables.regions import Region
from datapatch.tables.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Window:
    """Rows of an old and of a new table that stand where the tables differ.

    ``begins`` are the rows of the whole tables at which they begin.
    """

    old: Table
    new: Table
    begins: tuple[int, int]

    @property
    def is_empty(self) -> bool:
        """Whether nothing is left to compare."""
        return not self.old.row_count and not self.new.row_count


def window(old: PartedTable, new: PartedTable, region: Region) -> Window:
    """The rows of a region without those that are the same bytes at its beginning and its end."""
    here, there = excerpt(old, region[0]), excerpt(new, region[1])
    first = _same_beginning(here, there)
    last = _same_end(here, there, first)
    return Window(
        rows_of(here, first, here.row_count - last),
        rows_of(there, first, there.row_count - last),
        (old.begins[region[0][0]] + first, new.begins[region[1][0]] + first),
    )


def excerpt(table: PartedTable, parts: tuple[int, int]) -> Table:
    """Neighbouring parts as one table; the header alone for none."""
    begin, end = parts
    if begin == end:
        return rows_of(table.first, 0, 0)
    return join_tables([table.read(number) for number in range(begin, end)])


def rows_of(table: Table, begin: int, end: int) -> Table:
    """Some rows of a table under its header."""
    if (begin, end) == (0, table.row_count):
        return table
    head = table.data[: table.starts[table.dialect.header_row]]
    return Table.parse(head + table.raws(begin, end), table.dialect)


def _same_beginning(old: Table, new: Table) -> int:
    """How many rows are the same bytes from the first on."""
    if old.header != new.header:
        return 0
    same = _common_prefix(old.data, new.data)
    counts = (_rows_until(table.starts, table.dialect.header_row, same) for table in (old, new))
    return min(counts)


def _rows_until(starts: Sequence[int], head: int, offset: int) -> int:
    """How many rows end at ``offset`` or before."""
    return max(0, bisect_right(starts, offset) - 1 - head)


def _same_end(old: Table, new: Table, first: int) -> int:
    """How many rows are the same bytes up to the last, those from the beginning aside."""
    most = min(old.row_count, new.row_count) - first
    if most <= 0 or old.open_end != new.open_end:
        return 0
    same = _common_suffix(old.data, new.data)
    here, there = (_rows_from(table, same, most) for table in (old, new))
    count = min(here, there)
    ends = len(old.data), len(new.data)
    tails = (old.starts[len(old.starts) - 1 - count :], new.starts[len(new.starts) - 1 - count :])
    equal = [n - ends[0] for n in tails[0]] == [n - ends[1] for n in tails[1]]
    return count if equal else 0


def _rows_from(table: Table, same: int, most: int) -> int:
    """How many of the last rows lie in the last ``same`` bytes."""
    begin = bisect_left(table.starts, len(table.data) - same)
    return min(most, max(0, len(table.starts) - 1 - begin))


def _common_prefix(old: bytes, new: bytes) -> int:
    """How many bytes both begin with, by halving."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[low:middle] == new[low:middle]:
            low = middle
        else:
            high = middle - 1
    return low


def _common_suffix(old: bytes, new: bytes) -> int:
    """How many bytes both end with, by halving."""
    low, high = 0, min(len(old), len(new))
    while low < high:
        middle = (low + high + 1) // 2
        if old[len(old) - middle : len(old) - low] == new[len(new) - middle : len(new) - low]:
            low = middle
        else:
            high = middle - 1
    return low
