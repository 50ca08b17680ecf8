"""What waits, and one contribution with all that a decision needs; a GET never decides."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import Blueprint, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from datapatch.db.models import Kind, State
from datapatch.errors import Forbidden
from datapatch.tables.validation import Violation
from datapatch.workflow.contributions import ContributionRecord, find_contribution
from datapatch.workflow.datasets import dataset_titles
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.queue.queue_feeds import feed_secret
from datapatch.workflow.queue.queues import next_waiting, read_queue
from datapatch.workflow.queue.saved_filters import kept_filters
from datapatch.workflow.review.reviewing import Examination, examine
from datapatch.workflow.review.surroundings import surroundings
from datapatch.workflow.verdicts.ending import close_already_so
from webui.context import actor, instance, logged_in, moderator, now, translate
from webui.forms.queues import queue_request
from webui.forms.verdicts import Entered
from webui.presenters.queue import feed_url, kept_items, queue_page
from webui.presenters.review import review_page
from webui.presenters.surroundings import surroundings_page
from webui.undoing import offered

blueprint = Blueprint("moderation", __name__)


@blueprint.get("/queue")
@logged_in
def queue() -> ResponseReturnValue:
    """What waits for this moderator, oldest first, and what they decided or asked."""
    asked = queue_request(request.args)
    read = read_queue(instance(), actor(), asked.tab, asked.filter, now=now(), page=asked.page)
    titles, me = dataset_titles(instance(), actor()), _me()
    return render_template(
        "moderation/queue.html",
        **queue_page(read, asked, titles),
        kept=kept_items(kept_filters(instance(), me.person_id), asked),
        feed_url=feed_url(asked, me.person_id, feed_secret(instance(), me.person_id)),
    )


@blueprint.get("/contributions/<contribution_id>")
@logged_in
def contribution(contribution_id: str) -> ResponseReturnValue:
    """One contribution: what would change, what the check says, the contributor's words."""
    record = find_contribution(instance(), actor(), contribution_id)
    return show(record, Entered(), correcting=bool(request.args.get("correct")))


def show(
    record: ContributionRecord,
    entered: Entered,
    *,
    correcting: bool = False,
    objected: Mapping[str, Sequence[Violation]] | None = None,
) -> str:
    """The page of a contribution, with what a form that was not taken held.

    ``objected`` is what the schema says of that, by resource, in place of what was proposed.
    """
    examination: Examination | None = None
    if record.state in (State.OPEN, State.ASKED):
        examination = examine(instance(), record)
        is_done = examination.already_so and record.kind != Kind.REPORT
        if is_done and close_already_so(instance(), record, now=now()):
            record, examination = find_contribution(instance(), actor(), record.id), None
    around = surroundings(instance(), _me(), record, now=now())
    if examination is not None and objected is not None:
        examination = _objected(examination, objected)
    page = review_page(instance(), actor(), record, examination, entered, translate())
    after = next_waiting(instance(), actor(), record)
    return render_template(
        "moderation/contribution.html",
        **page,
        **surroundings_page(instance(), record, examination, around),
        entered=entered,
        correcting=correcting and examination is not None,
        undo=offered(),
        next_url=contribution_url(after.id) if after else url_for("moderation.queue"),
        next_words=_("Next") if after else _("To the list"),
    )


def _objected(examination: Examination, objected: Mapping[str, Sequence[Violation]]) -> Examination:
    tables = tuple(
        replace(table, violations=tuple(objected.get(table.resource, table.violations)))
        for table in examination.tables
    )
    return replace(examination, tables=tables)


def _me() -> Moderator:
    me = moderator()
    if me is None:
        raise Forbidden
    return me


def contribution_url(contribution_id: str) -> str:
    """The address of a contribution's page for moderators."""
    return url_for("moderation.contribution", contribution_id=contribution_id)
