"""The contributor's receipt: behind a secret link, what became of a contribution."""

import io
from collections.abc import Callable

import segno
from flask import Blueprint, Response, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import AlreadyDecided, InvalidInput
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.contributors.receipts import follow, row_titles
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.privacy.forgetting import forget_address, withdraw_name
from datapatch.workflow.verdicts.asking import answer
from datapatch.workflow.verdicts.ending import withdraw
from webui.addresses import public_url
from webui.context import csrf, instance, now, translate
from webui.mail import wake_mail
from webui.presenters.receipts import SHOWN_ROWS, receipt_page

blueprint = Blueprint("receipts", __name__)
csrf.exempt(blueprint)  # who knows the secret address may send; nobody else can

PAGE = "/receipts/<secret>"


@blueprint.after_request
def keep_secret(response: Response) -> Response:
    """Whoever has the address sees the page: no other site and no search engine learns it."""
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Robots-Tag"] = "noindex, nofollow"
    return response


@blueprint.get(PAGE)
def receipt(secret: str) -> ResponseReturnValue:
    """What was sent, where it stands, what the moderator said."""
    return _page(secret)


@blueprint.get(f"{PAGE}/qr.svg")
def qr_code(secret: str) -> ResponseReturnValue:
    """The QR code of the receipt's address, fetched when somebody wants to see it."""
    read_receipt(instance(), secret)  # for a receipt that there is
    out = io.BytesIO()
    segno.make(_address(secret), error="m").save(out, kind="svg", scale=6, light="white")
    return Response(out.getvalue(), mimetype="image/svg+xml")


@blueprint.post(f"{PAGE}/answer")
def send_answer(secret: str) -> ResponseReturnValue:
    """Answer the moderators, or add something."""
    text = request.form.get("answer", "")
    try:
        answer(instance(), secret, text, now=now())
    except InvalidInput as error:
        return _page(secret, typed=text, wrong=error.sentence(translate())), 400
    except AlreadyDecided:
        return _back(secret, _late(), "info")
    wake_mail()
    return _back(secret, _("Thank you. The moderators read what you wrote."))


@blueprint.post(f"{PAGE}/withdraw")
def send_withdrawal(secret: str) -> ResponseReturnValue:
    """Take a waiting contribution back."""
    return _do(
        secret,
        lambda: withdraw(instance(), secret, now=now()),
        _("Your contribution is withdrawn. Nobody will publish it."),
    )


@blueprint.post(f"{PAGE}/forget")
def send_forgetting(secret: str) -> ResponseReturnValue:
    """Erase the address that was left."""
    return _do(
        secret,
        lambda: forget_address(instance(), secret),
        _("Your address is erased. This page still shows what becomes of your suggestion."),
    )


@blueprint.post(f"{PAGE}/unname")
def send_unnaming(secret: str) -> ResponseReturnValue:
    """Show the name no more."""
    return _do(
        secret,
        lambda: withdraw_name(instance(), secret),
        _("Your name is not shown any more."),
    )


def _do(secret: str, step: Callable[[], None], done: str) -> ResponseReturnValue:
    try:
        step()
    except AlreadyDecided:
        return _back(secret, _late(), "info")
    return _back(secret, done)


def _back(secret: str, words: str, category: str = "success") -> ResponseReturnValue:
    flash(words, category)
    return redirect(url_for("receipts.receipt", secret=secret))


def _address(secret: str) -> str:
    return public_url(url_for("receipts.receipt", secret=secret))


def _late() -> str:
    return str(_("This was decided meanwhile. Nothing was changed."))


def _page(secret: str, typed: str = "", wrong: str = "") -> str:
    followed = follow(instance(), secret)
    schemas = schemas_of(instance(), followed.record.dataset.name)
    titles = row_titles(instance(), followed.record, SHOWN_ROWS)
    page = receipt_page(followed, schemas, titles, _address(secret), secret)
    return render_template("receipts/receipt.html", **page, typed=typed, wrong=wrong)
