"""What changed between two tables in parts, without a look at the parts that both have.

By definition it is what `diff` says of the whole tables. Rows with a key are compared region by
region where no key can mean a row of another region; what an index knows of the old table's keys
tells (`KnownKeys`). Otherwise all from the first difference to the last is compared, or everything.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from itertools import chain
from typing import Protocol

from datapatch.tables.changes import FieldChanges, Moves, RowChange, TableDiff
from datapatch.tables.columns import labels
from datapatch.tables.diff import diff
from datapatch.tables.parted import PartedTable
from datapatch.tables.regions import Region, regions
from datapatch.tables.table import Table
from datapatch.tables.windows import Window, window
from datapatch.types import Key


class KnownKeys(Protocol):
    """What is known of the keys of a whole table; a "no" is certain, a "yes" may be wrong."""

    def doubtful(self, keys: Collection[Key]) -> bool:
        """Whether one of these is empty, or may stand in several rows."""
        ...

    def holds(self, keys: Collection[Key]) -> bool:
        """Whether a row may have one of these."""
        ...


def diff_parts(
    old: PartedTable, new: PartedTable, key: Sequence[str], known: KnownKeys | None
) -> TableDiff:
    """The changes that lead from ``old`` to ``new``, with row numbers of the whole tables.

    ``key`` are fields, ``known`` the old table's keys; without it, keys of whole tables are read.
    """
    if not are_comparable(old, new):
        return diff(old.whole(), new.whole(), key)
    usable = tuple(key) if set(key) <= set(labels(old.fields)) else ()
    if old.ids == new.ids:
        return TableDiff(usable, FieldChanges(), ())
    if usable:
        found = [window(old, new, region) for region in regions(old.ids, new.ids)]
        if are_separate(found, usable, known):
            return _gathered(found, usable)
    one = window(old, new, _span(old, new))
    decided = are_separate([one], usable, known) if usable else _is_decided(old, new, one)
    return _gathered([one], usable) if decided else diff(old.whole(), new.whole(), key)


def are_comparable(old: PartedTable, new: PartedTable) -> bool:
    """Whether columns and writing are the same, so that equal bytes are equal rows."""
    same = old.first.header == new.first.header and old.first.preamble == new.first.preamble
    return same and old.dialect == new.dialect and old.dialect.header_row == 1


def are_separate(found: Sequence[Window], key: Sequence[str], known: KnownKeys | None) -> bool:
    """Whether each key in these windows tells one row, which stands nowhere else."""
    if known is None:
        return False
    places = {label: place for place, label in enumerate(labels(found[0].old.fields))}
    olds: dict[Key, int] = {}
    news: dict[Key, int] = {}
    for number, each in enumerate(found):
        for table, seen in ((each.old, olds), (each.new, news)):
            keys = _keys(table, [places[field] for field in key])
            if not all(map(any, keys)) or not seen.keys().isdisjoint(keys):
                return False
            if len(set(keys)) < len(keys):
                return False
            seen.update(dict.fromkeys(keys, number))
    if any(olds.get(one, number) != number for one, number in news.items()):
        return False
    return not known.doubtful(olds.keys()) and not known.holds(news.keys() - olds.keys())


def _keys(table: Table, places: Sequence[int]) -> list[Key]:
    rows = map(table.values, range(table.row_count))
    return [tuple(cells[place] for place in places) for cells in rows]


def _span(old: PartedTable, new: PartedTable) -> Region:
    """All parts from the first difference to the last."""
    found = regions(old.ids, new.ids)
    first, last = found[0], found[-1]
    return ((first[0][0], last[0][1]), (first[1][0], last[1][1]))


def _is_decided(old: PartedTable, new: PartedTable, one: Window) -> bool:
    """Whether rows without a key pair in the window as they do in the whole tables.

    They do if the rows around it pair in order in any case: the first and the last rows of the
    window must differ in what they hold, not only in how they are written.
    """
    here, there = one.begins
    first = here < old.row_count and there < new.row_count and old.row(here) == new.row(there)
    ends = here + one.old.row_count - 1, there + one.new.row_count - 1
    last = one.old.row_count and one.new.row_count and old.row(ends[0]) == new.row(ends[1])
    return not first and not last


def _gathered(found: Sequence[Window], key: tuple[str, ...]) -> TableDiff:
    """The changes of all windows, under the row numbers of the whole tables."""
    changes: list[RowChange] = []
    moves: list[Moves] = []
    for each in found:
        if each.is_empty:
            continue
        inner = diff(each.old, each.new, key)
        old, new = each.begins
        changes += (_shifted(change, old, new) for change in inner.changes)
        moves.append(tuple((i + old, j + new) for i, j in inner.row_order or ()))
    return TableDiff(key, FieldChanges(), tuple(changes), tuple(chain(*moves)) or None)


def _shifted(change: RowChange, old: int, new: int) -> RowChange:
    before, after = change.rows
    rows = (None if before is None else before + old, None if after is None else after + new)
    return replace(change, rows=rows)
