"""One verdict on many contributions: looked at beforehand, carried out one by one, revertible."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action
from datapatch.db.models import Bulk, Contribution, Decision, Kind, State, Verdict
from datapatch.errors import Conflict, InvalidInput
from datapatch.translation import N_, translator
from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import mark_handled
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.proposals.contributing import new_identifier
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.queue.territories import decidable
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.bulk_records import BulkRecord, bulk_record, find_bulk
from datapatch.workflow.verdicts.carrying_out import carry_out
from datapatch.workflow.verdicts.deciding import DECIDABLE, UNDECIDED
from datapatch.workflow.verdicts.decisions import close_decisions
from datapatch.workflow.verdicts.motives import reason

_NOTHING = N_("None of these contributions can be decided like this. Look at them one by one.")
_SAY_WHY = N_("Say why, in a few words: the contributors will read them.")
_AGREE = N_("Here several moderators have to agree. Decide on these contributions one by one.")


LOOKED_AT = 60
"""How many are merged and checked beforehand: looking at one takes some hundredths of a second."""


@dataclass(frozen=True, slots=True)
class Preview:
    """What a verdict on many would do: those it takes, and those left out, with the reason.

    ``unseen`` are those that were too many to look at: each is checked when it is carried out, and
    waits again where that is not possible.
    """

    ready: tuple[ContributionRecord, ...]
    clashing: tuple[ContributionRecord, ...]
    failing: tuple[ContributionRecord, ...]
    decided: tuple[ContributionRecord, ...]
    unseen: tuple[ContributionRecord, ...] = ()

    @property
    def taken(self) -> tuple[ContributionRecord, ...]:
        """Those that would be decided."""
        return self.ready + self.unseen


def preview(
    instance: Instance,
    moderator: Moderator,
    name: DatasetName,
    ids: Sequence[str],
    verdict: Verdict,
) -> Preview:
    """Look at these contributions of a dataset; raises `NotFound` or `Forbidden`."""
    dataset = find_dataset(instance, moderator.actor, name, Action.MODERATE)
    query = select(Contribution).where(
        Contribution.dataset_id == dataset.id, Contribution.id.in_(ids)
    )
    with instance.database.reading() as session:
        rows = session.scalars(query.order_by(Contribution.created_at, Contribution.id))
        records = [contribution_of(row) for row in rows]
    sorted_out = dict[str, list[ContributionRecord]]()
    looked_at = 0
    for record in decidable(instance, moderator.actor, records):
        fate = _known_fate(record, verdict)
        if fate is None:
            fate = _fate(instance, record) if looked_at < LOOKED_AT else "unseen"
            looked_at += 1
        sorted_out.setdefault(fate, []).append(record)
    fates = ("ready", "clashing", "failing", "decided", "unseen")
    return Preview(*(tuple(sorted_out.get(fate, ())) for fate in fates))


def start(
    instance: Instance,
    moderator: Moderator,
    name: DatasetName,
    ids: Sequence[str],
    *,
    verdict: Verdict,
    now: datetime,
    motive: str = "",
    words: str = "",
) -> BulkRecord:
    """Decide all of these that can be; they are carried out in a moment, by `carry_on`.

    Raises `NotFound`, `Forbidden`, `InvalidInput` without a reason for a refusal, or `Conflict`.
    """
    chosen = preview(instance, moderator, name, ids, verdict).taken
    if not chosen:
        raise Conflict(_NOTHING)
    if verdict == Verdict.REFUSE and not reason(motive, words, instance.translate):
        raise InvalidInput(_SAY_WHY)
    if verdict == Verdict.ACCEPT and preferences_for(chosen[0].dataset).agreement > 1:
        raise Conflict(_AGREE)
    at = now + timedelta(seconds=instance.config.undo_seconds)
    with instance.database.transaction() as session:
        bulk = Bulk(
            id=new_identifier(),
            dataset_id=chosen[0].dataset.id,
            person_id=moderator.person_id,
            verdict=verdict,
            motive=motive,
            words=words.strip(),
            total=0,
            created_at=now,
            carry_out_at=at,
        )
        session.add(bulk)
        session.flush()
        bulk.total = _decide(session, bulk, chosen)
        if not bulk.total:
            raise Conflict(_NOTHING)
        return bulk_record(session, bulk)


def carry_on(instance: Instance, bulk_id: str, *, now: datetime) -> BulkRecord:
    """Carry out what is left of it, one contribution after the other, until somebody stops it.

    A process that is killed in the middle loses nothing: the next one goes on.
    """
    with instance.lock(f"bulk-{bulk_id}"):
        for contribution_id in _left(instance, bulk_id):
            if _is_stopped(instance, bulk_id):
                break
            state = carry_out(instance, contribution_id, now=now)
            if state == State.OPEN and _is_stopped(instance, bulk_id):
                break  # it was given back a moment before its turn
            _note(instance, bulk_id, contribution_id, state)
    with instance.database.transaction() as session:
        bulk = session.get_one(Bulk, bulk_id)
        if bulk.finished_at is None and not _waiting(session, bulk_id):
            bulk.finished_at = now
        return bulk_record(session, bulk)


def unfinished(instance: Instance, *, now: datetime) -> list[str]:
    """The verdicts on many whose moment has come and that are not finished."""
    query = select(Bulk.id).where(Bulk.finished_at.is_(None), Bulk.carry_out_at <= now)
    with instance.database.reading() as session:
        return list(session.scalars(query.order_by(Bulk.carry_out_at)))


def stop(instance: Instance, moderator: Moderator, bulk_id: str, *, now: datetime) -> BulkRecord:
    """Carry nothing more out; what was not reached waits again. Raises `NotFound`, `Forbidden`."""
    with instance.database.transaction() as session:
        bulk = find_bulk(session, moderator, bulk_id)
        bulk.stopped_at = bulk.stopped_at or now
        freed = session.scalars(
            update(Contribution)
            .where(Contribution.bulk_id == bulk_id, Contribution.state == State.SCHEDULED)
            .values(state=State.OPEN, updated_at=now, **UNDECIDED)
            .returning(Contribution.id)
        ).all()
        close_decisions(session, *freed, carried_out=False, now=now)
        bulk.finished_at = bulk.finished_at or now
        return bulk_record(session, bulk)


def read_bulk(instance: Instance, moderator: Moderator, bulk_id: str) -> BulkRecord:
    """Where it stands; raises `NotFound` or `Forbidden`."""
    with instance.database.reading() as session:
        return bulk_record(session, find_bulk(session, moderator, bulk_id))


def _known_fate(record: ContributionRecord, verdict: Verdict) -> str | None:
    """What can be told without looking at the table."""
    if record.state not in DECIDABLE:
        return "decided"
    if verdict == Verdict.REFUSE:
        return "ready"
    if record.commit is None or record.kind == Kind.REPORT:
        return "failing"  # a report in words is for somebody to read
    return None


def _fate(instance: Instance, record: ContributionRecord) -> str:
    examination = examine(instance, record)
    if examination.conflicts:
        return "clashing"
    return "failing" if examination.violations else "ready"


def _decide(session: Session, bulk: Bulk, records: Sequence[ContributionRecord]) -> int:
    """Schedule these contributions; how many nobody else was faster with.

    All at once: others who write wait until this is done.
    """
    taken = set[str]()
    for language in {record.language for record in records}:
        ids = [record.id for record in records if record.language == language]
        taken |= _schedule(session, bulk, ids, language)
    close_decisions(session, *taken, carried_out=False, now=bulk.created_at)
    session.add_all(
        Decision(
            contribution_id=record.id,
            person_id=bulk.person_id,
            verdict=bulk.verdict,
            motive=bulk.motive,
            words=bulk.words,
            seen_commit=record.commit,
            bulk_id=bulk.id,
            created_at=bulk.created_at,
        )
        for record in records
        if record.id in taken
    )
    mark_handled(session, *taken, now=bulk.created_at)
    return len(taken)


def _schedule(session: Session, bulk: Bulk, ids: Sequence[str], language: str) -> set[str]:
    scheduled = (
        update(Contribution)
        .where(Contribution.id.in_(ids), Contribution.state.in_(DECIDABLE))
        .values(
            state=State.SCHEDULED,
            verdict=bulk.verdict,
            reason=reason(bulk.motive, bulk.words, translator(language)),
            decided_by=bulk.person_id,
            decided_at=bulk.created_at,
            updated_at=bulk.created_at,
            # Only ``carry_on`` takes it: it counts, and can be stopped.
            carry_out_at=None,
            lapses_at=None,
            bulk_id=bulk.id,
        )
        .returning(Contribution.id)
    )
    return set(session.scalars(scheduled))


def _left(instance: Instance, bulk_id: str) -> list[str]:
    with instance.database.reading() as session:
        return _waiting(session, bulk_id)


def _waiting(session: Session, bulk_id: str) -> list[str]:
    query = select(Contribution.id).where(
        Contribution.bulk_id == bulk_id,
        Contribution.state.in_((State.SCHEDULED, State.DECIDING)),
    )
    return list(session.scalars(query.order_by(Contribution.created_at, Contribution.id)))


def _is_stopped(instance: Instance, bulk_id: str) -> bool:
    with instance.database.reading() as session:
        return session.get_one(Bulk, bulk_id).stopped_at is not None


def _note(instance: Instance, bulk_id: str, contribution_id: str, state: State) -> None:
    with instance.database.transaction() as session:
        bulk = session.get_one(Bulk, bulk_id)
        bulk.done += 1
        if state == State.PUBLISHED:
            commit = session.get_one(Contribution, contribution_id).published_commit
            bulk.first_commit, bulk.last_commit = bulk.first_commit or commit, commit
        elif state != State.REFUSED:
            bulk.left_out += 1
