"""The contributor's receipt: behind a secret link, what became of a contribution."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import State
from datapatch.errors import AlreadyDecided
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.ending import withdraw
from webui.addresses import public_url
from webui.context import csrf, instance, now
from webui.presenters.contributions import source_link
from webui.presenters.receipts import mail_url, receipt_page

blueprint = Blueprint("receipts", __name__)
csrf.exempt(blueprint)  # who knows the secret address may send; nobody else can


@blueprint.get("/receipts/<secret>")
def receipt(secret: str) -> ResponseReturnValue:
    """What was sent, where it stands, what the moderator said."""
    record = read_receipt(instance(), secret)
    address = public_url(url_for("receipts.receipt", secret=secret))
    return render_template(
        "receipts/receipt.html",
        **receipt_page(record, schemas_of(instance(), record.dataset.name)),
        secret=secret,
        address=address,
        mail_url=mail_url(record, address),
        source=source_link(record),
        can_withdraw=record.state == State.OPEN,
    )


@blueprint.post("/receipts/<secret>/withdraw")
def send_withdrawal(secret: str) -> ResponseReturnValue:
    """Take a waiting contribution back."""
    try:
        withdraw(instance(), secret, now=now())
        flash(_("Your contribution is withdrawn. Nobody will publish it."), "success")
    except AlreadyDecided:
        flash(_("This was decided meanwhile. Nothing was changed."), "info")
    return redirect(url_for("receipts.receipt", secret=secret))
