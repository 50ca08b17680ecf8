"""A patch carried out on the parts that it touches; what comes out is what the whole table gives.

Each change is taken to its part, with the part's own numbers of rows, and applied there as to a
table of its own. What cannot be told part by part (fields, moved rows, rows without a key that are
no longer where they were, a patch that does not fit) is left to the whole table.
"""

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import accumulate

from datapatch.errors import DataPatchError
from datapatch.tables.applying import apply
from datapatch.tables.changes import Patch, RowChange
from datapatch.tables.parted import PartedTable
from datapatch.tables.table import Table
from datapatch.types import Key

FindRows = Callable[[Key], Sequence[int]]
"""The data rows that have a key."""


def apply_to_parts(table: PartedTable, patch: Patch, find: FindRows) -> Mapping[int, Table] | None:
    """The parts that ``patch`` changes, by number, as they are then; None: ask the whole table.

    ``find`` goes by the fields of the patch's key.
    """
    if patch.fields or patch.row_order or len(table) == 1:
        return None
    try:
        return _applied(table, patch, _grouped(table, patch, find))
    except (_Undecided, DataPatchError):
        # The whole table gives the right number of the row, or the row that was meant.
        return None


class _Undecided(Exception):
    """Only the whole table can tell."""


def _applied(
    table: PartedTable, patch: Patch, groups: Mapping[int, Sequence[RowChange]]
) -> dict[int, Table]:
    found = {}
    for number, changes in groups.items():
        part = table.read(number)
        if part.dialect != table.dialect or part.fields != table.fields:
            raise _Undecided
        found[number] = apply(part, replace(patch, changes=tuple(changes)))
    return found


def _grouped(table: PartedTable, patch: Patch, find: FindRows) -> defaultdict[int, list[RowChange]]:
    """The changes by the number of their part, under the part's own numbers of rows."""
    groups: defaultdict[int, list[RowChange]] = defaultdict(list)
    removed: set[int] = set()
    for change in patch.changes:
        if change.op != "add":
            row = _located(table, patch.key, change, find)
            part, inside = table.place(row)
            groups[part].append(replace(change, rows=(inside, None)))
            if change.op == "remove":
                removed.add(row)
    added = [change for change in patch.changes if change.op == "add"]
    if any(change.key is not None and not removed.issuperset(find(change.key)) for change in added):
        raise _Undecided
    for number, change in _placed(table, added, removed):
        groups[number].append(change)
    return groups


def _located(table: PartedTable, key: Sequence[str], change: RowChange, find: FindRows) -> int:
    """The row that an update or a removal means, as `locating.RowFinder` looks for it."""
    hint = change.rows[0]
    if hint is not None and 0 <= hint < table.row_count:
        if change.key is None:
            return hint  # the part looks at its cells
        places = [table.position(field) for field in key]
        cells = table.values(hint)
        if tuple(cells[place] for place in places) == change.key:
            return hint
    rows = () if change.key is None else find(change.key)
    if len(rows) != 1:
        raise _Undecided
    return rows[0]


def _placed(
    table: PartedTable, added: Sequence[RowChange], removed: Iterable[int]
) -> list[tuple[int, RowChange]]:
    """New rows with the part that each goes to, and their place in it; others go to the end.

    A place counts the rows of the new table: those that remain and those added before it.
    """
    begins = _remaining(table, removed)
    last = len(table) - 1
    by_place: dict[int, RowChange] = {}
    tail = []
    for change in added:
        place = change.rows[1]
        if place is None or place in by_place:
            tail.append((last, replace(change, rows=(None, None))))
        else:
            by_place[place] = change
    found = []
    shifts: defaultdict[int, int] = defaultdict(int)
    rank = 0
    for before, place in enumerate(sorted(by_place)):
        rank = min(max(rank, place - before), begins[-1])
        part = min(bisect_right(begins, rank) - 1, last)
        inside = rank - begins[part] + shifts[part]
        shifts[part] += 1
        found.append((part, replace(by_place[place], rows=(None, inside))))
    return found + tail


def _remaining(table: PartedTable, removed: Iterable[int]) -> Sequence[int]:
    """How many rows remain before each part, and in all."""
    counts = list(table.counts)
    for number, rows in table.by_part(removed).items():
        counts[number] -= len(rows)
    return tuple(accumulate(counts, initial=0))
