"""Contributing without an account: change a row, add one, report one as gone, or say it in words.

The forms need no session: a signed token says what a form was made for. Whatever speaks against
taking it, the form comes back as it was filled in.
"""

from dataclasses import dataclass, replace

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.errors import NotFound, NotTaking, RowGone, TooMany
from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.abuse.proofs import make_challenge
from datapatch.workflow.proposals.contributing import open_contribution
from datapatch.workflow.proposals.suggesting import Draft, Sheet, read_sheet
from datapatch.workflow.upkeep.invitation_answers import note_correction
from webui.addresses import dataset_url
from webui.context import account, actor, csrf, instance, language, now, translate
from webui.embedding import kept
from webui.errors import headers_of, status_of
from webui.forms.fields import LOOK, controls, read_answers, untouched
from webui.forms.judging import (
    Filled,
    Purpose,
    doubt_words,
    gone_words,
    judge,
    look_up,
    same_key,
    trap_words,
    twins_of,
)
from webui.forms.suggestions import About, contributor_of, read_about
from webui.forms.tokens import Doubt, FormToken
from webui.mail import wake_mail
from webui.presenters.forms import gone_page, report_page, suggestion_page
from webui.signed_forms import doubt_about, person_id, sent_token, sign, trapped
from webui.vetting import vetted

blueprint = Blueprint("contributing", __name__)
csrf.exempt(blueprint)  # the signed token of each form serves instead, without a session

ROW = "/<workspace>/<dataset>/rows/<resource>/<address>"
TABLE = "/<workspace>/<dataset>/add/<resource>"
WORDS = "/<workspace>/<dataset>/report/<resource>"


STEP, LOOK_OVER = "step", "look-over"
"""What the button sends that shows the changes in words before they are sent."""

ANOTHER = "another"
"""What the button sends that says: it is another place than those that were found."""


@dataclass(frozen=True, slots=True)
class Target:
    """What a form is about: a row of a table, by its address; a new one without."""

    name: DatasetName
    resource: str
    address: str = ""


@blueprint.get(f"{ROW}/suggest")
def suggest_change(
    workspace: str, dataset: str, resource: str, address: str
) -> ResponseReturnValue:
    """The form that changes a row."""
    return _show(Purpose.CHANGE, Target(DatasetName(workspace, dataset), resource, address))


@blueprint.post(f"{ROW}/suggest")
def send_change(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """Send the change of a row; when the row is gone, it can be sent as an addition."""
    target = Target(DatasetName(workspace, dataset), resource, address)
    try:
        return _take(Purpose.CHANGE, target)
    except RowGone as error:
        filled = _filled(Purpose.ADDITION, _sheet_of(replace(target, address="")))
        return _page(replace(filled, notice=gone_words(error, translate()))), 409


@blueprint.get(f"{ROW}/gone")
def report_gone(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """The form that reports a row as gone."""
    return _show(Purpose.REMOVAL, Target(DatasetName(workspace, dataset), resource, address))


@blueprint.post(f"{ROW}/gone")
def send_gone(workspace: str, dataset: str, resource: str, address: str) -> ResponseReturnValue:
    """Send the report that a row is gone; raises `RowGone` when it is gone already."""
    return _take(Purpose.REMOVAL, Target(DatasetName(workspace, dataset), resource, address))


@blueprint.get(TABLE)
def suggest_addition(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """The form that adds a row."""
    return _show(Purpose.ADDITION, Target(DatasetName(workspace, dataset), resource))


@blueprint.post(TABLE)
def send_addition(workspace: str, dataset: str, resource: str) -> ResponseReturnValue:
    """Send an addition."""
    return _take(Purpose.ADDITION, Target(DatasetName(workspace, dataset), resource))


@blueprint.get(f"{ROW}/report")
@blueprint.get(WORDS)
def report_problem(
    workspace: str, dataset: str, resource: str, address: str = ""
) -> ResponseReturnValue:
    """The form that reports in words what no other form fits, about a row or the table."""
    return _show(Purpose.REPORT, Target(DatasetName(workspace, dataset), resource, address))


@blueprint.post(f"{ROW}/report")
@blueprint.post(WORDS)
def send_report(
    workspace: str, dataset: str, resource: str, address: str = ""
) -> ResponseReturnValue:
    """Send a report in words."""
    return _take(Purpose.REPORT, Target(DatasetName(workspace, dataset), resource, address))


def _show(purpose: Purpose, target: Target) -> ResponseReturnValue:
    check_taking(instance(), actor(), target.name)
    sheet = _sheet_of(target)
    if sheet.address != target.address:
        return redirect(_action(purpose, sheet))
    made, me = controls(sheet, now().date()), account()
    about = About(public_name=me.public_name if me else "")
    return _page(Filled(purpose, sheet, made, untouched(made), about, is_fresh=True))


def _take(purpose: Purpose, target: Target) -> ResponseReturnValue:
    """Open the contribution, or show the form again."""
    token = _token(target)
    filled = _filled(purpose, _sheet_as_seen(target, token))
    doubted = doubt_about(target.name, token)
    if doubted is not None:
        token = token if doubted is Doubt.EARLY else None
        return _page(replace(filled, notice=doubt_words(doubted)), token), 400
    if LOOK in request.form:
        return _page(look_up(instance(), filled, request.form), token)
    if trapped(target.name):
        return _page(replace(filled, notice=trap_words()), token), 400
    judged = judge(instance(), filled, translate())
    if isinstance(judged, Filled):
        return _page(replace(judged, twins=same_key(instance(), judged)), token), 400
    twins = () if filled.is_another else twins_of(instance(), filled)
    if twins or request.form.get(STEP) == LOOK_OVER:
        return _page(replace(filled, draft=judged, twins=twins), token), 409 if twins else 200
    return _open(filled, judged, token)


def _open(filled: Filled, draft: Draft, token: FormToken | None) -> ResponseReturnValue:
    name, proposal = filled.sheet.name, draft.proposal
    contributor = contributor_of(filled.about, language(), person_id())
    try:
        vetting = vetted(name, proposal, contributor)
    except (NotTaking, TooMany) as error:
        notice = error.sentence(translate())
        return _page(replace(filled, notice=notice), token), status_of(error), headers_of(error)
    if vetting.asks_proof:
        challenge = make_challenge(instance(), name, now=now())
        return _page(replace(filled, draft=draft, challenge=challenge), token), 400
    receipt = open_contribution(
        instance(), actor(), name, proposal, contributor, now=now(), vetting=vetting
    )
    if vetting.confirmable and contributor.email:
        flash(_("One more click: open the mail that we sent you, and confirm."), "info")
    if asked := _asked():
        note_correction(instance(), asked, receipt.id, now=now())
    wake_mail()
    return redirect(url_for("receipts.receipt", secret=receipt.secret, embed=kept() or None), 303)


def _filled(purpose: Purpose, sheet: Sheet) -> Filled:
    """The form of this request."""
    made = controls(sheet, now().date())
    answers, about = read_answers(request.form, made), read_about(request.form)
    another = ANOTHER in request.form
    return Filled(purpose, sheet, made, answers, about, is_another=another)


def _page(filled: Filled, token: FormToken | None = None) -> str:
    """The form; with a new token where the old one does not serve any more."""
    sheet = filled.sheet
    token = token or FormToken(
        sheet.name, sheet.resource, sheet.address, sheet.base, person_id(), now()
    )
    action, signed = _action(filled.purpose, sheet), sign(token)
    if filled.purpose is Purpose.REMOVAL:
        return render_template("contributing/gone.html", **gone_page(filled, action, signed))
    if filled.purpose is Purpose.REPORT:
        return render_template("contributing/report.html", **report_page(filled, action, signed))
    return render_template("contributing/suggest.html", **suggestion_page(filled, action, signed))


def _action(purpose: Purpose, sheet: Sheet) -> str:
    """Where the form stands, and is sent."""
    endpoint = {
        Purpose.CHANGE: "contributing.suggest_change",
        Purpose.ADDITION: "contributing.suggest_addition",
        Purpose.REMOVAL: "contributing.report_gone",
        Purpose.REPORT: "contributing.report_problem",
    }[purpose]
    where = {"resource": sheet.resource, "address": sheet.address}
    return dataset_url(sheet.name, endpoint, **where, embed=kept(), asked=_asked())


def _asked() -> str:
    """The secret of the mail that led here, if one did."""
    return request.args.get("asked", "")


def _sheet_of(target: Target, at: str = "") -> Sheet:
    return read_sheet(
        instance(), actor(), target.name, target.resource, address=target.address, at=at
    )


def _sheet_as_seen(target: Target, token: FormToken | None) -> Sheet:
    """The row as the form showed it, else as it is published; raises `NotFound` or `RowGone`."""
    for at in (token.base, "") if token else ("",):
        try:
            return _sheet_of(target, at)
        except NotFound:
            continue
    _sheet_of(replace(target, address=""))
    raise RowGone


def _token(target: Target) -> FormToken | None:
    """What the form was made for; None when that cannot be told, or is something else."""
    token = sent_token()
    if token is None or not token.is_for(target.name, target.resource, target.address):
        return None
    return token
