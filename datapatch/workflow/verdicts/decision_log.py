"""What moderators decided on a dataset, for everybody who may read it.

Nothing of what was refused leaves by it: the name of the published row at most, never what was
proposed, a word of the contributor, or an answer to them. Of what is spam not even that.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from statistics import median

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, Decision, Kind, Origin, State, Verdict
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.datasets import DatasetRecord, find_dataset
from datapatch.workflow.instance import Instance

PAGE = 50
COUNTED = 500
"""The latest decisions that medians are taken from."""

SPAM = "spam"
_DECIDED = (State.PUBLISHED, State.REFUSED)


@dataclass(frozen=True, slots=True)
class LoggedDecision:
    """One line: ``title`` is empty where it is not told, ``by`` names who checked what stands."""

    title: str
    kind: Kind
    author: str
    accepted: bool
    motive: str
    by: str
    at: datetime
    commit: CommitId | None
    reverted: bool


@dataclass(frozen=True, slots=True)
class Pace:
    """How decisions go: how many, the median time that they take, the share that is accepted."""

    decided: int
    median: timedelta | None = None
    accepted: float | None = None


@dataclass(frozen=True, slots=True)
class DecisionLog:
    """One page of the log, newest first."""

    decisions: tuple[LoggedDecision, ...]
    total: int
    pace: Pace


def read_decisions(
    instance: Instance, actor: Actor, name: DatasetName, *, page: int = 1
) -> DecisionLog:
    """A page of what was decided; raises `NotFound` for who may not read the dataset."""
    record = find_dataset(instance, actor, name)
    newest = _decided(record).order_by(Contribution.decided_at.desc(), Contribution.id)
    with instance.database.reading() as session:
        rows = session.scalars(newest.offset((page - 1) * PAGE).limit(PAGE))
        records = [contribution_of(row) for row in rows]
        motives = _motives(session, [found.id for found in records])
        total = session.scalar(select(func.count()).select_from(_decided(record).subquery()))
    return DecisionLog(
        tuple(_logged(found, motives.get(found.id, "")) for found in records),
        total or 0,
        pace_of(instance, record),
    )


def pace_of(instance: Instance, record: DatasetRecord) -> Pace:
    """How decisions of a dataset go lately; what a moderator publishes alone does not count."""
    query = (
        select(Contribution.created_at, Contribution.decided_at, Contribution.state)
        .where(
            Contribution.dataset_id == record.id,
            Contribution.state.in_(_DECIDED),
            Contribution.decided_at.is_not(None),
            Contribution.origin != Origin.REVERT,
            Contribution.person_id.is_distinct_from(Contribution.decided_by),
        )
        .order_by(Contribution.decided_at.desc())
        .limit(COUNTED)
    )
    with instance.database.reading() as session:
        found = session.execute(query).all()
    if not found:
        return Pace(0)
    times = [(decided - created).total_seconds() for created, decided, _s in found if decided]
    accepted = sum(state == State.PUBLISHED for _created, _decided, state in found)
    return Pace(len(found), timedelta(seconds=median(times)), accepted / len(found))


def _decided(record: DatasetRecord) -> Select[Contribution]:
    return select(Contribution).where(
        Contribution.dataset_id == record.id,
        Contribution.state.in_(_DECIDED),
        Contribution.decided_at.is_not(None),
    )


def _motives(session: Session, ids: Sequence[str]) -> Mapping[str, str]:
    """Why each was refused, by the motive's name."""
    query = select(Decision.contribution_id, Decision.motive).where(
        Decision.contribution_id.in_(ids),
        Decision.verdict == Verdict.REFUSE,
        Decision.undone_at.is_(None),
    )
    return {row.contribution_id: row.motive for row in session.execute(query)}


def _logged(record: ContributionRecord, motive: str) -> LoggedDecision:
    accepted = record.state == State.PUBLISHED
    return LoggedDecision(
        title=record.row_label if accepted or _is_told(record, motive) else "",
        kind=record.kind,
        author=record.author_name if accepted else "",
        accepted=accepted,
        motive=motive,
        by=record.decided_by if accepted else "",
        at=record.decided_at or record.updated_at,
        commit=record.published_commit,
        reverted=record.reverted_commit is not None,
    )


def _is_told(record: ContributionRecord, motive: str) -> bool:
    """Whether a refused contribution's name is that of a published row."""
    return bool(record.row_address) and motive != SPAM
