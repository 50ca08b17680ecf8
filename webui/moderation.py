"""What waits, one contribution, and the decision: two clicks from the mail to the publication."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import State
from datapatch.errors import AlreadyDecided, DataPatchError, Forbidden
from datapatch.workflow.contributions import (
    ContributionRecord,
    decided_contributions,
    find_contribution,
    waiting_contributions,
)
from datapatch.workflow.datasets import dataset_titles
from datapatch.workflow.deciding import Seen, accept, refuse
from datapatch.workflow.publishing import Moderator
from datapatch.workflow.reviewing import Examination, examine
from webui.context import actor, instance, logged_in, moderator, now, translate
from webui.errors import status_of
from webui.mail import wake_mail
from webui.presenters import contributions as present
from webui.presenters.review import review_page

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/queue")
@logged_in
def queue() -> ResponseReturnValue:
    """What waits for this moderator, oldest first; what was decided lately behind a tab."""
    decided = request.args.get("show") == "decided"
    waiting = waiting_contributions(instance(), actor())
    records = decided_contributions(instance(), actor()) if decided else waiting
    titles = dataset_titles(instance(), actor())
    wanted = request.args.get("dataset", "")
    kind = request.args.get("kind", "")
    shown = [
        record
        for record in records
        if wanted in ("", str(record.dataset.name)) and kind in ("", str(record.kind))
    ]
    return render_template(
        "moderation/queue.html",
        decided=decided,
        items=[present.queue_item(r, titles.get(r.dataset.name, "")) for r in shown],
        waiting=len(waiting),
        datasets=sorted({(str(r.dataset.name), titles.get(r.dataset.name, "")) for r in records}),
        dataset=wanted,
        kind=kind,
    )


@blueprint.get("/contributions/<contribution_id>")
@logged_in
def contribution(contribution_id: str) -> ResponseReturnValue:
    """One contribution: what would change, what the check says, the contributor's words."""
    return _page(find_contribution(instance(), actor(), contribution_id))


@blueprint.post("/contributions/<contribution_id>")
@logged_in
def decide(contribution_id: str) -> ResponseReturnValue:
    """Accept or refuse; the next contribution follows."""
    record = find_contribution(instance(), actor(), contribution_id)
    try:
        _carry_out(record, _me())
    except AlreadyDecided as error:
        flash(error.sentence(translate()), "info")
        return redirect(url_for("moderation.contribution", contribution_id=record.id))
    except DataPatchError as error:
        flash(error.sentence(translate()), "error")
        return _page(record), status_of(error)
    wake_mail()
    return redirect(_next(record))


def _carry_out(record: ContributionRecord, me: Moderator) -> None:
    if request.form.get("verdict") == "accept":
        accept(instance(), me, record.id, now=now(), seen=Seen(request.form.get("seen")))
        flash(_("Published: %(title)s.", title=record.row_label), "success")
        return
    refuse(instance(), me, record.id, words=_reason(), now=now())
    flash(_("Refused: %(title)s.", title=record.row_label), "success")


def _reason() -> str:
    """The motive and the moderator's own words, as the contributor will read them."""
    motives = dict(present.motives())
    motive = motives.get(request.form.get("reason", ""), "")
    words = request.form.get("message", "").strip()
    return ". ".join(part.rstrip(".") for part in (motive, words) if part)


def _page(record: ContributionRecord) -> str:
    examination: Examination | None = None
    if record.state == State.OPEN:
        examination = examine(instance(), record)
    return render_template(
        "moderation/contribution.html",
        **review_page(instance(), actor(), record, examination, translate()),
        next_url=_next(record),
        motives=[{"value": v, "label": words} for v, words in present.motives()],
    )


def _next(record: ContributionRecord) -> str:
    """The next contribution that waits, else the queue."""
    waiting = [r for r in waiting_contributions(instance(), actor()) if r.id != record.id]
    later = [r for r in waiting if r.created_at >= record.created_at] or waiting
    if not later:
        return url_for("moderation.queue")
    return url_for("moderation.contribution", contribution_id=later[0].id)


def _me() -> Moderator:
    me = moderator()
    if me is None:
        raise Forbidden
    return me
