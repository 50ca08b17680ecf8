"""The queue of a moderator: tabs with their counts, filters, and the one that comes next."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, State
from datapatch.index.folding import fold
from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of, outlines
from datapatch.workflow.instance import Instance
from datapatch.workflow.queue.sights import QueueFilter, Sight, Tab, conditions, in_tab, sight_of
from datapatch.workflow.queue.territories import decidable

PAGE = 50
AHEAD = 20
OFFERED = 200
"""Places that can be chosen."""


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
        sight = sight_of(session, actor, now)
        counts = _counts(instance, session, sight)
        query = in_tab(sight, tab).where(*conditions(sight, chosen))
        fields, flags = _offered(session, query)
        anywhere = in_tab(sight, tab).where(*conditions(sight, replace(chosen, where="")))
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
    sight: Sight,
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
    instance: Instance, session: Session, sight: Sight, query: Select[Contribution]
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


def _counts(instance: Instance, session: Session, sight: Sight) -> Mapping[Tab, int]:
    if sight.actor.limits:
        return {tab: len(_ids(instance, session, sight, in_tab(sight, tab))) for tab in Tab}
    counted = {
        tab: session.scalar(select(func.count()).select_from(in_tab(sight, tab).subquery())) or 0
        for tab in Tab
    }
    return MappingProxyType(counted)


def _ids(
    instance: Instance, session: Session, sight: Sight, query: Select[Contribution]
) -> list[str]:
    """The identifiers of what somebody may decide, in the order of ``query``."""
    if not sight.actor.limits:
        return list(session.scalars(query.with_only_columns(Contribution.id)))
    found = outlines(session, query)
    return [outline.id for outline in decidable(instance, sight.actor, found)]


def _read(
    instance: Instance, session: Session, sight: Sight, query: Select[Contribution]
) -> list[ContributionRecord]:
    records = (contribution_of(row) for row in session.scalars(query))
    return list(decidable(instance, sight.actor, records))


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
