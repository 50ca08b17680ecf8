"""One row on a page of its own."""

from flask import Blueprint, redirect, render_template, request
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.past.blaming import blame_rows
from datapatch.workflow.past.history import row_history
from datapatch.workflow.rows.reading import DatasetView, RowView, read_dataset, read_row
from datapatch.workflow.upkeep.freshness import last_checks
from webui.addresses import dataset_url
from webui.context import actor, instance
from webui.freshness import check_token
from webui.presenters.freshness import FreshRow
from webui.presenters.rows import row_page

blueprint = Blueprint("rows", __name__)


@blueprint.get("/<workspace>/<dataset>/rows/<resource>/<address>")
def row(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """The row's fields and its history; an address that a row had once leads to today's."""
    name, at = DatasetName(workspace, dataset), request.args.get("at", "")
    found = read_row(instance(), actor(), name, resource=resource, address=address, at=at)
    today = found.content.address
    if today != address:
        checked = request.args.get("checked", "")
        where = {"resource": resource, "address": today, "at": at, "checked": checked}
        return redirect(dataset_url(name, "rows.row", **where))
    view = read_dataset(instance(), actor(), name)
    # Rows are followed from today's table backwards: an earlier one has no list of its own.
    events = () if at else row_history(instance(), name, resource, found.row)
    owed = None if at else blame_rows(instance(), name, resource, address=address)
    cells = owed.blame.row(owed.places[0].row) if owed else {}
    page = row_page(view, found, events, cells, fresh=None if at else _fresh(view, found), at=at)
    return render_template("rows/row.html", **page)


def _fresh(view: DatasetView, row: RowView) -> FreshRow:
    """When the row was looked at, and the button that says it is still correct."""
    name, address = view.record.name, row.content.address
    days = last_checks(instance(), view.record, row.resource, {row.row: address})
    where = {"resource": row.resource, "address": address}
    return FreshRow(
        checked=days.get(row.row),
        url=dataset_url(name, "freshness.confirm", **where),
        token=check_token(name, row) if view.may_suggest else "",
        outcome=request.args.get("checked", ""),
    )
