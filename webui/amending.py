"""Changing what one sent, while it waits: the form again, with what was suggested in it."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Kind
from datapatch.errors import AlreadyDecided, NotFound, RowGone
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.contributors.receipts import Amending, follow
from datapatch.workflow.proposals.suggesting import Sheet, read_sheet
from datapatch.workflow.verdicts.asking import amend
from webui.context import actor, csrf, instance, now, translate
from webui.forms.fields import LOOK, Answers, Control, controls, read_answers
from webui.forms.judging import Filled, Purpose, gone_words, judge, look_up
from webui.forms.notation import shown
from webui.forms.suggestions import About, read_about
from webui.mail import wake_mail
from webui.presenters.forms import reworded_page, suggestion_page
from webui.receipts import keep_secret

blueprint = Blueprint("amending", __name__)
csrf.exempt(blueprint)  # who knows the secret address may send; nobody else can
blueprint.after_request(keep_secret)


@blueprint.get("/receipts/<secret>/amend")
def amending(secret: str) -> ResponseReturnValue:
    """The form with what was suggested."""
    record = _record(secret)
    sheet = _sheet(record)
    made = controls(sheet, now().date())
    about = About(message=record.message)
    return _page(secret, Filled(_purpose(record), sheet, made, _suggested(record, made), about))


@blueprint.post("/receipts/<secret>/amend")
def send_amending(secret: str) -> ResponseReturnValue:
    """Send it anew, in place of what waits."""
    record = _record(secret)
    sheet = _sheet(record)
    made = controls(sheet, now().date())
    answers = read_answers(request.form, made)
    reports = record.kind == Kind.REPORT
    about = read_about(request.form) if reports else About()
    filled = Filled(_purpose(record), sheet, made, answers, about)
    if LOOK in request.form:
        return _page(secret, look_up(instance(), filled, request.form))
    try:
        judged = judge(instance(), filled, translate())
        if isinstance(judged, Filled):
            return _page(secret, judged), 400
        amend(instance(), secret, judged.proposal, message=about.message, now=now())
    except AlreadyDecided:
        return back_to_receipt(
            secret, _("This was decided meanwhile. Nothing was changed."), "info"
        )
    except RowGone as error:
        return back_to_receipt(secret, gone_words(error, translate()), "warning")
    wake_mail()
    return back_to_receipt(
        secret, _("Your suggestion is changed. The moderators see what it says now.")
    )


def _record(secret: str) -> ContributionRecord:
    """What waits and can be shown in the form again; raises `NotFound`."""
    followed = follow(instance(), secret)
    if followed.amending not in (Amending.FORM, Amending.WORDS):
        raise NotFound
    return followed.record


def _purpose(record: ContributionRecord) -> Purpose:
    purposes = {Kind.ADDITION: Purpose.ADDITION, Kind.REPORT: Purpose.REPORT}
    return purposes.get(record.kind, Purpose.CHANGE)


def _sheet(record: ContributionRecord) -> Sheet:
    address = "" if record.kind == Kind.ADDITION else record.row_address
    name, resource = record.dataset.name, record.resource
    return read_sheet(instance(), actor(), name, resource, address=address, at=record.base)


def _suggested(record: ContributionRecord, made: tuple[Control, ...]) -> Answers:
    """The form as its author left it."""
    changes = [change for patch in record.patches for change in patch.changes]
    cells = {c.field: c.new or "" for change in changes for c in change.cells}
    typed = {c.name: shown(c.field, c.kind, cells.get(c.column, c.cell)) for c in made}
    return Answers(typed, {}, untouched=False)


def _page(secret: str, filled: Filled) -> str:
    action = url_for("amending.send_amending", secret=secret)
    back = url_for("receipts.receipt", secret=secret)
    if filled.purpose is Purpose.REPORT:
        page = reworded_page(filled, action) | {"back_url": back}
    else:
        page = suggestion_page(filled, action, "") | {"back_url": back}
    return render_template("receipts/amend.html", **page)


def back_to_receipt(secret: str, words: str, category: str = "success") -> ResponseReturnValue:
    """The receipt, with what was done."""
    flash(words, category)
    return redirect(url_for("receipts.receipt", secret=secret), 303)
