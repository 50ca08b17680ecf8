"""The API for looking back, version 1: blame of a table, the history of a row, as JSON."""

import json

from flask import Blueprint, Response, redirect, request
from flask.typing import ResponseReturnValue

from datapatch.errors import Unavailable
from datapatch.jobs import enqueue, read_history
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.past.blaming import blame_rows
from datapatch.workflow.past.history import row_history
from datapatch.workflow.past.indexing import reading_progress
from datapatch.workflow.past.row_stories import tell
from datapatch.workflow.rows.reading import read_row
from datapatch.workflow.versions import read_version
from webui.addresses import dataset_url
from webui.context import actor, instance
from webui.forms.past import blame_request
from webui.presenters.past import blame_page, row_history_document
from webui.versions import not_modified, open_to_all, versioned

blueprint = Blueprint("past", __name__, url_prefix="/api/v1/datasets/<workspace>/<dataset>")

STILL_READ = N_(
    "The history of {name} is long and still being read: {read} of {total} versions. "
    "Ask again in a minute."
)
RETRY_SECONDS = "60"


@blueprint.after_request
def allow_any_site(response: Response) -> Response:
    """Reading needs no cookie: scripts of any site may do it, and see why it failed."""
    if response.status_code == 503:
        response.headers["Retry-After"] = RETRY_SECONDS
    return open_to_all(response)


@blueprint.get("/resources/<resource>/blame")
def blame(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """To which revision each cell is owed: a page of rows, or the row of one address."""
    name, asked = DatasetName(workspace, dataset), blame_request(request.args)
    version = read_version(instance(), actor(), name)
    if (known := not_modified(version)) is not None:
        return known
    blamed = blame_rows(instance(), name, resource, asked.rows, address=asked.row)
    if blamed is None:
        raise _still_read(name)
    return versioned(_json(blame_page(name, blamed, asked)), version)


@blueprint.get("/resources/<resource>/rows/<address>/history")
def row(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """What happened to one row, newest first; an address that it had once leads to today's."""
    name = DatasetName(workspace, dataset)
    version = read_version(instance(), actor(), name)
    if (known := not_modified(version)) is not None:
        return known
    found = read_row(instance(), actor(), name, resource=resource, address=address)
    today = found.content.address
    if today != address:
        return redirect(dataset_url(name, "past.row", resource=resource, address=today))
    events = row_history(instance(), name, resource, found.row)
    if not events:
        raise _still_read(name)
    chapters = tell(instance(), name, events)
    return versioned(_json(row_history_document(name, found, chapters)), version)


def _still_read(name: DatasetName) -> Unavailable:
    enqueue(instance().config, read_history, name.workspace, name.name)
    read, total = reading_progress(instance(), name)
    return Unavailable(STILL_READ, name=name, read=read, total=total)


def _json(document: object) -> Response:
    # Flask's own answer would sort the fields of a row by name.
    return Response(json.dumps(document, ensure_ascii=False), mimetype="application/json")
