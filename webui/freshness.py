"""“Still correct”: one tap on a row's page, without an account and without a script."""

from datetime import timedelta

from flask import Blueprint, current_app, redirect, request
from flask.typing import ResponseReturnValue

from datapatch.types import DatasetName
from datapatch.workflow.rows.reading import RowView
from datapatch.workflow.upkeep.confirming import ChangedSince, confirm_row
from webui.addresses import dataset_url
from webui.context import actor, csrf, instance, now
from webui.forms.tokens import FormToken, read_token, write_token

blueprint = Blueprint("freshness", __name__)
csrf.exempt(blueprint)  # the signed token says which row was seen, without a session

KEPT = timedelta(hours=24)
"""How long a page may have been open when somebody taps."""


@blueprint.post("/<workspace>/<dataset>/rows/<resource>/<address>/still-correct")
def confirm(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """Record that the row is still correct; its page says thank you."""
    name = DatasetName(workspace, dataset)
    token = read_token(request.form.get("token", ""), str(current_app.secret_key))
    outcome = "again"
    if token and token.is_for(name, resource, address) and now() - token.issued <= KEPT:
        outcome = _confirm(token)
    here = dataset_url(name, "rows.row", resource=resource, address=address, checked=outcome)
    return redirect(here, 303)


def check_token(name: DatasetName, row: RowView) -> str:
    """What the button on the page of ``row`` sends."""
    token = FormToken(name, row.resource, row.content.address, row.commit, None, now())
    return write_token(token, str(current_app.secret_key))


def _confirm(token: FormToken) -> str:
    where = (token.dataset, token.resource, token.address)
    try:
        confirm_row(instance(), actor(), *where, seen=token.base, now=now())
    except ChangedSince:
        return "changed"
    return "thanks"
