"""How contributions end: refused, already so, withdrawn, or by themselves when nobody answers."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Kind, NoticeKind, State
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    by_receipt,
    contribution_of,
)
from datapatch.workflow.contributors.answering import tell_contributor
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import mark_handled, notify_moderators
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.privacy.forgetting import erase_words
from datapatch.workflow.publication.tidying import drop_branch
from datapatch.workflow.verdicts.decisions import close_decisions

WAITING = frozenset({State.OPEN, State.ASKED, State.QUARANTINED})
"""Where a contribution stands that nobody has decided."""


def close_refused(instance: Instance, record: ContributionRecord, *, now: datetime) -> bool:
    """Carry out a refusal; whether it was still to be done."""
    return _end(instance, record, State.REFUSED, {State.SCHEDULED}, now)


def close_already_so(instance: Instance, record: ContributionRecord, *, now: datetime) -> bool:
    """All that it proposes stands published already: thanks, and no decision."""
    return _end(instance, record, State.ALREADY_SO, WAITING | {State.SCHEDULED}, now)


def withdraw(instance: Instance, secret: str, *, now: datetime) -> None:
    """The contributor takes a waiting contribution back; raises `NotFound` or `AlreadyDecided`."""
    with instance.database.reading() as session:
        record = contribution_of(by_receipt(session, secret))
    if not _end(instance, record, State.WITHDRAWN, WAITING, now):
        with instance.database.reading() as session:
            raise already_decided(contribution_of(by_receipt(session, secret)))


def lapse_due(instance: Instance, *, now: datetime) -> int:
    """End what waited in vain: questions without an answer, and what nobody released.

    The words of what was set apart are erased with it; moderators are told how many there were.
    """
    due = select(Contribution).where(
        Contribution.lapses_at <= now, Contribution.state.in_((State.ASKED, State.QUARANTINED))
    )
    with instance.database.reading() as session:
        records = [contribution_of(row) for row in session.scalars(due)]
    ended = [r for r in records if _end(instance, r, State.EXPIRED, {r.state}, now)]
    return len(ended)


def _end(
    instance: Instance,
    record: ContributionRecord,
    state: State,
    before: frozenset[State] | set[State],
    now: datetime,
) -> bool:
    """Put an end to a contribution that stands at one of ``before``; whether it did."""
    with instance.database.transaction() as session:
        row = session.scalar(
            update(Contribution)
            .where(Contribution.id == record.id, Contribution.state.in_(before))
            .values(state=state, updated_at=now, carry_out_at=None, lapses_at=None)
            .returning(Contribution)
        )
        if row is None:
            return False
        _tell(instance, session, row, record.state, now)
    drop_branch(instance, record)
    return True


def _tell(
    instance: Instance, session: Session, row: Contribution, before: State, now: datetime
) -> None:
    """Tell whoever is to know, and say how long the contributor's address is kept."""
    kept = timedelta() if row.state == State.WITHDRAWN else preferences_of(row.dataset).contact_kept
    row.erase_contact_after = now + kept
    mark_handled(session, row.id, now=now)
    close_decisions(session, row.id, carried_out=_is_verdict(row), now=now)
    if row.state == State.EXPIRED and before == State.QUARANTINED:
        erase_words(session, row)
        notify_moderators(instance, session, row, NoticeKind.QUARANTINE, now=now)
    elif row.state != State.WITHDRAWN and row.branch_commit:
        # What never left quarantine has no branch: nobody proved that the address is the sender's.
        tell_contributor(instance, session, row)


def _is_verdict(row: Contribution) -> bool:
    """Whether the end is what a moderator wanted: a report in words has no other good one."""
    return row.state == State.REFUSED or (row.kind == Kind.REPORT and row.decided_by is not None)
