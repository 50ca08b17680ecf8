"""The bell: one notice for each person and event, handled for all when one of them acts."""

from datetime import datetime

from sqlalchemy import update
from sqlalchemy.orm import Session

from datapatch.accounts.memberships import moderators_of, owners_of
from datapatch.db.models import Contribution, Dataset, Notice, NoticeKind


def notify_moderators(
    session: Session, row: Contribution, kind: NoticeKind, *, now: datetime
) -> None:
    """Tell each moderator of the contribution's dataset."""
    for person in moderators_of(session, row.dataset.workspace):
        notice = Notice(
            person_id=person.id,
            kind=kind,
            dataset_id=row.dataset_id,
            contribution_id=row.id,
            created_at=now,
        )
        session.add(notice)


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


def mark_handled(session: Session, contribution_id: str, *, now: datetime) -> None:
    """Nobody needs to act on this contribution any more."""
    session.execute(
        update(Notice)
        .where(Notice.contribution_id == contribution_id, Notice.handled_at.is_(None))
        .values(handled_at=now)
    )
