"""An OpenAPI document as a page prints it: each operation with what it takes, each table's row."""

from collections.abc import Iterator, Mapping
from typing import Any

from flask_babel import gettext as _

from datapatch.workflow.rows.reading import DatasetView
from webui.presenters.changes import Printed
from webui.presenters.datasets import way_up

METHODS = ("get", "post")


def operations_page(view: DatasetView, document: Mapping[str, Any], url: str) -> dict[str, object]:
    """What the page about the API of one dataset prints; the document lies at ``url``."""
    server = document["servers"][0]["url"]
    schemas = document["components"]["schemas"]
    return {
        "title": view.title,
        "breadcrumb": way_up(view, below=True),
        "url": url,
        "operations": list(_operations(document["paths"], server)),
        "tables": [
            {"title": row["title"], "rows": [_field(*p) for p in row["properties"].items()]}
            for row in schemas.values()
            if "__id" in row.get("properties", {})
        ],
        "columns": [{"label": text} for text in (_("Name"), _("What it holds"), _("Type"))],
    }


def _operations(paths: Mapping[str, Any], server: str) -> Iterator[Printed]:
    for path, item in paths.items():
        for method in METHODS:
            if method in item:
                operation = item[method]
                yield {
                    "method": method.upper(),
                    "summary": operation["summary"],
                    "address": f"{server}{path}",
                    "parameters": ", ".join(p["name"] for p in operation.get("parameters", ())),
                    "answers": ", ".join(operation["responses"]),
                }


def _field(name: str, cell: Mapping[str, Any]) -> Printed:
    choices = ", ".join(filter(None, cell.get("enum") or cell.get("x-choices") or ()))
    said = {"text": cell.get("description") or cell.get("title", ""), "note": choices}
    return {"cells": [name, said, cell.get("x-type", "string")]}
