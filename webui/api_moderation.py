"""The API for moderators, version 1: the queue, one contribution, and each verdict on it.

Every call brings an access token. What is decided is recorded at once and carried out a moment
later, as on the pages; the answer says until when it can be taken back.
"""

from collections.abc import Mapping

from flask import Blueprint, request
from flask.typing import ResponseReturnValue

from datapatch.errors import InvalidInput
from datapatch.jobs import carry_out_verdicts, enqueue_later
from datapatch.translation import N_
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.contributions import ContributionRecord, find_contribution
from datapatch.workflow.queue.queue_form import contribution_json, queue_json
from datapatch.workflow.queue.queues import PAGE, read_queue
from datapatch.workflow.review.choices_form import choices_of
from datapatch.workflow.review.examining_form import examination_json
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.asking import ask
from datapatch.workflow.verdicts.deciding import Seen, Verdicts, accept, refuse, undo
from datapatch.workflow.verdicts.releasing import release
from datapatch.workflow.verdicts.reverting import revert
from webui.api_tokens import caller
from webui.context import csrf, instance, now, translate
from webui.forms.queues import queue_request
from webui.mail import wake_mail

blueprint = Blueprint("api_moderation", __name__, url_prefix="/api/v1/contributions")
csrf.exempt(blueprint)

_NO_OBJECT = N_("Send a JSON object with the type application/json.")
_NO_TEXT = N_("“{name}” is to be a text.")


@blueprint.get("")
def queue() -> ResponseReturnValue:
    """A page of the caller's queue; the parameters are those of the page ``/queue``."""
    asked = queue_request(request.args)
    read = read_queue(
        instance(), caller().actor, asked.tab, asked.filter, now=now(), page=asked.page
    )
    return queue_json(read, page=asked.page, page_size=PAGE)


@blueprint.get("/<contribution_id>")
def contribution(contribution_id: str) -> ResponseReturnValue:
    """One contribution with its patches, and what accepting it would do."""
    record = find_contribution(instance(), caller().actor, contribution_id)
    found: dict[str, object] = dict(contribution_json(record, whole=True))
    if record.commit is not None:
        found["examination"] = examination_json(examine(instance(), record), translate())
    return found


@blueprint.post("/<contribution_id>/accept")
def accept_it(contribution_id: str) -> ResponseReturnValue:
    """Accept all of it, or what the body leaves of it."""
    body = _body()
    published = _text(body, "published")
    seen = Seen(_text(body, "seen") or None, CommitId(ObjectId(published)) if published else None)
    told = accept(
        instance(), caller(), contribution_id, now=now(), seen=seen, choices=choices_of(body)
    )
    return _told(contribution_id, told)


@blueprint.post("/<contribution_id>/refuse")
def refuse_it(contribution_id: str) -> ResponseReturnValue:
    """Refuse it, with a motive, words, or both."""
    body = _body()
    told = refuse(
        instance(),
        caller(),
        contribution_id,
        motive=_text(body, "motive"),
        words=_text(body, "words"),
        now=now(),
    )
    return _told(contribution_id, told)


@blueprint.post("/<contribution_id>/ask")
def ask_back(contribution_id: str) -> ResponseReturnValue:
    """Ask the contributor."""
    ask(instance(), caller(), contribution_id, _text(_body(), "question"), now=now())
    return _now(contribution_id)


@blueprint.post("/<contribution_id>/undo")
def take_back(contribution_id: str) -> ResponseReturnValue:
    """Take a verdict back before it is carried out."""
    undo(instance(), caller(), contribution_id, now=now())
    return _now(contribution_id)


@blueprint.post("/<contribution_id>/release")
def let_in(contribution_id: str) -> ResponseReturnValue:
    """Let a contribution that was set apart wait like any other."""
    release(instance(), caller(), contribution_id, now=now())
    return _now(contribution_id)


@blueprint.post("/<contribution_id>/revert")
def take_out(contribution_id: str) -> ResponseReturnValue:
    """Publish the state of things without it."""
    commit = revert(instance(), caller(), contribution_id, now=now())
    return {**_now(contribution_id), "reverted_commit": commit}


def _told(contribution_id: str, told: Verdicts) -> dict[str, object]:
    if told.carry_out_at is not None:
        enqueue_later(instance().config, carry_out_verdicts, at=told.carry_out_at)
    answer = _now(contribution_id)
    return {**answer, "agreed": told.agreed, "needed": told.needed}


def _now(contribution_id: str) -> dict[str, object]:
    """How the contribution stands after the call."""
    wake_mail()
    record: ContributionRecord = find_contribution(instance(), caller().actor, contribution_id)
    return dict(contribution_json(record))


def _body() -> Mapping[str, object]:
    if not request.get_data():
        return {}
    found = request.get_json(silent=True)
    if not isinstance(found, dict):
        raise InvalidInput(_NO_OBJECT)
    return found


def _text(body: Mapping[str, object], name: str) -> str:
    found = body.get(name, "")
    if not isinstance(found, str):
        raise InvalidInput(_NO_TEXT, name=name)
    return found
