"""Many changes at once: an edited copy of a table, or a patch, is looked at, then sent.

As in the forms, no session is needed: a signed token says what the page was made for.
"""

from dataclasses import replace

from flask import (
    Blueprint,
    Response,
    flash,
    redirect,
    render_template,
    request,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Origin
from datapatch.errors import DataPatchError, InvalidInput, NotFound, NotTaking, TooMany
from datapatch.formats.delimited import EXCEL_FR
from datapatch.formats.writing import write_table
from datapatch.jobs import enqueue, prepare_upload
from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.abuse.proofs import make_challenge
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.proposals.bulk_drafts import is_quick
from datapatch.workflow.proposals.bulk_uploads import forget, keep_file, prepare, read_draft
from datapatch.workflow.proposals.contributing import open_contribution
from datapatch.workflow.rows.reading import read_dataset
from webui.context import account, actor, csrf, instance, language, now, translate
from webui.errors import headers_of, status_of
from webui.forms.files import Desk, Filled, brought_file, read_choices
from webui.forms.history import rows_request
from webui.forms.judging import doubt_words, trap_words
from webui.forms.suggestions import About, about_problems, contributor_of, read_about
from webui.forms.tokens import Doubt, FormToken
from webui.mail import wake_mail
from webui.presenters.faults import faults_table
from webui.presenters.uploads import preparing_page, preview_page, upload_page
from webui.signed_forms import doubt_about, person_id, sent_token, sign, trapped
from webui.vetting import vetted

blueprint = Blueprint("uploads", __name__)
csrf.exempt(blueprint)  # the signed token of the page serves instead, without a session

PAGE = "/<workspace>/<dataset>/upload"
LOOK_AGAIN = "3"
"""Seconds until the page of a file that is being read looks again."""


@blueprint.get(PAGE)
def upload(workspace: str, dataset: str) -> ResponseReturnValue:
    """How to change many rows, and where to bring the file."""
    desk = _desk(workspace, dataset)
    check_taking(instance(), actor(), desk.name)
    return upload_view(desk)


@blueprint.post(PAGE)
def bring(workspace: str, dataset: str) -> ResponseReturnValue:
    """Keep the file, and read it at once or by a job."""
    desk = _desk(workspace, dataset)
    check_taking(instance(), actor(), desk.name)
    return take_file(desk)


@blueprint.get(f"{PAGE}/<key>")
def preview(workspace: str, dataset: str, key: str) -> ResponseReturnValue:
    """What the file changes, row by row, or that it is still being read."""
    return look_at(_desk(workspace, dataset), key)


@blueprint.get(f"{PAGE}/<key>/faults.csv")
def faults(workspace: str, dataset: str, key: str) -> ResponseReturnValue:
    """The list of what is wrong with the file."""
    return faults_file(_desk(workspace, dataset), key)


@blueprint.post(f"{PAGE}/<key>")
def send(workspace: str, dataset: str, key: str) -> ResponseReturnValue:
    """Open the contribution, or show the page again with what was written."""
    desk = _desk(workspace, dataset)
    name, draft = desk.name, read_draft(instance(), actor(), desk.name, key)
    if draft is None:
        return redirect(desk.preview_url(key), 303)
    filled = read_choices(draft, read_about(request.form))
    problems, notice = tuple(about_problems(filled.about, translate())), _notice(name, key)
    filled = replace(filled, problems=problems, notice=notice)
    if problems or notice or not filled.is_sendable:
        return _preview(desk, key, filled), 400
    return _open(desk, key, filled)


def upload_view(desk: Desk, error: DataPatchError | None = None) -> ResponseReturnValue:
    """The page to which a file is brought, with what was wrong with the one before."""
    view = read_dataset(instance(), actor(), desk.name)
    said = error.sentence(translate()) if error else ""
    most = instance().config.limits.upload_changes
    page = upload_page(view, desk, most=most, problem=said)
    return render_template("uploads/upload.html", **page), status_of(error) if error else 200


def take_file(desk: Desk) -> ResponseReturnValue:
    """Keep the file of this request, and lead to what it changes."""
    name = desk.name
    try:
        file, resource = brought_file(), request.form.get("resource", "")
        key = keep_file(instance(), actor(), name, file, resource=resource, now=now())
    except InvalidInput as error:
        return upload_view(desk, error)
    given = (name.workspace, name.name, key)
    quick = is_quick(instance(), name, file)
    if quick or not enqueue(instance().config, prepare_upload, *given):
        prepare(instance(), name, key)
    return redirect(desk.preview_url(key), 303)


def look_at(desk: Desk, key: str) -> ResponseReturnValue:
    """What a kept file changes; that it is still being read; or why it cannot be taken."""
    try:
        draft = read_draft(instance(), actor(), desk.name, key)
    except InvalidInput as error:
        return upload_view(desk, error)
    if draft is None:
        view = read_dataset(instance(), actor(), desk.name)
        page = render_template("uploads/preparing.html", **preparing_page(view, desk))
        return page, 200, {"Refresh": LOOK_AGAIN}
    me = account()
    about = About(public_name=draft.author or (me.public_name if me else ""), message=draft.message)
    return _preview(desk, key, read_choices(draft, about))


def faults_file(desk: Desk, key: str) -> ResponseReturnValue:
    """What is wrong with a kept file, for a spreadsheet program; raises `NotFound`."""
    draft = read_draft(instance(), actor(), desk.name, key)
    if draft is None or not draft.faulty:
        raise NotFound
    french = language() == "fr"
    with at_revision(instance(), desk.name, draft.base) as base:
        table = faults_table(base, draft, translate())
    pieces = write_table(table, "csv", dialect=EXCEL_FR if french else "")
    answer = Response(b"".join(pieces), mimetype="text/csv")
    answer.headers["Content-Disposition"] = f'attachment; filename="{table.name}.csv"'
    return answer


def _open(desk: Desk, key: str, filled: Filled) -> ResponseReturnValue:
    name = desk.name
    proposal = filled.draft.proposal(removing=filled.removing, leaving_out=filled.leaving_out)
    contributor = contributor_of(filled.about, language(), person_id())
    try:
        vetting = vetted(name, proposal, contributor)
    except (NotTaking, TooMany) as error:
        filled = replace(filled, notice=error.sentence(translate()))
        return _preview(desk, key, filled), status_of(error), headers_of(error)
    if vetting.asks_proof:
        challenge = make_challenge(instance(), name, now=now())
        return _preview(desk, key, replace(filled, challenge=challenge)), 400
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


def _desk(workspace: str, dataset: str) -> Desk:
    return Desk(DatasetName(workspace, dataset))


def _preview(desk: Desk, key: str, filled: Filled) -> str:
    name, resource = desk.name, filled.draft.patch.resource
    view, asked = read_dataset(instance(), actor(), name), rows_request(request.args)
    token = FormToken(name, resource, key, filled.draft.base, person_id(), now())
    with at_revision(instance(), name, filled.draft.base) as base:
        page = preview_page(view, base, filled, asked, desk=desk, key=key, translate=translate())
    return render_template("uploads/preview.html", **page, token=sign(token))


def _notice(name: DatasetName, key: str) -> str:
    """Why the page is shown again before it is sent; "" when nothing speaks against it."""
    token = sent_token()
    if token is None or token.dataset != name or token.address != key:
        return doubt_words(Doubt.BROKEN)
    found = doubt_about(name, token)
    if found is not None:
        return doubt_words(found)
    return trap_words() if trapped(name) else ""
