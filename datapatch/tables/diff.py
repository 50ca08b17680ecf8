"""What changed from one table to another, cell by cell."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from operator import itemgetter

from datapatch.tables.alignment import Alignment, align, alone
from datapatch.tables.bulk import are_many
from datapatch.tables.changes import (
    CellChange,
    Counts,
    FieldChanges,
    MovedRows,
    Moves,
    RowChange,
    TableDiff,
    arrival_order,
)
from datapatch.tables.columns import ColumnMap, same_writing
from datapatch.tables.comparing import RowComparison
from datapatch.tables.ordering import is_rising, longest_rise
from datapatch.tables.table import Table

__all__ = ["CellChange", "Counts", "FieldChanges", "RowChange", "TableDiff", "diff"]


def diff(
    old: Table, new: Table, key: Sequence[str] = (), renamed: Sequence[tuple[str, str]] = ()
) -> TableDiff:
    """The changes that lead from ``old`` to ``new``; applied to ``old``, they give ``new``.

    With ``key``, field names, rows are recognised by it; without, and where it is empty, repeated
    or not in both tables, by content. How rows are written (quotes, line ends) is no change.
    ``renamed`` are old and new names of fields that are known, from their identities perhaps.
    """
    alignment = align(old, new, key, renamed)
    names = alignment.columns.new_names
    return TableDiff(
        key=tuple(names[field] for field in alignment.key),
        fields=field_changes(alignment.columns),
        changes=tuple(_row_changes(old, new, alignment)),
        row_order=row_moves(alignment.new_to_old),
    )


def field_changes(columns: ColumnMap) -> FieldChanges:
    """Fields added, removed, renamed and moved."""
    added, removed, renamed = columns.added, columns.removed, columns.renamed
    there = arrival_order(columns.old, added=added, removed=removed, renamed=renamed)
    turned = tuple((new, old) for old, new in renamed)
    back = arrival_order(columns.new, added=removed, removed=added, renamed=turned)
    return FieldChanges(
        added=added,
        removed=removed,
        renamed=renamed,
        order=None if there == columns.new else columns.new,
        before=None if back == columns.old else columns.old,
    )


def row_moves(new_to_old: "array[int]") -> Moves | None:
    """The fewest rows (old, new) that do not stand in the old order; None when all do."""
    if are_many(len(new_to_old)):
        # numpy costs more than to go through few rows
        from datapatch.tables.bulk.order import moved

        found = MovedRows(*moved(new_to_old))
        return found if len(found) else None
    if is_rising(new_to_old):
        return None
    rows = [(there, here) for here, there in enumerate(new_to_old) if there >= 0]
    order = [there for there, _ in rows]
    if is_rising(order):
        return None
    steady = set(longest_rise(order))
    return tuple(pair for place, pair in enumerate(rows) if place not in steady)


def _row_changes(old: Table, new: Table, alignment: Alignment) -> Iterator[RowChange]:
    """All changes in the new table's order, removed rows behind the one they followed."""
    compare = RowComparison(old, new, alignment)
    changes = [(float(j), compare.update(i, j)) for i, j in differing_rows(old, new, alignment)]
    changes += [(float(j), compare.addition(j)) for j in alone(alignment.new_to_old)]
    gone = alone(alignment.old_to_new)
    places = _followed(alignment.old_to_new, gone)
    changes += [(j + 0.5, compare.removal(i)) for i, j in zip(gone, places, strict=True)]
    changes.sort(key=itemgetter(0))
    return (change for _, change in changes if change.cells or change.op != "update")


def _followed(partners: "array[int]", rows: list[int]) -> list[int]:
    """For each of ``rows`` the partner of the last row before it that has one, or -1."""
    if not rows:
        return []
    if are_many(len(partners)):
        # as above
        from datapatch.tables.bulk.order import followed

        return followed(partners, rows)
    places, wanted, last = [], iter(rows), -1
    row = next(wanted, -1)
    for number, partner in enumerate(partners):
        last = partner if partner >= 0 else last
        if number == row:
            places.append(last)
            row = next(wanted, -1)
    return places


def differing_rows(old: Table, new: Table, alignment: Alignment) -> Iterable[tuple[int, int]]:
    """Pairs of rows (old, new) whose cells may differ, in the new table's order."""
    if alignment.differing is not None:
        return ((alignment.new_to_old[j], j) for j in alignment.differing)
    pairs = ((i, j) for j, i in enumerate(alignment.new_to_old) if i >= 0)
    if not (alignment.columns.in_place and same_writing(old, new)):
        return pairs
    here, there = old.contents(), new.contents()
    return ((i, j) for i, j in pairs if here[i] != there[j])
