"""The API for reading, version 1: datasets, rows, one row, as JSON.

Names and answers follow data.gouv.fr's tabular API (https://tabular-api.data.gouv.fr/api/doc).
"""

from flask import Blueprint, Response, redirect, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.index.querying import ALIASES, OPERATORS
from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets
from datapatch.workflow.rows.downloading import read_schemas
from datapatch.workflow.rows.reading import read_dataset, read_page, read_row_of
from datapatch.workflow.versions import read_version
from webui.addresses import dataset_url
from webui.context import actor, instance
from webui.forms.queries import MOST, PAGE_SIZE, PARAMETERS, rows_request
from webui.presenters.api import dataset_entry, dataset_page, json_answer, row_page, rows_page
from webui.versions import not_modified, open_to_all, versioned

blueprint = Blueprint("api", __name__, url_prefix="/api")


@blueprint.after_request
def allow_any_site(response: Response) -> Response:
    """Reading needs no cookie: scripts of any site may do it, and see why it failed."""
    return open_to_all(response)


@blueprint.get("")
def index() -> ResponseReturnValue:
    """The addresses of the API, for people."""
    parameters = {"parameters": PARAMETERS, "operators": OPERATORS, "aliases": ALIASES}
    limits = {"page_size": PAGE_SIZE, "most": MOST}
    base = f"{instance().config.base_url}/api/v1/datasets"
    return render_template("api/index.html", base=base, **parameters, **limits)


@blueprint.get("/v1/datasets")
def datasets() -> ResponseReturnValue:
    """Every dataset that the reader may see."""
    return json_answer(
        {"data": [dataset_entry(found) for found in list_datasets(instance(), actor())]}
    )


@blueprint.get("/v1/datasets/<workspace>/<dataset>")
def dataset(workspace: str, dataset: str) -> ResponseReturnValue:
    """One dataset: its description, its tables and their fields."""
    name = DatasetName(workspace, dataset)
    version = read_version(instance(), actor(), name)
    if (known := not_modified(version)) is not None:
        return known
    view = read_dataset(instance(), actor(), name)
    schemas = read_schemas(instance(), version)
    return versioned(json_answer(dataset_page(view, schemas)), version)


@blueprint.get("/v1/datasets/<workspace>/<dataset>/resources/<resource>/rows")
def rows(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """Rows by filter, search, order and page; the parameters are those of the module `queries`."""
    name, asked = DatasetName(workspace, dataset), rows_request(request.args)
    version = read_version(instance(), actor(), name, asked.at)
    if (known := not_modified(version)) is not None:
        return known
    view = read_page(instance(), version, resource, query=asked.query)
    return versioned(json_answer(rows_page(name, view, asked)), version)


@blueprint.get("/v1/datasets/<workspace>/<dataset>/resources/<resource>/rows/<address>")
def row(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """One row; an address that it had once leads to today's."""
    name, at = DatasetName(workspace, dataset), request.args.get("at", "")
    version = read_version(instance(), actor(), name, at)
    if (known := not_modified(version)) is not None:
        return known
    found = read_row_of(instance(), version, resource, address)
    today = found.content.address
    if today != address:
        where = {"resource": resource, "address": today, "at": at}
        return redirect(dataset_url(name, "api.row", **where))
    return versioned(json_answer(row_page(name, found, at=at)), version)
