"""One row on a page of its own."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.blaming import blame_rows
from datapatch.workflow.history import row_history
from datapatch.workflow.reading import read_dataset, read_row
from webui.addresses import dataset_url
from webui.context import actor, instance
from webui.presenters.rows import row_page

blueprint = Blueprint("rows", __name__)


@blueprint.get("/<workspace>/<dataset>/rows/<resource>/<address>")
def row(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """The row's fields and its history; an address that a row had once leads to today's."""
    name, at = DatasetName(workspace, dataset), request.args.get("at", "")
    found = read_row(instance(), actor(), name, resource=resource, address=address, at=at)
    today = found.content.address
    if today != address:
        where = {"resource": resource, "address": today, "at": at}
        return redirect(dataset_url(name, "rows.row", **where))
    view = read_dataset(instance(), actor(), name)
    # Rows are followed from today's table backwards: an earlier one has no list of its own.
    events = () if at else row_history(instance(), name, resource, found.row)
    owed = None if at else blame_rows(instance(), name, resource, address=address)
    cells = owed.blame.row(owed.places[0].row) if owed else {}
    return render_template("rows/row.html", **row_page(view, found, events, cells, at=at))
