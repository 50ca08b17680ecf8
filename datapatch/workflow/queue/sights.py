"""What a moderator sees of the queue, as questions to the database: tabs and filters."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor, may
from datapatch.db.models import Contribution, Dataset, Decision, Kind, State
from datapatch.workflow.datasets import DatasetRecord, record_of
from datapatch.workflow.preferences import preferences_of

OWN = 500
"""The latest of one's own decisions that are listed."""

UNDECIDED = (State.OPEN, State.ASKED, State.QUARANTINED)


class Tab(StrEnum):
    """The parts of a queue."""

    TODO = "todo"
    MINE = "mine"
    INFORMATION = "information"
    APART = "apart"
    STALE = "stale"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What of a tab is shown; an empty value shows all.

    ``place`` are words that stand anywhere, ``where`` is one of the places that the queue offers,
    ``days``: waiting for at least so long.
    """

    dataset: str = ""
    kind: str = ""
    field: str = ""
    place: str = ""
    where: str = ""
    flag: str = ""
    days: int = 0

    def __bool__(self) -> bool:
        return self != QueueFilter()


@dataclass(frozen=True, slots=True)
class Sight:
    """The datasets that somebody moderates, and after how many days something is stale there."""

    actor: Actor
    datasets: tuple[DatasetRecord, ...]
    stale_days: Mapping[int, int]
    now: datetime


def sight_of(session: Session, actor: Actor, now: datetime) -> Sight:
    """What ``actor`` sees of the datasets in which something waits or was decided by them."""
    waiting = select(Contribution.dataset_id).where(Contribution.state.in_(UNDECIDED))
    own = (
        select(Contribution.dataset_id)
        .join(Decision, Decision.contribution_id == Contribution.id)
        .where(Decision.person_id == actor.person_id)
    )
    query = select(Dataset).where(or_(Dataset.id.in_(waiting), Dataset.id.in_(own)))
    rows = [
        row
        for row in session.scalars(query.order_by(Dataset.id))
        if may(actor, Action.MODERATE, record_of(row).facts)
    ]
    days = {row.id: preferences_of(row).deputies_after_days for row in rows}
    return Sight(actor, tuple(map(record_of, rows)), MappingProxyType(days), now)


def in_tab(sight: Sight, tab: Tab) -> Select[Contribution]:
    """What stands in a tab, in its order."""
    query = select(Contribution).where(
        Contribution.dataset_id.in_([dataset.id for dataset in sight.datasets])
    )
    if tab is Tab.MINE:
        mine = (
            select(Decision.contribution_id, func.max(Decision.id).label("latest"))
            .where(Decision.person_id == sight.actor.person_id)
            .group_by(Decision.contribution_id)
            .subquery()
        )
        query = query.join(mine, mine.c.contribution_id == Contribution.id)
        return query.order_by(mine.c.latest.desc()).limit(OWN)
    states = {Tab.INFORMATION: State.ASKED, Tab.APART: State.QUARANTINED}
    query = query.where(Contribution.state == states.get(tab, State.OPEN))
    if tab is Tab.STALE:
        query = query.where(_is_stale(sight))
    return query.order_by(Contribution.created_at, Contribution.id)


def _is_stale(sight: Sight) -> ColumnElement[bool]:
    by_days: dict[int, list[int]] = {}
    for dataset, days in sight.stale_days.items():
        by_days.setdefault(days, []).append(dataset)
    old = [
        and_(
            Contribution.dataset_id.in_(datasets),
            Contribution.created_at <= sight.now - timedelta(days=days),
        )
        for days, datasets in by_days.items()
    ]
    return or_(false(), *old)


def conditions(sight: Sight, wanted: QueueFilter) -> Iterable[ColumnElement[bool]]:
    """What the database can tell of a filter."""
    if wanted.dataset:
        ids = [d.id for d in sight.datasets if str(d.name) == wanted.dataset]
        yield Contribution.dataset_id.in_(ids)
    if wanted.kind in {str(kind) for kind in Kind}:
        yield Contribution.kind == Kind(wanted.kind)
    if wanted.where:
        yield Contribution.places.contains(f"\n{wanted.where}\n", autoescape=True)
    if wanted.days:
        yield Contribution.created_at <= sight.now - timedelta(days=wanted.days)
