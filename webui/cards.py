"""A row on paper: a card with a QR code that leads to the row's page, where it can be corrected."""

import io

import segno
from flask import Blueprint, Response, render_template
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.rows.reading import RowView, read_dataset, read_row
from webui.addresses import dataset_url, public_url
from webui.context import actor, instance
from webui.presenters.rows import card_page

blueprint = Blueprint("cards", __name__)

ROW = "/<workspace>/<dataset>/rows/<resource>/<address>"
KEPT = "public, max-age=86400"


@blueprint.get(f"{ROW}/card")
def card(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """A page to print and to pin to the door."""
    name = DatasetName(workspace, dataset)
    row = read_row(instance(), actor(), name, resource=resource, address=address)
    view = read_dataset(instance(), actor(), name)
    return render_template("rows/card.html", **card_page(view, row, _row_url(name, row)))


@blueprint.get(f"{ROW}/qr.svg")
def qr_code(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """The QR code of a row's address, as a picture of any size."""
    name = DatasetName(workspace, dataset)
    row = read_row(instance(), actor(), name, resource=resource, address=address)
    out = io.BytesIO()
    # A quarter of it may be dirty or torn: it hangs on doors.
    segno.make(_row_url(name, row), error="q").save(out, kind="svg", scale=8, light="white")
    return Response(out.getvalue(), mimetype="image/svg+xml", headers={"Cache-Control": KEPT})


def _row_url(name: DatasetName, row: RowView) -> str:
    where = {"resource": row.resource, "address": row.content.address}
    return public_url(dataset_url(name, "rows.row", **where))
