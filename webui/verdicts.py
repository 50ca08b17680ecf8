"""Decisions as the buttons of a moderator send them: each is one POST, and the next one follows."""

from collections.abc import Mapping, Sequence
from typing import get_args

from flask import Blueprint, flash, redirect, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Kind, State
from datapatch.errors import AlreadyDecided, DataPatchError, Forbidden
from datapatch.jobs import carry_out_verdicts, enqueue_later
from datapatch.tables.validation import Violation
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.contributions import ContributionRecord, find_contribution
from datapatch.workflow.datasets import schemas_of
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.queue.queues import next_waiting
from datapatch.workflow.review.accepting import Choices
from datapatch.workflow.verdicts.asking import ask
from datapatch.workflow.verdicts.deciding import Seen, Verdicts, accept, objections, refuse, undo
from datapatch.workflow.verdicts.releasing import release
from datapatch.workflow.verdicts.reverting import revert
from webui.context import actor, instance, logged_in, moderator, now, translate
from webui.errors import status_of
from webui.forms.verdicts import Entered, Verdict, read_choices
from webui.mail import wake_mail
from webui.moderation import contribution_url, show
from webui.undoing import forget, offer

blueprint = Blueprint("verdicts", __name__)


@blueprint.post("/contributions/<contribution_id>")
@logged_in
def decide(contribution_id: str) -> ResponseReturnValue:
    """Accept, refuse, ask or release; the next contribution follows."""
    record, wanted = find_contribution(instance(), actor(), contribution_id), _verdict()
    after = next_waiting(instance(), actor(), record)
    try:
        _carry_out(record, me(), wanted)
    except AlreadyDecided as error:
        flash(error.sentence(translate()), "info")
        return redirect(contribution_url(record.id))
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
        entered, objected = Entered(request.form), _objections(record, wanted)
        page = show(record, entered, correcting=wanted == "correct", objected=objected)
        return page, status_of(error)
    wake_mail()
    if wanted == "release":
        return redirect(contribution_url(record.id))
    return redirect(contribution_url(after.id) if after else url_for("moderation.queue"))


@blueprint.post("/contributions/<contribution_id>/undo")
@logged_in
def take_back(contribution_id: str) -> ResponseReturnValue:
    """Take a verdict back before it is carried out, and look at the contribution again."""
    forget()
    try:
        record = undo(instance(), me(), contribution_id, now=now())
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
    else:
        flash(_("Taken back: %(title)s. It waits again.", title=record.row_label), "success")
    return redirect(contribution_url(contribution_id))


@blueprint.post("/contributions/<contribution_id>/revert")
@logged_in
def take_out(contribution_id: str) -> ResponseReturnValue:
    """Publish the state of things without this contribution."""
    try:
        revert(instance(), me(), contribution_id, now=now())
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
    else:
        flash(_("Reverted. The table is as it was before; later changes stay."), "success")
    return redirect(contribution_url(contribution_id))


def me() -> Moderator:
    """Who decides; raises `Forbidden` for nobody."""
    known = moderator()
    if known is None:
        raise Forbidden
    return known


def _verdict() -> Verdict:
    known: tuple[Verdict, ...] = get_args(Verdict)
    return next((v for v in known if v == request.form.get("verdict")), "refuse")


def _carry_out(record: ContributionRecord, who: Moderator, wanted: Verdict) -> None:
    title = record.row_label
    if wanted == "release":
        release(instance(), who, record.id, now=now())
        flash(_("Released: %(title)s. It waits like any other now.", title=title), "success")
    elif wanted == "ask":
        ask(instance(), who, record.id, request.form.get("question", ""), now=now())
        flash(_("Asked: %(title)s. It comes back with the answer.", title=title), "success")
    elif wanted == "refuse":
        told = refuse(
            instance(),
            who,
            record.id,
            motive=request.form.get("reason", ""),
            words=request.form.get("message", ""),
            now=now(),
        )
        _tell(record, told, accepted=False)
    else:
        choices = _choices(record, wanted)
        told = accept(instance(), who, record.id, now=now(), seen=_seen(), choices=choices)
        _tell(record, told, accepted=True)


def _objections(
    record: ContributionRecord, wanted: Verdict
) -> Mapping[str, Sequence[Violation]] | None:
    """Why what was ticked and corrected cannot be published, where the schema says so."""
    if wanted not in ("ticked", "correct"):
        return None
    try:
        choices = _choices(record, wanted)
        return objections(instance(), me(), record.id, now=now(), seen=_seen(), choices=choices)
    except DataPatchError:
        # The sentence above the page says what is wrong with the choices themselves.
        return None


def _choices(record: ContributionRecord, wanted: Verdict) -> Choices:
    return read_choices(request.form, wanted, schemas_of(instance(), record.dataset.name))


def _seen() -> Seen:
    published = request.form.get("published")
    return Seen(request.form.get("seen"), CommitId(ObjectId(published)) if published else None)


def _tell(record: ContributionRecord, told: Verdicts, *, accepted: bool) -> None:
    """Say what became of it, with a way back while there is one."""
    title = record.row_label
    if told.agreed < told.needed:
        numbers = {"agreed": told.agreed, "needed": told.needed}
        flash(_("Noted: %(agreed)s of %(needed)s agree on %(title)s.", title=title, **numbers))
    elif told.carry_out_at is not None:
        enqueue_later(instance().config, carry_out_verdicts, at=told.carry_out_at)
        offer(record, until=told.carry_out_at, accepted=accepted)
    elif told.state == State.ALREADY_SO and record.kind == Kind.REPORT:
        flash(_("Taken care of: %(title)s. The contributor is thanked.", title=title), "success")
    elif told.state == State.ALREADY_SO:
        flash(_("%(title)s is published already. The contributor is thanked.", title=title))
    elif told.state == State.OPEN:
        flash(_("%(title)s could not be published. Look at it again.", title=title), "warning")
    elif accepted:
        flash(_("Published: %(title)s.", title=title), "success")
    else:
        flash(_("Refused: %(title)s.", title=title), "success")
