"""What is held about oneself, as a page and as a file: by account, and by receipt."""

import json

from flask import Blueprint, Response, make_response, render_template, url_for
from flask.typing import ResponseReturnValue

from datapatch.errors import NotFound
from datapatch.workflow.privacy.held import Held, held_about_account, held_about_receipt
from webui.context import account, instance, logged_in
from webui.presenters.held import held_page
from webui.receipts import keep_secret

blueprint = Blueprint("held", __name__)


@blueprint.get("/account/held")
@logged_in
def account_page() -> ResponseReturnValue:
    """What is held about who is logged in, in words."""
    file, back = url_for("held.about_account"), url_for("accounts.account_page")
    return _page(_of_account(), file, f"{back}#held")


@blueprint.get("/account/held.json")
@logged_in
def about_account() -> ResponseReturnValue:
    """All that is held about who is logged in."""
    return _file(_of_account())


@blueprint.get("/receipts/<secret>/held")
def receipt_page(secret: str) -> ResponseReturnValue:
    """What is held with one contribution, in words."""
    held = held_about_receipt(instance(), secret)
    file = url_for("held.about_receipt", secret=secret)
    answer = _page(held, file, url_for("receipts.receipt", secret=secret))
    return keep_secret(answer)


@blueprint.get("/receipts/<secret>/held.json")
def about_receipt(secret: str) -> ResponseReturnValue:
    """All that is held with one contribution."""
    return _file(held_about_receipt(instance(), secret))


def _of_account() -> Held:
    me = account()
    if me is None:
        raise NotFound
    return held_about_account(instance(), me.login)


def _page(held: Held, file_url: str, back_url: str) -> Response:
    page = held_page(held, file_url=file_url, back_url=back_url)
    answer = make_response(render_template("accounts/held.html", **page))
    answer.headers["Cache-Control"] = "no-store"
    return answer


def _file(held: Held) -> Response:
    answer = Response(json.dumps(held, ensure_ascii=False, indent=2), mimetype="application/json")
    answer.headers["Content-Disposition"] = 'attachment; filename="held.json"'
    answer.headers["Cache-Control"] = "no-store"
    return answer
