"""What has waited too long is told once more: deputies first, owners later, each once."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.memberships import deputies_of, owners_of
from datapatch.db.models import Contribution, Dataset, Notice, NoticeKind, Person, State
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import allowed
from datapatch.workflow.preferences import preferences_of


def tell_late(instance: Instance, *, now: datetime) -> int:
    """Put what waits for too long behind the bell of deputies and owners; how many notices.

    Their digest takes it along within a day (``digesting.py``). 0 days: never.
    """
    with instance.database.transaction() as session:
        waiting = select(Contribution.dataset_id).where(Contribution.state == State.OPEN)
        datasets = session.scalars(select(Dataset).where(Dataset.id.in_(waiting)))
        made = [
            notice
            for dataset in datasets
            for notice in _notices_of(instance, session, dataset, now)
        ]
        session.add_all(made)
        return len(made)


def _notices_of(
    instance: Instance, session: Session, dataset: Dataset, now: datetime
) -> Iterator[Notice]:
    chosen, told = preferences_of(dataset), _told(session, dataset)
    deputies = deputies_of(session, dataset.workspace)
    owners = owners_of(session, dataset.workspace)
    for people, days in (
        (deputies, chosen.deputies_after_days),
        (owners, chosen.owners_after_days),
    ):
        if not people or not days:
            continue
        for row in _late(session, dataset, people, told, now - timedelta(days=days)):
            for person in allowed(instance, session, row, people):
                if (person.id, row.id) not in told:
                    told.add((person.id, row.id))
                    yield _notice(person, row, now)


def _late(
    session: Session,
    dataset: Dataset,
    people: Sequence[Person],
    told: set[tuple[int, str]],
    before: datetime,
) -> list[Contribution]:
    """What waits since then, and one of these people was not told yet."""
    query = select(Contribution.id).where(
        Contribution.dataset_id == dataset.id,
        Contribution.state == State.OPEN,
        Contribution.created_at <= before,
    )
    untold = [
        found
        for found in session.scalars(query.order_by(Contribution.created_at))
        if any((person.id, found) not in told for person in people)
    ]
    return [session.get_one(Contribution, found) for found in untold]


def _told(session: Session, dataset: Dataset) -> set[tuple[int, str]]:
    """Who was told before about which contribution."""
    query = select(Notice.person_id, Notice.contribution_id).where(
        Notice.dataset_id == dataset.id, Notice.kind == NoticeKind.WAITS
    )
    return {(row[0], str(row[1])) for row in session.execute(query)}


def _notice(person: Person, row: Contribution, now: datetime) -> Notice:
    return Notice(
        person_id=person.id,
        kind=NoticeKind.WAITS,
        dataset_id=row.dataset_id,
        contribution_id=row.id,
        created_at=now,
    )
