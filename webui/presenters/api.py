"""JSON documents of the API: plain values, addresses in full."""

import json
from collections.abc import Iterator, Mapping, Sequence
from urllib.parse import urlencode

from flask import Response, request
from werkzeug.datastructures import MultiDict

from datapatch.index.querying import column_position
from datapatch.tables.field import Field
from datapatch.types import DatasetName
from datapatch.workflow.datasets import DatasetSummary
from datapatch.workflow.rows.reading import DatasetView, Row, RowView, TableView
from webui.addresses import dataset_url, public_url
from webui.forms.queries import RowsRequest

Document = Mapping[str, object]

ID = "__id"
"""Where a row's lasting address stands among its fields, as in data.gouv.fr's tabular API."""


def json_answer(document: Document) -> Response:
    """The answer that holds ``document``, its members in their order."""
    # Flask's own answer would sort the fields of a row by name.
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")


def dataset_entry(found: DatasetSummary) -> Document:
    """One dataset in the list of all."""
    name = found.record.name
    return {
        "workspace": name.workspace,
        "name": name.name,
        "title": found.title,
        "description": found.description,
        "rows": found.rows,
        "changed_at": found.changed_at.isoformat() if found.changed_at else None,
        "links": {
            "self": _api(name, "api.dataset"),
            "html": _api(name, "datasets.table"),
            "git": public_url(f"/{name}.git"),
        },
    }


def dataset_page(view: DatasetView, schemas: Mapping[str, Sequence[Field]]) -> Document:
    """One dataset: what its descriptor says, and its tables."""
    name, package = view.record.name, view.package
    return {
        "data": {
            "workspace": name.workspace,
            "name": name.name,
            "title": view.title,
            "description": package.description,
            "licences": [
                {"name": item.name, "title": item.title, "path": item.path}
                for item in package.licenses
            ],
            "changed_at": view.changed_at.isoformat(),
            "resources": [
                {
                    "name": table.name,
                    "title": table.title,
                    "fields": [field.to_descriptor() for field in schemas[table.name]],
                    "links": {"rows": _api(name, "api.rows", resource=table.name)},
                }
                for table in view.tables
            ],
        },
        "links": {
            "self": _api(name, "api.dataset"),
            "html": _api(name, "datasets.table"),
            "descriptor": _api(name, "datasets.descriptor"),
            "git": public_url(f"/{name}.git"),
        },
        "meta": {"commit": view.commit},
    }


def rows_page(name: DatasetName, view: TableView, asked: RowsRequest) -> Document:
    """A page of rows; raises `BadQuery` when an unknown column is asked for."""
    page = view.page
    columns = asked.columns or (ID, *view.columns)
    places = [-1 if c == ID else column_position(view.columns, c) for c in columns]
    return {
        "data": [dict(_cells(row, columns, places)) for row in view.rows],
        "links": {
            "self": page_address(page.page),
            "next": page_address(page.page + 1) if page.page < page.pages else None,
            "prev": page_address(min(page.page - 1, page.pages)) if page.page > 1 else None,
        },
        "meta": {
            "page": page.page,
            "page_size": page.page_size,
            "total": page.total,
            "commit": view.commit,
            "dataset": str(name),
        },
    }


def row_page(name: DatasetName, found: RowView, *, at: str) -> Document:
    """One row."""
    where = {"resource": found.resource, "address": found.content.address, "at": at}
    columns = (ID, *found.columns)
    return {
        "data": dict(_cells(found.content, columns, range(-1, len(found.columns)))),
        "links": {
            "self": _api(name, "api.row", **where),
            "html": _api(name, "rows.row", **where),
            "rows": _api(name, "api.rows", resource=found.resource, at=at),
        },
        "meta": {"commit": found.commit, "dataset": str(name)},
    }


def _cells(row: Row, columns: Sequence[str], places: Sequence[int]) -> Iterator[tuple[str, str]]:
    """Cells are texts as they are stored: nothing is rounded, no leading zero is lost."""
    for column, place in zip(columns, places, strict=True):
        yield column, row.address if place < 0 else row.cells[place]


def _api(name: DatasetName, endpoint: str, **values: str) -> str:
    return public_url(dataset_url(name, endpoint, **values))


def page_address(number: int) -> str:
    """The address of the present request, at another page."""
    args = MultiDict(request.args)
    args["page"] = str(number)
    return public_url(f"{request.path}?{urlencode(list(args.items(multi=True)))}")
