"""A table's past worked out the long way: each row an object that is carried from list to list."""

import itertools
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from datapatch.tables.alignment import align
from datapatch.tables.columns import labelled, labels
from datapatch.tables.diff import diff
from datapatch.tables.table import Table

Event = tuple[int, str, tuple[int | None, int | None], frozenset[str]]
"""A revision, what it did to a row, the row's places, the fields that changed."""


@dataclass
class Row:
    """One row: when each of its cells changed last, how often each did, and its life."""

    last: dict[str, int]
    counts: Counter[str] = field(default_factory=Counter)
    life: list[Event] = field(default_factory=list)


def replay(tables: Sequence[Table], key: Sequence[str]) -> Iterator[list[Row]]:
    """The rows of each table, every one with its past."""
    fields = labels(tables[0].fields)
    rows = [
        Row(dict.fromkeys(fields, 0), life=[(0, "add", (None, place), frozenset())])
        for place in range(tables[0].row_count)
    ]
    yield rows
    for number, (old, new) in enumerate(itertools.pairwise(tables), start=1):
        rows = list(_next_rows(number, old, new, (rows, key)))
        yield rows


def _next_rows(
    number: int, old: Table, new: Table, known: tuple[list[Row], Sequence[str]]
) -> Iterator[Row]:
    rows, key = known
    alignment = align(old, new, key)
    changes = {change.rows[1]: change for change in diff(old, new, key).changes}
    origins = {after: before for before, after in alignment.columns.new_names.items()}
    for place, came_from in enumerate(alignment.new_to_old):
        there = labels(new.fields)
        if came_from < 0:
            life: list[Event] = [(number, "add", (None, place), frozenset())]
            yield Row(dict.fromkeys(there, number), life=life)
            continue
        row, made = rows[came_from], Row({})
        before = labelled(old.row(came_from), labels(old.fields))
        after = labelled(new.row(place), there)
        for name in there:
            origin = origins.get(name)
            same = origin is not None and before.get(origin) == after.get(name)
            made.last[name] = row.last[origin] if origin is not None and same else number
            made.counts[name] = row.counts[origin] + (not same) if origin is not None else 0
        made.life = list(row.life)
        if place in changes:
            names = frozenset(cell.field for cell in changes[place].cells)
            made.life.append((number, "update", (came_from, place), names))
        yield made
