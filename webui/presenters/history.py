"""The history of a dataset: its calendar, its timeline, what may be filtered."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.index.revision_log import DayCount
from datapatch.tables.schema import TableSchema
from datapatch.workflow.past.heatmaps import Heatmap
from datapatch.workflow.past.history import HistoryOverview
from datapatch.workflow.past.selecting import Selected, Selection
from datapatch.workflow.rows.reading import DatasetView
from webui.addresses import dataset_url
from webui.context import now
from webui.forms.history import ChangesRequest, Shade, parameters, rows_words
from webui.presenters.calendars import calendar, year_shown, years
from webui.presenters.changes import Printed, field_label
from webui.presenters.datasets import dataset_top, way_up
from webui.presenters.heatmaps import change_map
from webui.presenters.pagination import pagination
from webui.presenters.progress import progress
from webui.presenters.timeline import timeline
from webui.words import day, number

PAGE = 50
"""Revisions on a page."""
MANY_PEOPLE = 100
"""People who can be chosen: those who took part most often."""

NO_SCHEMA = TableSchema.from_descriptor({"fields": []})


def changes_page(
    view: DatasetView,
    asked: ChangesRequest,
    seen: HistoryOverview,
    found: Selected,
    *,
    schemas: Mapping[str, TableSchema],
    heat: Heatmap | None,
) -> Printed:
    """What the page of changes prints: ``found`` is the part that was asked for."""
    pages = -(-found.total // PAGE) or 1
    page = min(asked.page, pages)
    year = year_shown(seen.days, asked.year)
    schema = schemas.get(asked.table, NO_SCHEMA)
    return {
        "dataset": dataset_top(view, "changes"),
        "breadcrumb": way_up(view),
        "progress": progress(seen.read, seen.revisions, address(view, asked)),
        "calendar": calendar(seen.days, year, lambda found: _day_address(view, asked, found)),
        "years": _years(view, asked, seen.days, year),
        "compare": _compare(view, seen.days),
        "views": _views(view, asked),
        "filters": _filters(view, asked, seen, schema),
        "tags": _tags(view, asked),
        "count": _count(found.total, seen.revisions),
        "timeline": timeline(view, found.entries),
        "pages": pagination(
            page, pages, lambda n: address(view, replace(asked, page=n), "timeline")
        ),
        "map": _map(view, asked, heat, schema) if heat else None,
        "as_map": asked.as_map,
    }


def address(view: DatasetView, asked: ChangesRequest, part: str = "") -> str:
    """The address of the page of changes when this is asked for, down to one ``part`` of it."""
    query = urlencode(parameters(asked))
    url = dataset_url(view.record.name, "history.changes")
    return url + (f"?{query}" if query else "") + (f"#{part}" if part else "")


def _day_address(view: DatasetView, asked: ChangesRequest, found: DayCount) -> str:
    if found.revisions == 1:
        return dataset_url(view.record.name, "history.revision", commit=found.commit)
    wanted = Selection(since=found.day, until=found.day)
    return address(view, replace(asked, selection=wanted, as_map=False, page=1), "timeline")


def _years(
    view: DatasetView,
    asked: ChangesRequest,
    days: Sequence[DayCount],
    shown: int | None,
) -> list[Printed]:
    found = years(days)
    if len(found) < 2:
        return []
    latest = [] if year_shown(days, None) else [(None, _("Latest"))]
    choices = [*latest, *((year, str(year)) for year in found)]
    return [
        {
            "text": text,
            "url": address(view, replace(asked, year=year)),
            "current": year == shown,
        }
        for year, text in choices
    ]


def _compare(view: DatasetView, days: Sequence[DayCount]) -> Printed:
    first = days[0].day if days else now().date()
    return {
        "action": dataset_url(view.record.name, "history.compare"),
        "old": first.isoformat(),
        "new": now().date().isoformat(),
    }


def _views(view: DatasetView, asked: ChangesRequest) -> list[Printed]:
    return [
        {
            "text": text,
            "url": address(view, replace(asked, as_map=as_map, page=1), "timeline"),
            "current": as_map == asked.as_map,
        }
        for as_map, text in ((False, _("Timeline")), (True, _("Fields and rows")))
    ]


def _filters(
    view: DatasetView,
    asked: ChangesRequest,
    seen: HistoryOverview,
    schema: TableSchema,
) -> Printed:
    wanted, everything = asked.selection, replace(asked, selection=Selection(), page=1)
    fields = [field.name for field in schema.fields]
    kinds = (("added", _("Added")), ("changed", _("Changed")), ("removed", _("Removed")))
    hidden = parameters(replace(asked, selection=replace(wanted, field="", person="", kind=None)))
    kept = {name: text for name, text in hidden.items() if name not in ("page", "table")}
    if len(view.tables) < 2 and wanted.rows:
        kept["table"] = asked.table
    return {
        "action": address(view, ChangesRequest(asked.table, Selection()), "timeline"),
        "hidden": kept,
        "tables": [{"value": t.name, "label": t.title} for t in view.tables],
        "table": wanted.resource,
        "fields": [{"value": name, "label": field_label(schema, name)} for name in fields],
        "field": wanted.field,
        "people": [{"value": p, "label": p} for p in list(seen.people)[:MANY_PEOPLE]],
        "person": wanted.person,
        "kinds": [{"value": value, "label": label} for value, label in kinds],
        "kind": wanted.kind or "",
        "reset": address(view, everything, "timeline") if wanted else None,
    }


def _tags(view: DatasetView, asked: ChangesRequest) -> list[Printed]:
    """What is asked for and stands in no select: rows and a day, each can be taken away."""
    wanted, tags = asked.selection, []
    if wanted.rows:
        rows = rows_words(wanted.rows).replace("-", "–")
        tags.append((_("Rows %(rows)s of today", rows=rows), replace(wanted, rows=None)))
    if wanted.since:
        tags.append((day(wanted.since), replace(wanted, since=None, until=None)))
    return [
        {"text": text, "url": address(view, replace(asked, selection=left, page=1), "timeline")}
        for text, left in tags
    ]


def _count(found: int, of: int) -> str:
    every = ngettext("%(number)s publication", "%(number)s publications", of, number=number(of))
    if found == of:
        return str(every)
    return str(_("%(found)s of %(all)s", found=number(found), all=every))


def _map(view: DatasetView, asked: ChangesRequest, heat: Heatmap, schema: TableSchema) -> Printed:
    name = view.record.name
    printed = change_map(
        heat,
        schema,
        asked,
        address=lambda wanted: address(view, wanted, "timeline"),
        table_url=lambda page: dataset_url(
            name, "datasets.table", resource=asked.table, page=str(page) if page > 1 else ""
        ),
    )
    shades: tuple[tuple[Shade, str], ...] = (
        ("changes", _("How often")),
        ("freshness", _("How recently")),
    )
    tables = [
        {
            "text": table.title,
            "url": address(view, replace(asked, table=table.name, selection=Selection())),
            "current": table.name == asked.table,
        }
        for table in view.tables
    ]
    return {
        **printed,
        "tables": tables if len(tables) > 1 else [],
        "shades": [
            {
                "text": text,
                "url": address(view, replace(asked, shade=shade), "timeline"),
                "current": shade == asked.shade,
            }
            for shade, text in shades
        ],
    }
