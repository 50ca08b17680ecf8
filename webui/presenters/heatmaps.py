"""Where a table changes: fields across, groups of rows down."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from datapatch.tables.schema import TableSchema
from datapatch.workflow.past.heatmaps import Heatmap, RowGroup
from webui.context import now
from webui.forms.history import ChangesRequest, Shade, rows_words
from webui.forms.queries import PAGE_SIZE
from webui.presenters.cells import shortened
from webui.presenters.changes import Printed, field_label
from webui.words import day, number

DARKEST = 4
MANY_FIELDS = 40
"""Of a wider table, fields that never changed are left out of the map."""
FRESH_DAYS = (30, 90, 365)
"""How many days ago a change may lie for the three darkest shades of freshness."""
TITLE_LENGTH = 34

MapAddress = Callable[[ChangesRequest], str]


def level(count: int, most: int) -> int:
    """0 for nothing, 1 to 4 in equal steps up to the most there is (at least 4)."""
    return 1 + (count - 1) * DARKEST // max(most, DARKEST) if count else 0


def change_map(
    found: Heatmap,
    schema: TableSchema,
    asked: ChangesRequest,
    *,
    address: MapAddress,
    table_url: Callable[[int], str],
) -> Printed:
    """What the macro ``matrix`` shows; ``table_url`` leads to a page of the table.

    A cell leads to the changes that it counts; one that counts none, to its rows.
    """
    shown = _fields_shown(found)
    fresh = asked.shade == "freshness"
    labels = [field_label(schema, found.fields[n]) for n in shown]
    rows = [
        {
            "title": _group_title(group),
            "url": (rows_url := table_url(group.first // PAGE_SIZE + 1)),
            "cells": [
                _cell(group, n, label, most=found.most, shade=asked.shade)
                | {"url": _cell_url(asked, group, (n, found.fields[n]), address) or rows_url}
                for n, label in zip(shown, labels, strict=True)
            ],
        }
        for group in found.groups
    ]
    return {
        "fields": labels,
        "rows": rows,
        "label": _("Last change or check of each field, by groups of rows")
        if fresh
        else _("Changes of each field, by groups of rows"),
        "least": _("never or long ago") if fresh else _("no change"),
        "most": _("within a month") if fresh else _("many"),
        "hidden": len(found.fields) - len(shown),
        "since": day(found.since) if found.since else "",
    }


def _fields_shown(found: Heatmap) -> list[int]:
    every = range(len(found.fields))
    if len(found.fields) <= MANY_FIELDS:
        return list(every)
    return [n for n in every if any(group.cells[n].count for group in found.groups)]


def _group_title(group: RowGroup) -> str:
    rows = rows_words((group.first, group.last)).replace("-", "–")
    first = group.labels[0]
    if group.first == group.last:
        return shortened(first or rows, TITLE_LENGTH)
    return shortened(f"{rows} · {first}" if first else rows, TITLE_LENGTH)


def _cell(group: RowGroup, place: int, field: str, *, most: int, shade: Shade) -> dict[str, object]:
    rows, cell = _group_title(group), group.cells[place]
    if shade == "freshness":
        when = day(cell.fresh) if cell.fresh else _("never changed or checked")
        said = _("%(field)s, %(group)s: %(when)s", field=field, group=rows, when=when)
        shown = format_date(cell.fresh, "short", locale=get_locale()) if cell.fresh else "—"
        return {"level": _freshness(cell.fresh), "number": shown, "label": said}
    said = ngettext(
        "%(field)s, %(group)s: %(count)s change",
        "%(field)s, %(group)s: %(count)s changes",
        cell.count,
        field=field,
        group=rows,
        count=number(cell.count),
    )
    return {"level": level(cell.count, most), "number": number(cell.count), "label": said}


def _cell_url(
    asked: ChangesRequest, group: RowGroup, field: tuple[int, str], address: MapAddress
) -> str:
    """The changes that a cell counts; nothing where there are none."""
    place, name = field
    if not group.cells[place].count:
        return ""
    rows = (group.first, group.last)
    wanted = replace(asked.selection, resource=asked.table, field=name, rows=rows)
    return address(replace(asked, selection=wanted, as_map=False, page=1))


def _freshness(last: date | None) -> int:
    """From 0, never, to 4, within a month."""
    if last is None:
        return 0
    age = (now().date() - last).days
    return DARKEST - sum(age > days for days in FRESH_DAYS)
