"""What is held about oneself: a file for who has an account, and for who has a receipt."""

import json

from flask import Blueprint, Response
from flask.typing import ResponseReturnValue

from datapatch.errors import NotFound
from datapatch.workflow.privacy.held import Held, held_about_account, held_about_receipt
from webui.context import account, instance, logged_in

blueprint = Blueprint("held", __name__)


@blueprint.get("/account/held.json")
@logged_in
def about_account() -> ResponseReturnValue:
    """All that is held about who is logged in."""
    me = account()
    if me is None:
        raise NotFound
    return _file(held_about_account(instance(), me.login))


@blueprint.get("/receipts/<secret>/held.json")
def about_receipt(secret: str) -> ResponseReturnValue:
    """All that is held with one contribution."""
    return _file(held_about_receipt(instance(), secret))


def _file(held: Held) -> Response:
    answer = Response(json.dumps(held, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="held.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
