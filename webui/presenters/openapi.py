"""The API described for machines: OpenAPI 3.1, for the instance and for one dataset.

Source: https://spec.openapis.org/oas/v3.1.1. Cells travel as texts; what they hold is said by the
Table Schema's own type beside, and by the values or the pattern that a text must have.
"""

import json
from collections.abc import Mapping, Sequence
from functools import cache
from importlib.resources import files

from datapatch import __version__
from datapatch.tables.field import Field
from datapatch.types import DatasetName
from datapatch.workflow.rows.reading import DatasetView
from webui.forms.queries import MOST, PAGE_SIZE
from webui.presenters.openapi_contributing import contributing
from webui.presenters.openapi_parts import Json, failed, json_of, path_parameter, reads

Schemas = Mapping[str, Sequence[Field]]

PROBLEM: Json = {
    "type": "object",
    "required": ["type", "status", "title"],
    "properties": {
        "type": {"type": "string"},
        "status": {"type": "integer"},
        "title": {"type": "string"},
        "errors": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["pointer", "detail"],
                "properties": {"pointer": {"type": "string"}, "detail": {"type": "string"}},
            },
        },
    },
}
_RECEIPT: Json = {
    "type": "object",
    "required": ["id", "state", "receipt", "receipt_url", "url"],
    "properties": {
        "id": {"type": "string"},
        "state": {"type": "string", "examples": ["open", "quarantined"]},
        "receipt": {"type": "string", "description": "The secret that follows the contribution."},
        "receipt_url": {"type": "string", "format": "uri"},
        "url": {"type": "string", "format": "uri"},
    },
}
_ROWS_PARAMETERS: Mapping[str, tuple[str, Json]] = {
    "q": ("Rows that hold every word.", {"type": "string"}),
    "columns": ("Only these fields, with commas between them.", {"type": "string"}),
    "page": ("From 1.", {"type": "integer", "minimum": 1, "default": 1}),
    "page_size": (
        "Rows on a page.",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": PAGE_SIZE},
    ),
    "at": ("An earlier version: a commit, a tag or a date.", {"type": "string"}),
}
_BESIDE: Mapping[str, str] = {
    "resource": "The table, where the dataset has several.",
    "base": "The version that the patch starts from; by default the published one.",
    "message": "A word to the moderators.",
    "source": "How it is known.",
    "name": "The contributor's public name; it stays in the history.",
    "email": "Where to tell the outcome; never shown.",
    "language": "Of the answers: fr or en.",
    "proof": "The solved challenge, where no access token is sent.",
}
_SECURITY: Json = {
    "token": {"type": "http", "scheme": "bearer", "description": "An access token."},
    "receipt": {
        "type": "apiKey",
        "in": "header",
        "name": "Authorization",
        "description": "“Receipt”, a space, and the secret of the receipt.",
    },
}


def instance_document(base_url: str) -> Json:
    """What every dataset of this instance offers; its names are parameters of the paths."""
    where = "/datasets/{workspace}/{dataset}"
    names = [path_parameter("workspace"), path_parameter("dataset")]
    table = f"{where}/resources/{{resource}}"
    tables = [*names, path_parameter("resource")]
    paths: dict[str, object] = {
        "/datasets": {"get": reads("listDatasets", "Every dataset")},
        where: {"parameters": names, "get": reads("readDataset", "One dataset and its tables")},
        f"{table}/rows": {"parameters": tables, "get": _rows("readRows", "Rows", "Rows", ())},
        f"{table}/rows/{{row}}": {
            "parameters": [*tables, path_parameter("row")],
            "get": reads("readRow", "One row, by its __id"),
        },
        **contributing(where, names),
    }
    rows = _schema("rows.schema.json", "Rows")
    return _document(base_url, "Data Patch", paths, {"Rows": rows})


def dataset_document(base_url: str, view: DatasetView, schemas: Schemas) -> Json:
    """What one dataset offers, each of its fields described."""
    where = _where(view.record.name)
    paths: dict[str, object] = {where: {"get": reads("readDataset", view.title)}}
    components: dict[str, Json] = {}
    for number, table in enumerate(view.tables, 1):
        fields, row = schemas[table.name], f"Row{number}"
        components[row] = _row(table.title, fields)
        components[f"Rows{number}"] = _page_of(row)
        address = f"{where}/resources/{table.name}/rows"
        paths[address] = {"get": _rows(f"readRows{number}", table.title, f"Rows{number}", fields)}
        paths[f"{address}/{{row}}"] = {
            "parameters": [path_parameter("row")],
            "get": reads(f"readRow{number}", f"{table.title}: one row, by its __id"),
        }
    paths |= contributing(where, [])
    return _document(base_url, view.title, paths, components)


def _document(base_url: str, title: str, paths: Json, components: Mapping[str, Json]) -> Json:
    return {
        "openapi": "3.1.1",
        "info": {"title": title, "version": __version__},
        "servers": [{"url": f"{base_url}/api/v1"}],
        "paths": paths,
        "components": {
            "schemas": {
                **components,
                "Proposal": _proposal(),
                "Receipt": _RECEIPT,
                "Problem": PROBLEM,
            },
            "securitySchemes": _SECURITY,
        },
    }


def _rows(name: str, title: str, schema: str, fields: Sequence[Field]) -> Json:
    parameters = [
        {"name": n, "in": "query", "description": said, "schema": kind}
        for n, (said, kind) in _ROWS_PARAMETERS.items()
    ]
    parameters += [
        {
            "name": f"{field.name}__exact",
            "in": "query",
            "description": field.label,
            "schema": {"type": "string"},
        }
        for field in fields
    ]
    found = {"description": "A page of rows", "content": json_of(schema)}
    return {
        "operationId": name,
        "summary": title,
        "parameters": parameters,
        "responses": {"200": found, "400": failed("An unknown field or operator")},
    }


def _row(title: str, fields: Sequence[Field]) -> Json:
    cells = {field.name: _cell(field) for field in fields}
    return {
        "title": title,
        "type": "object",
        "properties": {"__id": {"type": "string", "description": "Its address"}, **cells},
    }


def _cell(field: Field) -> Json:
    """A cell as a text, with what its field says of it."""
    cell: dict[str, object] = {"type": "string", "title": field.label, "x-type": field.type}
    if field.description:
        cell["description"] = field.description
    if field.example:
        cell["examples"] = [field.example]
    if field.choices and field.choices.separator is None:
        cell["enum"] = ["", *field.choices.values]
    elif field.choices:
        cell["x-choices"] = list(field.choices.values)
    if field.format in ("email", "uri"):
        cell["format"] = field.format
    return cell


def _page_of(row: str) -> Json:
    page = dict(_schema("rows.schema.json", row))
    known = page["properties"]
    if isinstance(known, dict):
        data = {"type": "array", "items": {"$ref": f"#/components/schemas/{row}"}}
        page["properties"] = {**known, "data": data}
    return page


def _proposal() -> Json:
    patch = dict(_schema("patch.schema.json", "Proposal"))
    known = patch["properties"]
    beside = {n: {"type": "string", "description": said} for n, said in _BESIDE.items()}
    if isinstance(known, dict):
        patch["properties"] = {**known, **beside}
    return patch | {"title": "A patch to be proposed"}


@cache
def _schema(file: str, name: str) -> Json:
    """A schema that the package ships, its inner addresses those of a component ``name``."""
    text = files("datapatch.schemas").joinpath(file).read_text(encoding="utf-8")
    found = json.loads(text.replace('"#/$defs/', f'"#/components/schemas/{name}/$defs/'))
    return {key: value for key, value in found.items() if key != "$schema"}


def _where(name: DatasetName) -> str:
    return f"/datasets/{name.workspace}/{name.name}"
