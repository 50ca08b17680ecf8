"""Asking back: the moderator's question, the contributor's answer, and a contribution amended."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.db.models import (
    Contribution,
    Decision,
    Kind,
    NoticeKind,
    Remark,
    Speaker,
    State,
    Verdict,
)
from datapatch.errors import InvalidInput
from datapatch.gitstore.pair import contribution_branch
from datapatch.translation import N_
from datapatch.types import CommitId
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    by_receipt,
    contribution_of,
    find_contribution,
    store_patches,
)
from datapatch.workflow.contributors.answering import tell_question
from datapatch.workflow.datasets import published
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import mark_handled
from datapatch.workflow.mails.notifying import tell_moderators
from datapatch.workflow.preferences import preferences_for, preferences_of
from datapatch.workflow.proposals.contributing import (
    FILLED_IN,
    check_size,
    commit_proposal,
    kind_of,
    proposed_row,
)
from datapatch.workflow.proposals.locked_fields import check_locked
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.queue.places import places_of
from datapatch.workflow.verdicts.decisions import close_decisions
from datapatch.workflow.verdicts.ending import WAITING

LONGEST = 5_000
_WORDS = N_("Write a few words first.")
_LONG = N_("This is too long: {limit} characters are the most. Shorten it, then send it again.")


def ask(
    instance: Instance,
    moderator: Moderator,
    contribution_id: str,
    question: str,
    *,
    now: datetime,
) -> None:
    """Ask the contributor, who reads it behind the receipt and by mail; silence ends it.

    Raises `NotFound`, `AlreadyDecided` or `InvalidInput`.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    text = _words(question)
    with instance.database.transaction() as session:
        row = _take(session, record, {State.OPEN, State.ASKED}, State.ASKED, now)
        wait = timedelta(days=preferences_of(row.dataset).information_days)
        row.lapses_at = now + wait
        session.add(_remark(row, Speaker.MODERATOR, text, now, moderator.person_id))
        decision = Decision(
            contribution_id=row.id,
            person_id=moderator.person_id,
            verdict=Verdict.ASK,
            words=text,
            seen_commit=row.branch_commit,
            created_at=now,
        )
        decision.carried_out_at = decision.undone_at = now
        session.add(decision)
        mark_handled(session, row.id, now=now)
        tell_question(instance, session, row, text, now=now)


def answer(instance: Instance, secret: str, text: str, *, now: datetime) -> None:
    """The contributor answers, or adds something of their own accord: it is to be decided again.

    Raises `NotFound`, `AlreadyDecided` or `InvalidInput`.
    """
    words = _words(text)
    with instance.database.transaction() as session:
        record = contribution_of(by_receipt(session, secret))
        row = _take(session, record, WAITING, _back(record), now)
        session.add(_remark(row, Speaker.CONTRIBUTOR, words, now))
        reopen(instance, session, row, now=now)


def amend(
    instance: Instance, secret: str, proposal: Proposal, *, message: str = "", now: datetime
) -> None:
    """The contributor sends the changes anew, in place of those that wait.

    ``message`` takes the place of the words beside them, or of a report; without, they stay. As
    many rows may change as what waits was allowed. Raises `NotFound`, `AlreadyDecided`,
    `NothingChanged`, `LimitExceeded`, `LockedField` or `PatchMismatch`.
    """
    with instance.database.reading() as session:
        record = contribution_of(by_receipt(session, secret))
    check_size(instance, proposal, record.origin)
    if record.state not in WAITING:
        raise already_decided(record)
    name = record.dataset.name
    preferences = preferences_for(record.dataset)
    with published(instance, name) as snapshot:
        if record.origin in FILLED_IN:
            check_locked(snapshot, preferences, proposal.patch)
        places = places_of(snapshot, preferences, [proposal.patch])
    with writable(name), instance.repositories(name) as pair, pair.review.writing():
        address, commit = proposed_row(instance, pair, proposal), None
        if record.state != State.QUARANTINED:
            commit = commit_proposal(instance, pair.review, proposal, record.author_name, now)
        # Nobody decides about the contribution while its content is exchanged.
        with instance.decision_lock(name), instance.database.transaction() as session:
            row = _take(session, record, WAITING, _back(record), now)
            _put(row, proposal, commit, address, places)
            row.message = message.strip() or row.message
            reopen(instance, session, row, now=now)
            if commit is not None:
                branch = contribution_branch(row.id)
                pair.review.advance(branch, expected=pair.review.tip(branch), to=commit)


def remarks_of(instance: Instance, record: ContributionRecord) -> tuple[Remark, ...]:
    """What was asked and answered about a contribution, in order."""
    query = select(Remark).where(Remark.contribution_id == record.id).order_by(Remark.id)
    with instance.database.reading() as session:
        return tuple(session.scalars(query))


def _back(record: ContributionRecord) -> State:
    """Where a contribution waits again: what was set apart stays so."""
    return State.QUARANTINED if record.state == State.QUARANTINED else State.OPEN


def _take(
    session: Session,
    record: ContributionRecord,
    before: set[State] | frozenset[State],
    state: State,
    now: datetime,
) -> Contribution:
    """The row, moved to ``state``; raises `AlreadyDecided` when it is not where it may be."""
    row: Contribution | None = session.scalar(
        update(Contribution)
        .where(Contribution.id == record.id, Contribution.state.in_(before))
        .values(state=state, updated_at=now)
        .returning(Contribution)
    )
    if row is None:
        raise already_decided(contribution_of(session.get_one(Contribution, record.id)))
    return row


def reopen(instance: Instance, session: Session, row: Contribution, *, now: datetime) -> None:
    """Verdicts on what it was before count no more; moderators are told that it changed."""
    if row.state == State.OPEN:
        row.lapses_at = None
        tell_moderators(instance, session, row, NoticeKind.ANSWERED, now=now)
    close_decisions(session, row.id, carried_out=False, now=now)


def _put(
    row: Contribution, proposal: Proposal, commit: CommitId | None, address: str, places: str
) -> None:
    reports = proposal.about is not None
    row.kind = Kind.REPORT if reports else kind_of([proposal.patch])
    row.resource, row.row_address = proposal.patch.resource, address
    row.row_label, row.places = proposal.row_label, places
    row.base_commit, row.patch = proposal.base, store_patches([proposal.patch])
    if commit is not None:
        row.branch_commit = commit


def _remark(
    row: Contribution, speaker: Speaker, text: str, now: datetime, person_id: int | None = None
) -> Remark:
    return Remark(
        contribution_id=row.id, speaker=speaker, text=text, created_at=now, person_id=person_id
    )


def _words(text: str) -> str:
    words = text.strip()
    if not words:
        raise InvalidInput(_WORDS)
    if len(words) > LONGEST:
        raise InvalidInput(_LONG, limit=LONGEST)
    return words
