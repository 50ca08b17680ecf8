"""A patch carried out: the bytes of every row that it does not change stay as they are."""

from collections import deque
from collections.abc import Iterator, Sequence
from itertools import pairwise

from datapatch.errors import InvalidInput, PatchMismatch
from datapatch.tables.changes import FieldChanges, Patch, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.layout import Layout
from datapatch.tables.locating import RowFinder
from datapatch.tables.table import Table
from datapatch.tables.writing import join_rows
from datapatch.translation import N_

_FIELD_GONE = N_("There is no field “{field}” in this table any more: it cannot be changed.")
_FIELD_THERE = N_("There is a field “{field}” already. Choose another name.")
_ORDER = N_("The order of fields must name each of these once: {fields}.")


def apply(table: Table, patch: Patch) -> Table:
    """``table`` with the changes of ``patch``.

    Rows are found by key, or by number and old cells. An added row goes where the patch says, else
    to the end. Raises PatchMismatch where the table is not what the patch was made for, and
    InvalidInput where the patch contradicts itself or a cell cannot be written.
    """
    layout = _layout(table, patch.fields)
    finder = RowFinder(table, patch)
    found = finder.located(patch.changes)
    removed = {row for row, change in found.items() if change.op == "remove"}
    finder.check_new_keys(patch.changes, removed)
    touched = range(table.row_count) if not layout.in_place else found.keys() - removed
    written = {row: _updated(layout, row, found.get(row)) for row in touched if row not in removed}
    added = [
        (change.rows[1], layout.fresh(_added(layout, patch.key, change)))
        for change in patch.changes
        if change.op == "add"
    ]
    order = _order(removed, added, patch, row_count=table.row_count)
    pieces = layout.pieces(order, written)
    head = layout.head(rows_follow=bool(order))
    return Table.parse(join_rows(head, pieces, table.dialect), table.dialect)


def _layout(table: Table, changes: FieldChanges) -> Layout:
    own = labels(table.fields)
    gone = {*changes.removed, *changes.new_names} - set(own)
    if gone:
        raise PatchMismatch(_FIELD_GONE, field=min(gone))
    names = {
        label: changes.new_names.get(label, label) for label in own if label not in changes.removed
    }
    expected = [*names.values(), *changes.added]
    twice = [label for label in expected if expected.count(label) > 1]
    if twice:
        raise PatchMismatch(_FIELD_THERE, field=twice[0])
    columns = changes.applied(own)
    if sorted(columns) != sorted(expected):
        raise InvalidInput(_ORDER, fields=", ".join(expected))
    return Layout(table, columns, names)


def _updated(layout: Layout, row: int, change: RowChange | None) -> bytes:
    values = layout.carried(row)
    if change is not None:
        values.update((cell.field, cell.new) for cell in change.cells)
    return layout.rewritten(row, values)


def _added(layout: Layout, key: Sequence[str], change: RowChange) -> dict[str, str | None]:
    values: dict[str, str | None] = dict.fromkeys(layout.columns, "")
    values.update(zip(key, change.key or (), strict=False))
    values.update((cell.field, cell.new) for cell in change.cells)
    return values


def _order(
    removed: set[int],
    added: Sequence[tuple[int | None, bytes]],
    patch: Patch,
    *,
    row_count: int,
) -> list[range | bytes]:
    """The rows that remain, in order, among them what was moved or added to a given place."""
    placed: dict[int, int | bytes] = {
        there: here
        for here, there in patch.row_order or ()
        if 0 <= here < row_count and here not in removed
    }
    tail = []
    for place, raw in added:
        if place is None or place in placed:
            tail.append(raw)
        else:
            placed[place] = raw
    moved = [item for item in placed.values() if isinstance(item, int)]
    rest = deque(_between(sorted(removed.union(moved)), row_count))
    order: list[range | bytes] = []
    length = 0
    for place, item in sorted(placed.items()):
        before = list(_taken(rest, place - length))
        order += [*before, range(item, item + 1) if isinstance(item, int) else item]
        length += sum(map(len, before)) + 1
    return [*order, *rest, *tail]


def _between(gone: Sequence[int], row_count: int) -> Iterator[range]:
    """The runs of rows that none of ``gone`` interrupts."""
    for before, after in pairwise((-1, *gone, row_count)):
        if before + 1 < after:
            yield range(before + 1, after)


def _taken(rest: deque[range], count: int) -> Iterator[range]:
    """The first ``count`` rows of ``rest``, or all of them, taken out of it."""
    while rest and count > 0:
        run = rest.popleft()
        if len(run) > count:
            rest.appendleft(run[count:])
        yield run[:count]
        count -= len(run)
