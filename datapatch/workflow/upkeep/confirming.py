"""Somebody says that a row is still correct: one tap, no account, no review."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor
from datapatch.db.models import Confirmation, Dataset
from datapatch.errors import Conflict, Forbidden, NotFound, TooMany
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.rows.reading import RowView, read_row

_HOUR = timedelta(hours=1)


class ChangedSince(Conflict):
    """The row is not any more what was shown to whoever confirms it."""

    template = N_("This row changed since you looked at it. Look once more, then confirm it.")


class TooManyChecks(TooMany):
    """More checks than the dataset takes in an hour."""

    template = N_(
        "Many people are confirming rows of this dataset just now. Thank you! "
        "Tap again in {minutes} min: the button is still there then."
    )


def confirm_row(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    resource: str,
    address: str,
    *,
    seen: CommitId,
    now: datetime,
) -> RowView:
    """Record that the row at ``address`` is still what it was at ``seen``; the row as it is today.

    A second tap on the same day records nothing more. Raises `NotFound`, `Forbidden` where the
    dataset takes nothing at present, `ChangedSince`, `TooManyChecks`.
    """
    record = find_dataset(instance, actor, name, Action.SUGGEST)
    row = read_row(instance, actor, name, resource=resource, address=address)
    if not _unchanged(instance, actor, name, row, address, seen):
        raise ChangedSince
    with instance.database.transaction() as session:
        dataset = session.get_one(Dataset, record.id)
        if preferences_of(dataset).paused:
            raise Forbidden(N_("This dataset takes no contributions at present. Come back later."))
        if not _known_today(session, dataset, row, now):
            _require_room(session, dataset, now)
            session.add(_confirmation(dataset, row, now))
    return row


def _unchanged(
    instance: Instance, actor: Actor, name: DatasetName, row: RowView, address: str, seen: CommitId
) -> bool:
    if seen == row.commit:
        return True
    try:
        old = read_row(instance, actor, name, resource=row.resource, address=address, at=seen)
    except NotFound:
        return False
    return (old.columns, old.content.cells) == (row.columns, row.content.cells)


def _known_today(session: Session, dataset: Dataset, row: RowView, now: datetime) -> bool:
    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0)
    query = select(Confirmation.id).where(
        Confirmation.dataset_id == dataset.id,
        Confirmation.resource == row.resource,
        Confirmation.row_address == row.content.address,
        Confirmation.confirmed_at >= midnight,
    )
    return session.scalar(query.limit(1)) is not None


def _require_room(session: Session, dataset: Dataset, now: datetime) -> None:
    most = preferences_of(dataset).dataset_hourly
    if not most:
        return
    lately = select(Confirmation.confirmed_at).where(
        Confirmation.dataset_id == dataset.id, Confirmation.confirmed_at > now - _HOUR
    )
    newest_first = lately.order_by(Confirmation.confirmed_at.desc())
    # Once this one is an hour old, fewer than ``most`` came within the hour.
    before = session.scalar(newest_first.offset(most - 1).limit(1))
    if before is not None:
        seconds = int((before + _HOUR - now).total_seconds()) + 1
        raise TooManyChecks(minutes=-(-seconds // 60), retry_after=seconds)


def _confirmation(dataset: Dataset, row: RowView, now: datetime) -> Confirmation:
    return Confirmation(
        dataset_id=dataset.id,
        resource=row.resource,
        row_address=row.content.address,
        row_label=row.label,
        confirmed_at=now,
    )
