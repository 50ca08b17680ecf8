"""The queue of a moderator: tabs with their counts, filters, and the one that comes next."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import ColumnElement, Select, and_, false, func, or_, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor, may
from datapatch.db.models import Contribution, Dataset, Decision, Kind, State
from datapatch.index.folding import fold
from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of, outlines
from datapatch.workflow.datasets import DatasetRecord, record_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.queue.territories import decidable

PAGE = 50
OWN = 500
"""The latest of one's own decisions that are listed."""

UNDECIDED = (State.OPEN, State.ASKED, State.QUARANTINED)
AHEAD = 20
OFFERED = 200
"""Places that can be chosen."""


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
class Queue:
    """One page of a tab, and what the page offers to filter by.

    ``places`` come with how many contributions are about each under the other filters.
    """

    records: tuple[ContributionRecord, ...]
    total: int
    counts: Mapping[Tab, int]
    datasets: tuple[DatasetName, ...] = ()
    fields: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()
    places: tuple[tuple[str, int], ...] = ()
    ids: tuple[str, ...] = field(default=(), repr=False)


@dataclass(frozen=True, slots=True)
class _Sight:
    """The datasets that somebody moderates, and after how many days something is stale there."""

    actor: Actor
    datasets: tuple[DatasetRecord, ...]
    stale_days: Mapping[int, int]
    now: datetime


def read_queue(
    instance: Instance,
    actor: Actor,
    tab: Tab = Tab.TODO,
    wanted: QueueFilter | None = None,
    *,
    now: datetime,
    page: int = 1,
) -> Queue:
    """One page of the queue, oldest first; one's own decisions newest first."""
    chosen = wanted or QueueFilter()
    with instance.database.reading() as session:
        sight = _sight(session, actor, now)
        counts = _counts(instance, session, sight)
        query = _tab(sight, tab).where(*_conditions(sight, chosen))
        fields, flags = _offered(session, query)
        anywhere = _tab(sight, tab).where(*_conditions(sight, replace(chosen, where="")))
        places = _places(instance, session, sight, anywhere)
        records, ids = _shown(instance, session, sight, query, wanted=chosen, page=page)
    return Queue(
        records=tuple(records),
        total=len(ids),
        counts=counts,
        datasets=tuple(d.name for d in sight.datasets),
        fields=fields,
        flags=flags,
        places=places,
        ids=tuple(ids),
    )


def next_waiting(
    instance: Instance, actor: Actor, record: ContributionRecord
) -> ContributionRecord | None:
    """The contribution to decide after ``record``: the next younger one, else the oldest."""
    after = or_(
        Contribution.created_at > record.created_at,
        and_(Contribution.created_at == record.created_at, Contribution.id > record.id),
    )
    open_ones = select(Contribution).where(
        Contribution.state == State.OPEN, Contribution.id != record.id
    )
    for query in (open_ones.where(after), open_ones):
        found = next(_one_by_one(instance, actor, query), None)
        if found is not None:
            return found
    return None


def fields_of(record: ContributionRecord) -> Iterator[str]:
    """The fields that a contribution writes; a row that goes writes none."""
    for patch in record.patches:
        for change in (found for found in patch.changes if found.op != "remove"):
            yield from (c.field for c in change.cells if (c.old or "") != (c.new or ""))


def _shown(
    instance: Instance,
    session: Session,
    sight: _Sight,
    query: Select[Contribution],
    *,
    wanted: QueueFilter,
    page: int,
) -> tuple[list[ContributionRecord], list[str]]:
    """One page of what is wanted, and the identifiers of all of it.

    Where the database can tell everything, the patches of that page alone are read.
    """
    first = (page - 1) * PAGE
    if wanted.field or wanted.flag or wanted.place:
        found = _read(instance, session, sight, query)
        kept = [record for record in found if _is_wanted(record, wanted)]
        return kept[first : first + PAGE], [record.id for record in kept]
    ids = _ids(instance, session, sight, query)
    here = select(Contribution).where(Contribution.id.in_(ids[first : first + PAGE]))
    by_id = {row.id: contribution_of(row) for row in session.scalars(here)}
    return [by_id[found] for found in ids[first : first + PAGE]], ids


def _offered(
    session: Session, query: Select[Contribution]
) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The fields and the flags to filter by, without reading the patches as values."""
    fields, flags = set[str](), set[str]()
    told = query.with_only_columns(Contribution.patch, Contribution.flags).order_by(None)
    for patch, noticed in session.execute(told):
        for kept in json.loads(patch):
            for change in kept["patch"]["changes"]:
                if change["op"] != "remove":
                    fields.update(change["cells"])
        flags.update(flag["flag"] for flag in noticed)
    return tuple(sorted(fields)), tuple(sorted(flags))


def _places(
    instance: Instance, session: Session, sight: _Sight, query: Select[Contribution]
) -> tuple[tuple[str, int], ...]:
    """The places of what ``query`` finds, by name, the most frequent ones where there are many."""
    own = set(_ids(instance, session, sight, query)) if sight.actor.limits else None
    told = session.execute(query.with_only_columns(Contribution.id, Contribution.places))
    counts = Counter(
        place
        for number, places in told
        if own is None or number in own
        for place in places.strip("\n").split("\n")
        if place
    )
    return tuple(sorted(counts.most_common(OFFERED), key=lambda found: fold(found[0])))


def _one_by_one(
    instance: Instance, actor: Actor, query: Select[Contribution]
) -> Iterator[ContributionRecord]:
    """What a query finds and somebody may decide, a few read at a time."""
    ordered, at = query.order_by(Contribution.created_at, Contribution.id), 0
    while True:
        with instance.database.reading() as session:
            rows = list(session.scalars(ordered.offset(at).limit(AHEAD)))
            records = [contribution_of(row) for row in rows]
        yield from decidable(instance, actor, records)
        if len(rows) < AHEAD:
            return
        at += AHEAD


def _sight(session: Session, actor: Actor, now: datetime) -> _Sight:
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
    return _Sight(actor, tuple(map(record_of, rows)), MappingProxyType(days), now)


def _counts(instance: Instance, session: Session, sight: _Sight) -> Mapping[Tab, int]:
    if sight.actor.limits:
        return {tab: len(_ids(instance, session, sight, _tab(sight, tab))) for tab in Tab}
    counted = {
        tab: session.scalar(select(func.count()).select_from(_tab(sight, tab).subquery())) or 0
        for tab in Tab
    }
    return MappingProxyType(counted)


def _ids(
    instance: Instance, session: Session, sight: _Sight, query: Select[Contribution]
) -> list[str]:
    """The identifiers of what somebody may decide, in the order of ``query``."""
    if not sight.actor.limits:
        return list(session.scalars(query.with_only_columns(Contribution.id)))
    found = outlines(session, query)
    return [outline.id for outline in decidable(instance, sight.actor, found)]


def _read(
    instance: Instance, session: Session, sight: _Sight, query: Select[Contribution]
) -> list[ContributionRecord]:
    records = (contribution_of(row) for row in session.scalars(query))
    return list(decidable(instance, sight.actor, records))


def _tab(sight: _Sight, tab: Tab) -> Select[Contribution]:
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


def _is_stale(sight: _Sight) -> ColumnElement[bool]:
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


def _conditions(sight: _Sight, wanted: QueueFilter) -> Iterable[ColumnElement[bool]]:
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


def _is_wanted(record: ContributionRecord, wanted: QueueFilter) -> bool:
    if wanted.field and wanted.field not in fields_of(record):
        return False
    if wanted.flag and wanted.flag not in (flag.name for flag in record.flags):
        return False
    return not wanted.place or fold(wanted.place) in fold(" ".join(_said(record)))


def _said(record: ContributionRecord) -> Iterator[str]:
    """Where a contribution is about: what the row is called, and what its patch says."""
    yield record.row_label
    for patch in record.patches:
        for change in patch.changes:
            yield from (cell.new or cell.old or "" for cell in (*change.cells, *change.kept))
