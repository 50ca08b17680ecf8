"""Differences of two revisions: changed rows in a list, changed tables and fields in words."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.changes import RowChange
from datapatch.workflow.past.comparing import Comparison, Moment, TableComparison
from datapatch.workflow.rows.addressing import REVISION_LENGTH, key_address
from datapatch.workflow.rows.labelling import cells_of, label
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url
from webui.forms.history import RowsRequest
from webui.presenters.changes import KINDS, Printed, cells, field_label, title_of
from webui.presenters.pagination import pagination
from webui.presenters.shapes import shape_notes
from webui.presenters.timeline import other_files, rows_of
from webui.words import number

PAGE = 100
"""Changed rows on a page."""
CELLS = 8
"""Cells of an added or removed row that are shown; of the others the number is told."""


@dataclass(frozen=True, slots=True)
class ChangedRow:
    """A changed row, and the table in which it changed."""

    table: TableComparison
    change: RowChange


def differences(
    view: DatasetView, found: Comparison, asked: RowsRequest, address: Callable[[int], str]
) -> dict[str, object]:
    """What both pages print below their heading; ``address`` leads to a page of the rows."""
    every = [ChangedRow(t, c) for t in found.tables if t.diff for c in t.diff.changes]
    wanted = [row for row in every if not asked.field or _touches(row.change, asked.field)]
    pages = -(-len(wanted) // PAGE) or 1
    page = min(asked.page, pages)
    shown = wanted[(page - 1) * PAGE : page * PAGE]
    changed = [row.change for row in wanted if row.change.op == "update"]
    fields = sorted({cell.field for row in every for cell in row.change.cells})
    return {
        "counts": {
            "added": sum(row.change.op == "add" for row in wanted),
            "changed": len(changed),
            "removed": sum(row.change.op == "remove" for row in wanted),
            "cells": sum(1 if asked.field else len(change.cells) for change in changed),
        },
        "has_rows": bool(every),
        "fields": [{"value": name, "label": _label(found, name)} for name in fields],
        "field": asked.field,
        "tables": [
            {"title": t.title, "notes": _table_notes(t)} for t in found.tables if _table_notes(t)
        ],
        "several": len(found.tables) > 1,
        "notes": [*_unreadable(found), *(other_files(found.other_files) if found.old else ())],
        "rows": [changed_row(view, found, row, asked.field) for row in shown],
        "pages": pagination(page, pages, address),
    }


def _touches(change: RowChange, field: str) -> bool:
    return any(cell.field == field for cell in change.cells)


def _label(found: Comparison, name: str) -> str:
    labels = (field_label(table.schema, name) for table in found.tables)
    return next((label for label in labels if label != name), name)


def changed_row(view: DatasetView, found: Comparison, row: ChangedRow, field: str = "") -> Printed:
    """One changed row as the macro ``change_list`` prints it; of its cells one ``field`` alone."""
    table, change = row.table, row.change
    told = cells(_only(change, field), table.schema)
    shown = told if change.op == "update" else told[:CELLS]
    several = len(found.tables) > 1
    return {
        "kind": KINDS[change.op],
        "title": _title(table, change) or _row_number(change),
        "where": table.title if several else "",
        "url": _row_url(view, found, row),
        "cells": shown,
        "unchanged": _unchanged(table, change),
        "more": more_fields(len(told) - len(shown)),
    }


def _only(change: RowChange, field: str) -> RowChange:
    """The change reduced to one field, if one is wanted."""
    wanted = (cell for cell in change.cells if not field or cell.field == field)
    return replace(change, cells=tuple(wanted))


def _title(table: TableComparison, change: RowChange) -> str:
    """What the row is called now or, when it is gone, was called."""
    row = change.rows[1]
    if table.new is None or row is None:
        return title_of(change, {})
    return label(cells_of(table.new, row))


def _row_number(change: RowChange) -> str:
    row = change.rows[0] if change.rows[1] is None else change.rows[1]
    return str(_("Row %(number)s", number=number((row or 0) + 1)))


def _unchanged(table: TableComparison, change: RowChange) -> int:
    if change.op != "update" or table.new is None:
        return 0
    return max(0, len(table.new.fields) - len(change.cells))


def more_fields(count: int) -> str:
    """How many more fields a row has; "" for none."""
    if count < 1:
        return ""
    return str(
        ngettext(
            "and %(number)s more field", "and %(number)s more fields", count, number=number(count)
        )
    )


def _row_url(view: DatasetView, found: Comparison, row: ChangedRow) -> str | None:
    """The row's page: as it was at the newer moment or, when it is gone, at the older one."""
    change, side, place = row.change, found.new, row.change.rows[1]
    if place is None:
        side, place = found.old or found.new, change.rows[0]
    if place is None:
        return None
    # A removed row's key was told in the words of the newer schema, which may have another one.
    keyed = change.key is not None and change.op != "remove"
    address = key_address(change.key or ()) if keyed else _position(side, place)
    at = "" if side.commit == view.commit else side.commit
    given = {"resource": row.table.resource, "address": address, "at": at}
    return dataset_url(view.record.name, "rows.row", **given)


def _position(side: Moment, row: int) -> str:
    return f"@{side.commit[:REVISION_LENGTH]}.{row + 1}"


def _table_notes(table: TableComparison) -> list[str]:
    """What happened to a table beside changes in its rows."""
    if table.diff is None:
        if table.new is not None:
            return [_("imported with %(rows)s", rows=rows_of(table.new.row_count))]
        count = table.old.row_count if table.old else 0
        return [_("removed with its %(rows)s", rows=rows_of(count))]
    if table.old is None or table.new is None:
        return []
    return shape_notes(table.old, table.new, table.diff, table.schema)


def _unreadable(found: Comparison) -> list[str]:
    return [
        _("%(table)s could not be read as a table in one of the versions", table=name)
        for name in found.unreadable
    ]
