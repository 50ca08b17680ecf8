"""A patch carried out: the bytes of every row that it does not change stay as they are."""

from collections.abc import Sequence

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
) -> list[int | bytes]:
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
    moved = set(placed.values())
    rest = [row for row in range(row_count) if row not in removed and row not in moved]
    order: list[int | bytes] = []
    begin = 0
    for place in sorted(placed):
        until = begin + max(0, place - len(order))
        order += rest[begin:until]
        order.append(placed[place])
        begin = min(until, len(rest))
    return [*order, *rest[begin:], *tail]
