"""Another file in place of one that waits: brought, looked at and sent behind its receipt."""

from flask import Blueprint, redirect, request
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import AlreadyDecided, NotFound
from datapatch.workflow.contributors.receipts import Amending, follow
from datapatch.workflow.proposals.bulk_uploads import forget, read_draft
from datapatch.workflow.verdicts.asking import amend
from webui.amending import back_to_receipt
from webui.context import actor, csrf, instance, now
from webui.forms.files import Desk, read_choices
from webui.forms.suggestions import About
from webui.mail import wake_mail
from webui.receipts import keep_secret
from webui.uploads import faults_file, look_at, take_file, upload_view

blueprint = Blueprint("amending_files", __name__)
csrf.exempt(blueprint)  # who knows the secret address may send; nobody else can
blueprint.after_request(keep_secret)

PAGE = "/receipts/<secret>/file"


@blueprint.get(PAGE)
def upload(secret: str) -> ResponseReturnValue:
    """Where the other file is brought."""
    return upload_view(_desk(secret))


@blueprint.post(PAGE)
def bring(secret: str) -> ResponseReturnValue:
    """Keep the file, and lead to what it changes."""
    return take_file(_desk(secret))


@blueprint.get(f"{PAGE}/<key>")
def preview(secret: str, key: str) -> ResponseReturnValue:
    """What the file changes, row by row."""
    return look_at(_desk(secret), key)


@blueprint.get(f"{PAGE}/<key>/faults.csv")
def faults(secret: str, key: str) -> ResponseReturnValue:
    """The list of what is wrong with it."""
    return faults_file(_desk(secret), key)


@blueprint.post(f"{PAGE}/<key>")
def send(secret: str, key: str) -> ResponseReturnValue:
    """Put what the file changes in place of what waits."""
    desk = _desk(secret)
    draft = read_draft(instance(), actor(), desk.name, key)
    filled = read_choices(draft, About()) if draft else None
    if filled is None or not filled.is_sendable:
        return redirect(desk.preview_url(key, **request.args.to_dict()), 303)
    proposal = filled.draft.proposal(removing=filled.removing, leaving_out=filled.leaving_out)
    try:
        amend(instance(), secret, proposal, now=now())
    except AlreadyDecided:
        late = _("This was decided meanwhile. Nothing was changed.")
        return back_to_receipt(secret, late, "info")
    forget(instance(), key)
    wake_mail()
    return back_to_receipt(
        secret, _("Your suggestion is changed. The moderators see what it says now.")
    )


def _desk(secret: str) -> Desk:
    """Where a file of this receipt is brought; raises `NotFound` when none can be."""
    followed = follow(instance(), secret)
    if followed.amending is not Amending.FILE:
        raise NotFound
    return Desk(followed.record.dataset.name, secret)
