"""The bell: one notice for each person and event, handled for all when one of them acts."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from datapatch.accounts.actors import actor_of
from datapatch.accounts.memberships import administrators, moderators_of, owners_of
from datapatch.db.models import Contribution, Dataset, Notice, NoticeKind, Person
from datapatch.workflow.contributions import contribution_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.queue.territories import may_decide


def notify_moderators(
    instance: Instance, session: Session, row: Contribution, kind: NoticeKind, *, now: datetime
) -> tuple[tuple[Person, Notice], ...]:
    """Put a notice behind the bell of each moderator who may decide about this contribution.

    Those who are limited to other rows hear nothing of it.
    """
    told = []
    for person in concerned(instance, session, row):
        notice = Notice(
            person_id=person.id,
            kind=kind,
            dataset_id=row.dataset_id,
            contribution_id=row.id,
            created_at=now,
        )
        session.add(notice)
        told.append((person, notice))
    session.flush()
    return tuple(told)


def concerned(instance: Instance, session: Session, row: Contribution) -> tuple[Person, ...]:
    """The moderators of the contribution's dataset whose rows it touches.

    The administrators where there are none, so that no contribution waits unseen.
    """
    found = allowed(instance, session, row, moderators_of(session, row.dataset.workspace))
    return found or administrators(session)


def allowed(
    instance: Instance, session: Session, row: Contribution, people: Iterable[Person]
) -> tuple[Person, ...]:
    """Those of ``people`` who may decide about this contribution."""
    record = contribution_of(row)
    return tuple(p for p in people if may_decide(instance, actor_of(session, p), record))


def notify_owners(
    session: Session, dataset_id: int, kind: NoticeKind, *, now: datetime, text: str = ""
) -> None:
    """Tell each owner of the dataset's workspace; the administrators where there is none."""
    dataset = session.get_one(Dataset, dataset_id)
    for person in owners_of(session, dataset.workspace):
        notice = Notice(
            person_id=person.id, kind=kind, dataset_id=dataset_id, text=text, created_at=now
        )
        session.add(notice)


def mark_handled(session: Session, *contributions: str, now: datetime) -> None:
    """Nobody needs to act on these contributions any more."""
    session.execute(
        update(Notice)
        .where(Notice.contribution_id.in_(contributions), Notice.handled_at.is_(None))
        .values(handled_at=now)
    )


def mark_unhandled(session: Session, contribution_id: str, *, since: datetime) -> None:
    """What was handled by a verdict of that moment waits again: the verdict was taken back."""
    session.execute(
        update(Notice)
        .where(Notice.contribution_id == contribution_id, Notice.handled_at >= since)
        .values(handled_at=None)
    )
