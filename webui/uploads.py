"""Many changes at once: an edited copy of a table, or a patch, is looked at, then sent.

As in the forms, no session is needed: a signed token says what the page was made for.
"""

from dataclasses import replace
from datetime import timedelta

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Origin
from datapatch.errors import DataPatchError, InvalidInput, NotTaking, TooMany
from datapatch.jobs import enqueue, prepare_upload
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.abuse.proofs import make_challenge
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.preferences import read_preferences
from datapatch.workflow.proposals.bulk_drafts import BulkDraft, is_quick
from datapatch.workflow.proposals.bulk_uploads import forget, keep_file, prepare, read_draft
from datapatch.workflow.proposals.contributing import open_contribution
from datapatch.workflow.rows.reading import read_dataset
from webui.addresses import dataset_url
from webui.context import account, actor, csrf, instance, language, now, translate
from webui.errors import headers_of, status_of
from webui.forms.history import rows_request
from webui.forms.judging import doubt_words, trap_words
from webui.forms.suggestions import About, about_problems, contributor_of, is_trapped, read_about
from webui.forms.tokens import Ages, Doubt, FormToken, doubt, read_token, write_token
from webui.mail import wake_mail
from webui.presenters.uploads import Filled, preparing_page, preview_page, upload_page
from webui.vetting import vetted

blueprint = Blueprint("uploads", __name__)
csrf.exempt(blueprint)  # the signed token of the page serves instead, without a session

PAGE = "/<workspace>/<dataset>/upload"
LOOK_AGAIN = "3"
"""Seconds until the page of a file that is being read looks again."""


@blueprint.get(PAGE)
def upload(workspace: str, dataset: str) -> ResponseReturnValue:
    """How to change many rows, and where to bring the file."""
    name = DatasetName(workspace, dataset)
    check_taking(instance(), actor(), name)
    return _upload_page(name)


@blueprint.post(PAGE)
def bring(workspace: str, dataset: str) -> ResponseReturnValue:
    """Keep the file, and read it at once or by a job."""
    name = DatasetName(workspace, dataset)
    check_taking(instance(), actor(), name)
    try:
        file = _brought()
        resource = request.form.get("resource", "")
        key = keep_file(instance(), actor(), name, file, resource=resource, now=now())
    except InvalidInput as error:
        return _upload_page(name, error), status_of(error)
    given = (name.workspace, name.name, key)
    quick = is_quick(instance(), name, file)
    if quick or not enqueue(instance().config, prepare_upload, *given):
        prepare(instance(), name, key)
    return redirect(dataset_url(name, "uploads.preview", key=key), 303)


@blueprint.get(f"{PAGE}/<key>")
def preview(workspace: str, dataset: str, key: str) -> ResponseReturnValue:
    """What the file changes, row by row, or that it is still being read."""
    name = DatasetName(workspace, dataset)
    try:
        draft = read_draft(instance(), actor(), name, key)
    except InvalidInput as error:
        return _upload_page(name, error), status_of(error)
    if draft is None:
        view = read_dataset(instance(), actor(), name)
        page = render_template("uploads/preparing.html", **preparing_page(view))
        return page, 200, {"Refresh": LOOK_AGAIN}
    me = account()
    about = About(public_name=draft.author or (me.public_name if me else ""), message=draft.message)
    return _preview(name, key, Filled(draft, about, removing=_removing(draft)))


@blueprint.post(f"{PAGE}/<key>")
def send(workspace: str, dataset: str, key: str) -> ResponseReturnValue:
    """Open the contribution, or show the page again with what was written."""
    name = DatasetName(workspace, dataset)
    draft = read_draft(instance(), actor(), name, key)
    if draft is None:
        return redirect(dataset_url(name, "uploads.preview", key=key), 303)
    about, removing = read_about(request.form), _removing(draft)
    problems = tuple(about_problems(about, translate()))
    notice = _notice(name, key)
    filled = Filled(draft, about, problems, notice, removing)
    if problems or notice:
        return _preview(name, key, filled), 400
    return _open(name, key, filled)


def _open(name: DatasetName, key: str, filled: Filled) -> ResponseReturnValue:
    proposal = filled.draft.proposal(removing=filled.removing)
    contributor = contributor_of(filled.about, language(), _person_id())
    try:
        vetting = vetted(name, proposal, contributor)
    except (NotTaking, TooMany) as error:
        filled = replace(filled, notice=error.sentence(translate()))
        return _preview(name, key, filled), status_of(error), headers_of(error)
    if vetting.asks_proof:
        challenge = make_challenge(instance(), name, now=now())
        return _preview(name, key, replace(filled, challenge=challenge)), 400
    receipt = open_contribution(
        instance(),
        actor(),
        name,
        proposal,
        contributor,
        now=now(),
        origin=Origin.FILE,
        vetting=vetting,
    )
    forget(instance(), key)
    if vetting.confirmable and contributor.email:
        flash(_("One more click: open the mail that we sent you, and confirm."), "info")
    wake_mail()
    return redirect(url_for("receipts.receipt", secret=receipt.secret), 303)


def _brought() -> SourceFile:
    given = request.files.get("file")
    if given is None or not given.filename:
        raise InvalidInput(N_("Choose a file first."))
    return SourceFile(given.filename.replace("\\", "/").rsplit("/", 1)[-1], given.read())


def _upload_page(name: DatasetName, error: DataPatchError | None = None) -> str:
    view = read_dataset(instance(), actor(), name)
    said = error.sentence(translate()) if error else ""
    most = instance().config.limits.upload_changes
    return render_template("uploads/upload.html", **upload_page(view, most=most, problem=said))


def _preview(name: DatasetName, key: str, filled: Filled) -> str:
    view, asked = read_dataset(instance(), actor(), name), rows_request(request.args)
    token = FormToken(
        name, filled.draft.patch.resource, key, filled.draft.base, _person_id(), now()
    )
    with at_revision(instance(), name, filled.draft.base) as base:
        page = preview_page(view, base, filled, asked, key=key, translate=translate())
    return render_template("uploads/preview.html", **page, token=write_token(token, _key()))


def _notice(name: DatasetName, key: str) -> str:
    """Why the page is shown again before it is sent; "" when nothing speaks against it."""
    token = read_token(request.form.get("token", ""), _key())
    if token is None or token.dataset != name or token.address != key:
        return doubt_words(Doubt.BROKEN)
    doubted = doubt(token, _ages(name), person_id=_person_id(), now=now())
    if doubted is not None:
        return doubt_words(doubted)
    traps = read_preferences(instance(), actor(), name).honeypot
    return trap_words() if traps and is_trapped(request.form) else ""


def _removing(draft: BulkDraft) -> bool:
    """Whether the rows that the file lacks are to be removed."""
    return draft.may_remove and (bool(request.values.get("remove")) or not draft.patch.changes)


def _ages(name: DatasetName) -> Ages:
    """How old the page must be, and may be; what the application sets comes first."""
    chosen, config = read_preferences(instance(), actor(), name), current_app.config
    return Ages(
        config.get("FORM_LEAST_AGE", timedelta(seconds=chosen.form_least_seconds)),
        config.get("FORM_MOST_AGE", timedelta(seconds=chosen.form_most_seconds)),
    )


def _person_id() -> int | None:
    me = account()
    return me.person_id if me else None


def _key() -> str:
    return str(current_app.secret_key)
