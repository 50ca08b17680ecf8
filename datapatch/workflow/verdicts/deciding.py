"""Verdicts: recorded at once, carried out a moment later, until then taken back by one click.

    open, asked ──accept, refuse──▶ scheduled ──carry_out──▶ published, refused, already so
        ▲                              │    │
        └──────────undo────────────────┘    └──the table moved──▶ open

docs/contribution-states.md draws the whole.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Decision, Kind, State, Verdict
from datapatch.errors import Conflict, InvalidInput, NotFound
from datapatch.tables.validation import Violation
from datapatch.translation import N_, translator
from datapatch.types import CommitId
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    contribution_of,
    find_contribution,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import mark_handled, mark_unhandled
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.publication.publishing import Moderator, require_publishable
from datapatch.workflow.review.accepting import (
    AS_IT_STANDS,
    Accepted,
    Choices,
    accepted,
    examine_part,
    store_accepted,
)
from datapatch.workflow.review.reviewing import Examination, examine, examine_at
from datapatch.workflow.verdicts.carrying_out import carry_out
from datapatch.workflow.verdicts.decisions import close_decisions
from datapatch.workflow.verdicts.ending import close_already_so
from datapatch.workflow.verdicts.motives import reason

DECIDABLE = (State.OPEN, State.ASKED, State.QUARANTINED)

_SAY_WHY = N_("Say why, in a few words: the contributor will read them.")
_CHANGED = N_("This contribution was changed by its author meanwhile. Look again, then decide.")
_TOO_LATE = N_(
    "It is too late to take this back: it is carried out. What is published can be reverted."
)
_SET_APART = N_("This contribution is set apart. Release it first, then accept it.")


@dataclass(frozen=True, slots=True)
class Verdicts:
    """What became of a verdict: ``agreed`` of ``needed`` moderators say the same so far.

    ``carry_out_at`` is until when it can be taken back; None where it was carried out at once, or
    where others have to agree first.
    """

    state: State
    carry_out_at: datetime | None = None
    agreed: int = 1
    needed: int = 1


@dataclass(frozen=True, slots=True)
class Seen:
    """What stood on the screen: the contribution's commit and the published revision."""

    commit: str | None = None
    published: CommitId | None = None


def accept(
    instance: Instance,
    moderator: Moderator,
    contribution_id: str,
    *,
    now: datetime,
    seen: Seen | None = None,
    choices: Choices = AS_IT_STANDS,
) -> Verdicts:
    """Accept a contribution, or what ``choices`` leave of it; a report in words is handled then.

    Raises `NotFound`, `AlreadyDecided`, `NothingChanged`, or `Conflict` when it is another one now,
    clashes with what was published meanwhile or adds values that the schema does not allow.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    _check_decidable(record, seen)
    if record.kind == Kind.REPORT:
        report = _decision(record, moderator, Verdict.ACCEPT, now)
        return _decide(instance, record, report, reason="")
    try:
        part, examination = _examined(instance, record, seen, choices, now)
    except NotFound:
        # Its branch goes with the decision of somebody who was faster.
        record = find_contribution(instance, moderator.actor, contribution_id)
        _check_decidable(record, seen)
        raise
    if examination.already_so:
        if not close_already_so(instance, record, now=now):
            # Another moderator was faster: it is so because their verdict was carried out.
            raise already_decided(find_contribution(instance, moderator.actor, record.id))
        return Verdicts(State.ALREADY_SO)
    require_publishable(examination)
    decision = _decision(record, moderator, Verdict.ACCEPT, now)
    decision.patch = store_accepted(part) if part else None
    decision.base_commit = part.base if part else None
    return _decide(instance, record, decision, reason="")


def objections(
    instance: Instance,
    moderator: Moderator,
    contribution_id: str,
    *,
    now: datetime,
    seen: Seen,
    choices: Choices,
) -> Mapping[str, tuple[Violation, ...]]:
    """What the schema would object to in what ``choices`` leave, by the table's resource.

    Raises `NotFound`, or `InvalidInput` where the choices leave nothing or are not complete.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    _, examination = _examined(instance, record, seen, choices, now)
    return {table.resource: table.violations for table in examination.tables}


def refuse(
    instance: Instance,
    moderator: Moderator,
    contribution_id: str,
    *,
    now: datetime,
    motive: str = "",
    words: str = "",
) -> Verdicts:
    """Refuse a contribution, with a motive or words that the contributor will read.

    Raises `NotFound`, `AlreadyDecided`, or `InvalidInput` without either.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    why = reason(motive, words, translator(record.language))
    if not why:
        raise InvalidInput(_SAY_WHY)
    if record.state not in DECIDABLE:
        raise already_decided(record)
    decision = _decision(record, moderator, Verdict.REFUSE, now)
    decision.motive, decision.words = motive, words.strip()
    return _decide(instance, record, decision, reason=why)


def undo(
    instance: Instance, moderator: Moderator, contribution_id: str, *, now: datetime
) -> ContributionRecord:
    """Take a verdict back before it is carried out; raises `NotFound`, or `Conflict` after."""
    record = find_contribution(instance, moderator.actor, contribution_id)
    state = State.OPEN if record.commit else State.QUARANTINED
    with instance.database.transaction() as session:
        taken = session.scalar(
            update(Contribution)
            .where(Contribution.id == record.id, Contribution.state == State.SCHEDULED)
            .values(state=state, updated_at=now, **UNDECIDED)
            .returning(Contribution.id)
        )
        if taken is None:
            raise Conflict(_TOO_LATE)
        close_decisions(session, record.id, carried_out=False, now=now)
        if record.decided_at is not None:
            mark_unhandled(session, record.id, since=record.decided_at)
    return record


UNDECIDED = {
    "verdict": None,
    "reason": "",
    "decided_by": None,
    "decided_at": None,
    "carry_out_at": None,
    "bulk_id": None,
}
"""What a contribution holds that nobody has decided."""


def _check_decidable(record: ContributionRecord, seen: Seen | None) -> None:
    if record.state == State.QUARANTINED:
        raise Conflict(_SET_APART)
    if record.state not in DECIDABLE:
        raise already_decided(record)
    if seen and seen.commit and seen.commit != record.commit:
        raise Conflict(_CHANGED)


def _part(
    instance: Instance, record: ContributionRecord, seen: Seen | None, choices: Choices
) -> Accepted | None:
    """What is accepted where that is not the whole, read on the revision that the screen showed."""
    if not choices:
        return None
    head = seen.published if seen else None
    return accepted(examine_at(instance, record, head), choices)


def _examined(
    instance: Instance,
    record: ContributionRecord,
    seen: Seen | None,
    choices: Choices,
    now: datetime,
) -> tuple[Accepted | None, Examination]:
    """What is accepted where that is not the whole, and what publishing it would do."""
    if (part := _part(instance, record, seen, choices)) is None:
        return None, examine(instance, record)
    return part, examine_part(instance, record, part, now=now)


def _decision(
    record: ContributionRecord, moderator: Moderator, verdict: Verdict, now: datetime
) -> Decision:
    return Decision(
        contribution_id=record.id,
        person_id=moderator.person_id,
        verdict=verdict,
        seen_commit=record.commit,
        created_at=now,
    )


def _decide(
    instance: Instance, record: ContributionRecord, decision: Decision, *, reason: str
) -> Verdicts:
    """Note the verdict; schedule it when enough moderators say the same."""
    now = decision.created_at
    delay = timedelta(seconds=instance.config.undo_seconds)
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        needed = preferences_of(row.dataset).agreement if decision.verdict == Verdict.ACCEPT else 1
        _replace_own(session, decision)
        agreed = _agreeing(session, decision)
        if agreed < needed:
            return Verdicts(record.state, agreed=agreed, needed=needed)
        _schedule(session, record, decision, reason=reason, at=now + delay)
        mark_handled(session, record.id, now=now)
    if delay:
        return Verdicts(State.SCHEDULED, now + delay, agreed, needed)
    return Verdicts(carry_out(instance, record.id, now=now), None, agreed, needed)


def _replace_own(session: Session, decision: Decision) -> None:
    """One verdict of each moderator counts: the last one."""
    session.execute(
        update(Decision)
        .where(
            Decision.contribution_id == decision.contribution_id,
            Decision.person_id == decision.person_id,
            Decision.undone_at.is_(None),
        )
        .values(undone_at=decision.created_at)
    )
    session.add(decision)
    session.flush()


def _agreeing(session: Session, decision: Decision) -> int:
    """How many moderators want the same: the same cells of the same contribution."""
    same = (
        Decision.contribution_id == decision.contribution_id,
        Decision.verdict == decision.verdict,
        Decision.undone_at.is_(None),
        Decision.seen_commit.is_not_distinct_from(decision.seen_commit),
        Decision.patch.is_not_distinct_from(decision.patch),
    )
    return session.scalar(select(func.count(func.distinct(Decision.person_id))).where(*same)) or 0


def _schedule(
    session: Session, record: ContributionRecord, decision: Decision, *, reason: str, at: datetime
) -> None:
    taken = session.scalar(
        update(Contribution)
        .where(Contribution.id == record.id, Contribution.state.in_(DECIDABLE))
        .values(
            state=State.SCHEDULED,
            verdict=decision.verdict,
            reason=reason,
            decided_by=decision.person_id,
            decided_at=decision.created_at,
            updated_at=decision.created_at,
            carry_out_at=at,
            lapses_at=None,
        )
        .returning(Contribution.id)
    )
    if taken is None:
        raise already_decided(contribution_of(session.get_one(Contribution, record.id)))
