"""Proving that a contribution is meant: a challenge for the API, a link in a mail for people."""

import json

from flask import Blueprint, Response, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.abuse.proofs import make_challenge
from datapatch.workflow.abuse.proving_by_mail import to_confirm
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.verdicts.releasing import confirm
from webui.context import actor, csrf, instance, now
from webui.mail import wake_mail
from webui.versions import open_to_all

blueprint = Blueprint("challenges", __name__)
csrf.exempt(blueprint)  # who knows the secret address may send; nobody else can


@blueprint.get("/api/v1/datasets/<workspace>/<dataset>/contributions/challenge")
def challenge(workspace: str, dataset: str) -> ResponseReturnValue:
    """A challenge of ALTCHA; its solution goes with a contribution that brings no token."""
    name = DatasetName(workspace, dataset)
    check_taking(instance(), actor(), name)
    made = json.loads(make_challenge(instance(), name, now=now()))
    answer = Response(json.dumps(made), content_type="application/json")
    answer.headers["Cache-Control"] = "no-store"
    return open_to_all(answer)


@blueprint.get("/receipts/confirm/<token>")
def ask(token: str) -> ResponseReturnValue:
    """What the link in a mail leads to: one button, since opening a link decides nothing."""
    record = to_confirm(instance(), token)
    return render_template("contributing/confirm.html", record=record, token=token)


@blueprint.post("/receipts/confirm/<token>")
def send_confirmation(token: str) -> ResponseReturnValue:
    """Confirm, and go on to the receipt."""
    record = confirm(instance(), token, now=now())
    wake_mail()
    flash(_("Thank you. A moderator reads it now."), "success")
    secret = receipt_secret(instance().secret, record.id)
    return redirect(url_for("receipts.receipt", secret=secret), 303)
