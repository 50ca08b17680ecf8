"""What was found still correct goes into git: one commit a day for each dataset at most."""

import logging
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from sqlalchemy import ColumnElement, select, update

from datapatch.db.models import Confirmation, Dataset
from datapatch.errors import DataPatchError
from datapatch.gitstore.repository import MAIN
from datapatch.index.checked_rows import CheckedRow, last_carried
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import head_of
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.logbook import open_logbook
from datapatch.workflow.signing import instance_signature
from datapatch.workflow.upkeep.check_trailers import checks_message

Tap = tuple[int, CheckedRow]
"""One confirmation by its id, and what it says."""

journal = logging.getLogger(__name__)

AT_ONCE = 5_000
"""Checks that one commit carries at most; the others wait for the next day."""


def carry_checks_due(instance: Instance, *, now: datetime) -> int:
    """Commit what was checked before today, dataset by dataset; how many commits were written.

    A dataset that cannot be written now is tried again by the next sweep.
    """
    written = 0
    for dataset_id, name in _waiting(instance, now):
        try:
            written += carry_checks(instance, dataset_id, name, now=now)
        except (DataPatchError, OSError) as error:
            journal.warning("the checks of %s are written later: %s", name, error)
    return written


def carry_checks(instance: Instance, dataset_id: int, name: DatasetName, *, now: datetime) -> bool:
    """One commit with what was checked before today, unless today has one; whether it was written.

    Nobody signs but the instance: who tapped is not known. Raises `Unavailable`, `NotFound`.
    """
    with instance.decision_lock(name), writable(name):
        if _carried_today(instance, dataset_id, name, now):
            return False
        taps = _pending(instance, dataset_id, now)
        if not taps:
            return False
        commit = _commit(instance, name, _distinct(taps), now)
        _mark(instance, [tap for tap, _row in taps], commit)
    instance.histories.file(name).note_unread()  # a job reads it
    return True


def _waiting(instance: Instance, now: datetime) -> list[tuple[int, DatasetName]]:
    waiting = select(Confirmation.dataset_id).where(*_due(now))
    with instance.database.reading() as session:
        found = session.scalars(select(Dataset).where(Dataset.id.in_(waiting)))
        return [(dataset.id, dataset.address) for dataset in found]


def _pending(instance: Instance, dataset_id: int, now: datetime) -> list[Tap]:
    query = (
        select(Confirmation)
        .where(Confirmation.dataset_id == dataset_id, *_due(now))
        .order_by(Confirmation.confirmed_at, Confirmation.id)
        .limit(AT_ONCE)
    )
    with instance.database.reading() as session:
        return [(row.id, _checked(row)) for row in session.scalars(query)]


def _due(now: datetime) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return Confirmation.commit.is_(None), Confirmation.confirmed_at < _midnight(now)


def _carried_today(instance: Instance, dataset_id: int, name: DatasetName, now: datetime) -> bool:
    """Whether today has its commit; what a killed process committed and did not note is noted."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        last = last_carried(log)
    if last is None:
        return False
    left = [tap for tap, row in _pending(instance, dataset_id, now) if row in last.rows]
    _mark(instance, left, last.commit)
    return last.at >= _midnight(now).timestamp()


def _commit(
    instance: Instance, name: DatasetName, rows: Sequence[CheckedRow], now: datetime
) -> CommitId:
    signature = instance_signature(instance, now)
    with instance.repositories(name) as pair:
        with pair.publishing():
            head = head_of(pair.published)
            commit = pair.published.commit(
                head,
                {},
                parents=[head],
                author=signature,
                committer=signature,
                message=checks_message(rows, instance.translate),
            )
            pair.published.advance(MAIN, expected=head, to=commit)
        pair.mirror_main()
    return commit


def _mark(instance: Instance, ids: Sequence[int], commit: CommitId) -> None:
    with instance.database.transaction() as session:
        chosen = update(Confirmation).where(Confirmation.id.in_(ids))
        session.execute(chosen.values(commit=commit))


def _distinct(taps: Iterable[Tap]) -> list[CheckedRow]:
    """Each row once, with the last day on which it was checked."""
    last = {(row.resource, row.address): row for _tap, row in taps}
    return sorted(last.values(), key=lambda row: (row.resource, row.address))


def _checked(row: Confirmation) -> CheckedRow:
    return CheckedRow(row.resource, row.row_address, row.confirmed_at.astimezone(UTC).date())


def _midnight(now: datetime) -> datetime:
    return now.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
