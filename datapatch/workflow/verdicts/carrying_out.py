"""Verdicts whose moment has come: published or refused, or given back when the table moved."""

import logging
from datetime import datetime

from sqlalchemy import func, select

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import (
    Contribution,
    Decision,
    NoticeKind,
    Person,
    Remark,
    Speaker,
    State,
    Verdict,
)
from datapatch.errors import (
    AlreadyDecided,
    Conflict,
    DataPatchError,
    InvalidInput,
    NotFound,
    Unavailable,
)
from datapatch.translation import N_
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notifying import tell_moderators
from datapatch.workflow.publication.publishing import Moderator, NothingLeft, publish
from datapatch.workflow.review.accepting import Accepted
from datapatch.workflow.verdicts.decisions import accepted_part, close_decisions, standing_decision
from datapatch.workflow.verdicts.ending import close_already_so, close_refused
from datapatch.workflow.verdicts.overtaken import close_overtaken

journal = logging.getLogger(__name__)

GIVEN_BACK = N_("It was accepted, but could not be published: {reason}")


def carry_out_due(instance: Instance, *, now: datetime) -> int:
    """Carry out every verdict that nobody can take back any more, in order; how many there were."""
    first = func.min(Decision.id)
    due = (
        select(Contribution.id)
        .join(Decision, Decision.contribution_id == Contribution.id)
        .where(Contribution.state == State.SCHEDULED, Contribution.carry_out_at <= now)
        .where(Decision.undone_at.is_(None))
        .group_by(Contribution.id)
        .order_by(first)
    )
    with instance.database.reading() as session:
        found = list(session.scalars(due))
    for contribution_id in found:
        try:
            carry_out(instance, contribution_id, now=now)
        except (Unavailable, OSError) as error:
            # A full disk: this verdict stands and is tried again, the others need not wait for it.
            journal.warning("contribution %s is carried out later: %s", contribution_id, error)
    return len(found)


def carry_out(instance: Instance, contribution_id: str, *, now: datetime) -> State:
    """Carry out the scheduled verdict on one contribution; the state that it has then.

    Nothing happens when the verdict was taken back, or carried out by another process.
    """
    with instance.database.reading() as session:
        row = session.get_one(Contribution, contribution_id)
        record, who = contribution_of(row), _moderator(row.decider)
        part = accepted_part(standing_decision(session, contribution_id))
    if record.state != State.SCHEDULED:
        return record.state
    if record.verdict == Verdict.REFUSE:
        done = close_refused(instance, record, now=now)
        return State.REFUSED if done else _state(instance, record)
    return _publish(instance, record, who, part, now)


def _publish(
    instance: Instance,
    record: ContributionRecord,
    who: Moderator,
    part: Accepted | None,
    now: datetime,
) -> State:
    try:
        publish(instance, who, record, now=now, part=part)
    except NothingLeft:
        close_already_so(instance, record, now=now)
        return State.ALREADY_SO
    except AlreadyDecided:
        return _state(instance, record)  # taken back, or carried out by another process
    except (Conflict, InvalidInput, NotFound) as error:
        _give_back(instance, record, error, now)
        return State.OPEN
    close_overtaken(instance, record, now=now)
    return State.PUBLISHED


def _state(instance: Instance, record: ContributionRecord) -> State:
    with instance.database.reading() as session:
        return session.get_one(Contribution, record.id).state


def _give_back(
    instance: Instance, record: ContributionRecord, error: DataPatchError, now: datetime
) -> None:
    """The contribution waits again, and says why."""
    sentence = instance.translate(GIVEN_BACK).format(reason=error.sentence(instance.translate))
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        if row.state != State.SCHEDULED:
            return
        row.state, row.updated_at = State.OPEN, now
        row.carry_out_at, row.bulk_id = None, None
        row.verdict, row.decided_by, row.decided_at, row.reason = None, None, None, ""
        close_decisions(session, record.id, carried_out=False, now=now)
        remark = Remark(
            contribution_id=record.id, speaker=Speaker.SYSTEM, text=sentence, created_at=now
        )
        session.add(remark)
        tell_moderators(instance, session, row, NoticeKind.RETURNED, now=now)


def _moderator(person: Person | None) -> Moderator:
    """Who decided; an account that was deleted meanwhile signs as nobody."""
    if person is None:
        return Moderator(ANONYMOUS, 0, "")
    return Moderator(ANONYMOUS, person.id, person.public_name)
