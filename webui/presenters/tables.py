"""The table of a dataset: its filters, its rows, the ways on from it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TypedDict
from urllib.parse import urlencode

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.index.querying import Filter
from datapatch.workflow.rows.exporting import EXCEL_FR, SHEET_ROWS
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind, is_date
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.reading import DatasetView, Row, TableView
from webui.addresses import dataset_url
from webui.context import now
from webui.forms.queries import TableRequest, filter_name, parameters
from webui.presenters.cells import OLD_DAYS, shortened, table_cell, words
from webui.presenters.columns import SELECTS, facets, telling_columns
from webui.presenters.datasets import Printed, dataset_top, technical, way_up
from webui.presenters.freshness import checked_cell, confirmed_cell
from webui.presenters.pagination import pagination
from webui.words import number, percent


class PrintedRow(TypedDict):
    """A row as the macro ``data_table`` takes it."""

    cells: list[object]
    title: str
    url: str
    edit: str | None


@dataclass(frozen=True, slots=True)
class Freshness:
    """When rows on the page were looked at, by their numbers; which part of all was this year."""

    days: Mapping[int, date]
    share: float


def table_page(
    view: DatasetView, table: TableView, asked: TableRequest, fresh: Freshness
) -> Printed:
    """What the page of a dataset prints."""
    stats = [_rows(table.row_count), *_checked_share(table, fresh.share)]
    shown = _shown(table, asked)
    rows = [_row(view, table, asked, row) for row in table.rows]
    columns = [_column(view, table, asked, position) for position in shown]
    if fresh.days and not _note_checks(table, shown, rows, fresh):
        columns.append({"label": _("Checked")})
        for number_of_row, row in zip(table.page.rows, rows, strict=True):
            row["cells"].append(checked_cell(fresh.days.get(number_of_row)))
    return {
        "dataset": dataset_top(view, "table", resource=table.resource, stats=stats),
        "breadcrumb": way_up(view),
        "caption": next(t.title for t in view.tables if t.name == table.resource),
        "columns": columns,
        "rows": rows,
        "filters": _filters(view, table, asked),
        "tables": _tables(view, table, asked),
        "switch": _switch(view, table, asked),
        "pages": pagination(
            table.page.page, table.page.pages, lambda n: _address(view, _on_page(asked, n))
        ),
        "downloads": _downloads(view, table, asked),
        "today": _address(view, replace(asked, at="")) if asked.at else None,
        **technical(view, table.resource),
    }


def _note_checks(
    table: TableView, shown: Sequence[int], rows: Sequence[PrintedRow], fresh: Freshness
) -> bool:
    """Say it in the column that is about checks, where the table shows one; whether it does."""
    kinds = [field_kind(table.fields[position]) for position in shown]
    if FieldKind.CHECKED not in kinds:
        return False
    column = kinds.index(FieldKind.CHECKED)
    for number_of_row, row, printed in zip(table.page.rows, table.rows, rows, strict=True):
        checked = fresh.days.get(number_of_row)
        if checked and checked.isoformat() > row.cells[shown[column]][:10]:
            printed["cells"][column] = confirmed_cell(printed["cells"][column], checked)
    return True


def _address(view: DatasetView, asked: TableRequest) -> str:
    query = urlencode(parameters(asked))
    return dataset_url(view.record.name, "datasets.table") + (f"?{query}" if query else "")


def _on_page(asked: TableRequest, page: int) -> TableRequest:
    return replace(asked, query=replace(asked.query, page=page))


def _shown(table: TableView, asked: TableRequest) -> tuple[int, ...]:
    if asked.all_columns:
        return tuple(range(len(table.columns)))
    return telling_columns(table)


def _column(view: DatasetView, table: TableView, asked: TableRequest, position: int) -> Printed:
    name, field = table.columns[position], table.fields[position]
    now_sorted = next((down for by, down in asked.query.sort if by == name), None)
    sort = {None: "none", False: "ascending", True: "descending"}[now_sorted]
    next_sort = f"-{name}" if sort == "ascending" else name
    return {
        "label": field.label,
        "sort": sort,
        "url": _address(view, replace(_on_page(asked, 1), sort=next_sort)),
        "numeric": field_kind(field) is FieldKind.NUMBER,
    }


def _row(view: DatasetView, table: TableView, asked: TableRequest, row: Row) -> PrintedRow:
    cells: list[object] = [table_cell(table.fields[p], row.cells[p]) for p in _shown(table, asked)]
    title = label(dict(zip(table.columns, row.cells, strict=True))) or _("Row without a name")
    first = _shown(table, asked)[0]
    # The first cell is a link to the row's page: it holds no link of its own.
    cells[0] = shortened(words(table.fields[first], row.cells[first]), 90) or title
    name, target = view.record.name, {"resource": table.resource, "address": row.address}
    editable = view.may_suggest and not asked.at
    return {
        "cells": cells,
        "title": title,
        "url": dataset_url(name, "rows.row", at=asked.at, **target),
        "edit": dataset_url(name, "contributing.suggest_change", **target) if editable else None,
    }


def _filters(view: DatasetView, table: TableView, asked: TableRequest) -> Printed:
    given = {filter_name(f): f.value for f in asked.query.filters}
    selects = facets(table, given)
    offered = {str(select["name"]) for select in selects}
    others = [f for f in asked.query.filters if filter_name(f) not in offered]
    bare = replace(asked, query=replace(asked.query, filters=(), search="", page=1))
    kept = [*parameters(replace(bare, query=replace(bare.query, filters=tuple(others))))]
    return {
        "action": dataset_url(view.record.name, "datasets.table"),
        "selects": selects[:SELECTS],
        "more": selects[SELECTS:],
        "open": any(select["value"] for select in selects[SELECTS:]),
        "search": asked.query.search,
        "hidden": dict(kept),
        "count": _count(table, asked),
        "reset": _address(view, bare) if given or asked.query.search else None,
        "others": [_other(view, table, asked, f) for f in others],
    }


def _other(view: DatasetView, table: TableView, asked: TableRequest, given: Filter) -> Printed:
    """A filter that no select stands for, as it came with a link: shown, and can be taken away."""
    kept = tuple(f for f in asked.query.filters if f != given)
    field = dict(zip(table.columns, table.fields, strict=True)).get(given.field)
    name = field.label if field else given.field
    said = {
        "isnull": _("%(field)s: empty", field=name),
        "isblank": _("%(field)s: empty", field=name),
        "isnotnull": _("%(field)s: not empty", field=name),
        "exact": _("%(field)s: %(value)s", field=name, value=given.value),
    }
    other = _("%(field)s %(operator)s %(value)s")
    return {
        "text": said.get(given.operator)
        or other % {"field": name, "operator": given.operator, "value": given.value},
        "url": _address(view, replace(asked, query=replace(asked.query, filters=kept, page=1))),
    }


def _count(table: TableView, asked: TableRequest) -> str:
    if not asked.query.filters and not asked.query.search:
        return _rows(table.row_count)
    return str(
        _("%(found)s of %(rows)s", found=number(table.page.total), rows=_rows(table.row_count))
    )


def _rows(count: int) -> str:
    return str(ngettext("%(number)s row", "%(number)s rows", count, number=number(count)))


def _checked_share(table: TableView, share: float) -> list[str]:
    """How many rows were checked within a year, as a field or the history says it of most."""
    for field, held in zip(table.fields, table.values, strict=True):
        if field_kind(field) is FieldKind.CHECKED and held.counts is not None and table.row_count:
            recent = sum(n for text, n in held.counts.items() if _is_recent(text))
            share = max(share, recent / table.row_count)
            break
    else:
        if not share:
            return []
    return [str(_("%(percent)s checked within a year", percent=percent(share)))]


def _is_recent(text: str) -> bool:
    # ISO dates stand in the order of their texts.
    return is_date(text) and text[:10] >= (now().date() - timedelta(days=OLD_DAYS)).isoformat()


def _tables(view: DatasetView, table: TableView, asked: TableRequest) -> list[Mapping[str, object]]:
    if len(view.tables) < 2:
        return []
    fresh = TableRequest("", replace(asked.query, filters=(), sort=(), page=1), "", asked.at, False)
    return [
        {
            "text": other.title,
            "url": _address(view, replace(fresh, resource=other.name)),
            "current": other.name == table.resource,
        }
        for other in view.tables
    ]


def _switch(view: DatasetView, table: TableView, asked: TableRequest) -> Printed | None:
    count = len(table.columns)
    if count == len(telling_columns(table)):
        return None
    text = (
        _("Show fewer columns")
        if asked.all_columns
        else _("Show all %(count)s columns", count=number(count))
    )
    return {"text": text, "url": _address(view, replace(asked, all_columns=not asked.all_columns))}


def _downloads(view: DatasetView, table: TableView, asked: TableRequest) -> list[Printed]:
    name, given = view.record.name, {"resource": table.resource, "at": asked.at}
    stored = dataset_url(name, "datasets.download", ending=table.ending, **given)
    french = dataset_url(name, "datasets.download", ending="csv", dialect=EXCEL_FR, **given)
    found = [
        {"text": _("The whole table (%(format)s)", format=table.ending.upper()), "url": stored}
    ]
    if table.row_count <= SHEET_ROWS:
        url = dataset_url(name, "datasets.workbook", **given)
        found.append({"text": _("For Excel or LibreOffice (XLSX)"), "url": url})
    if table.ending == "csv":
        found.append({"text": _("For a French Excel (CSV with semicolons)"), "url": french})
    if view.may_suggest:
        found.append(
            {"text": _("Bring back an edited copy"), "url": dataset_url(name, "uploads.upload")}
        )
    return [*found]
