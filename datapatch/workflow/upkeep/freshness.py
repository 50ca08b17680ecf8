"""When rows were looked at last: a change was published, or somebody found them correct."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray
from sqlalchemy import func, select

from datapatch.db.models import Confirmation
from datapatch.errors import NotFound
from datapatch.index.blame import touched_last
from datapatch.index.checked_rows import all_checked, checked_on
from datapatch.index.reading import revisions_read
from datapatch.index.revision_log import days_of, length
from datapatch.tables.row_hashes import NOTHING
from datapatch.workflow.datasets import DatasetRecord
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.rows.addressing import POSITION, key_of_address, locate
from datapatch.workflow.snapshot import Snapshot

YEAR = timedelta(days=365)
FOLLOWED = 500
"""Checked rows without key that are looked for in today's table: each is a search of its own."""

Days = NDArray[np.int64]
"""A day for each row, as an ordinal; 0 where nobody looked at the row."""


@dataclass(frozen=True, slots=True)
class CheckedTable:
    """When each row of today's table was looked at last, in the order of rows."""

    days: Days

    def share(self, today: date) -> float:
        """Which part of the rows was looked at within a year; 0 for an empty table."""
        recent = self.days >= (today - YEAR).toordinal()
        return float(recent.mean()) if len(recent) else 0.0


def last_checks(
    instance: Instance, record: DatasetRecord, resource: str, rows: Mapping[int, str]
) -> Mapping[int, date]:
    """The day on which each of these rows of today was looked at last, where anybody did.

    ``rows`` are data rows with their addresses. The caller has asked the policy. A table that was
    imported as it is was not looked at: that counts from the first change on.
    """
    found: dict[int, date] = {}
    with open_logbook(instance, record.name) as logbook, logbook.open() as log:
        for known in (_waiting(instance, record, resource), _in_git(log, resource, rows)):
            _keep_latest(found, _among(logbook.head, resource, rows, known))
        told = logbook.told(log, resource)
        if told is None:
            return found
        days, wanted = days_of(log), list(rows)
        numbers = touched_last(told, wanted).tolist()
        touched = zip(wanted, numbers, strict=True)
        _keep_latest(found, {r: date.fromordinal(days[n]) for r, n in touched if n >= 0})
    return found


def checked_share(
    instance: Instance, record: DatasetRecord, resource: str, *, today: date
) -> float:
    """Which part of a table was looked at within a year; 0 while its history is being read.

    The caller has asked the policy.
    """
    with open_logbook(instance, record.name) as logbook, logbook.open() as log:

        def count() -> float:
            table = checked_table(logbook, log, resource)
            return 0.0 if table is None else table.share(today)

        if revisions_read(log) == length(log):
            place = (str(record.name), logbook.head.commit, resource, today)
            return instance.shares.get(place, count)
        return count()


def checked_table(logbook: Logbook, log: sqlite3.Connection, resource: str) -> CheckedTable | None:
    """When all rows of a table were looked at last, as git tells it; None while it is being read.

    What was confirmed today counts from tomorrow on.
    """
    told = logbook.told(log, resource)
    if told is None:
        return None
    numbers = touched_last(told, slice(None))
    ordinals = np.array([*days_of(log), 0], np.int64)  # the last one is that of no revision, -1
    days = ordinals[numbers]
    for row, day in checked_rows(logbook.head, resource, all_checked(log, resource)).items():
        days[row] = max(int(days[row]), day.toordinal())
    return CheckedTable(days)


def checked_rows(head: Snapshot, resource: str, known: Mapping[str, date]) -> Mapping[int, date]:
    """Today's rows behind the addresses that were confirmed, with the last day of each."""
    found: dict[int, date] = {}
    for address in [a for a in known if POSITION.fullmatch(a)][-FOLLOWED:]:
        try:
            _keep_latest(found, {locate(head, resource, address).row: known[address]})
        except NotFound:
            continue
    _keep_latest(found, _by_key(head, resource, known))
    return found


def _by_key(head: Snapshot, resource: str, known: Mapping[str, date]) -> Mapping[int, date]:
    if not known or not head.key(resource):
        return {}
    reading = head.key_reading(resource)
    numbers = {
        reading.hash(key_of_address(address)): day
        for address, day in known.items()
        if not POSITION.fullmatch(address)
    }
    numbers.pop(NOTHING, None)
    candidates = head.keyed_rows(resource).all_candidates(numbers)
    return {rows[0]: numbers[n] for n, rows in candidates.items() if len(rows) == 1}


def _in_git(log: sqlite3.Connection, resource: str, rows: Mapping[int, str]) -> Mapping[str, date]:
    if any(POSITION.fullmatch(address) for address in rows.values()):
        return all_checked(log, resource)  # the addresses of rows without key change
    return checked_on(log, resource, rows.values())


def _among(
    head: Snapshot, resource: str, rows: Mapping[int, str], known: Mapping[str, date]
) -> Mapping[int, date]:
    """What is ``known`` of some rows of today."""
    if any(POSITION.fullmatch(address) for address in known):
        located = checked_rows(head, resource, known)
        return {row: located[row] for row in rows if row in located}
    return {row: known[address] for row, address in rows.items() if address in known}


def _waiting(instance: Instance, record: DatasetRecord, resource: str) -> Mapping[str, date]:
    """What git does not know yet."""
    query = (
        select(Confirmation.row_address, func.max(Confirmation.confirmed_at))
        .where(Confirmation.dataset_id == record.id, Confirmation.commit.is_(None))
        .where(Confirmation.resource == resource)
        .group_by(Confirmation.row_address)
    )
    with instance.database.reading() as session:
        return {address: _day(at) for address, at in session.execute(query)}


def _day(at: datetime) -> date:
    return at.astimezone(UTC).date()


def _keep_latest(found: dict[int, date], more: Mapping[int, date]) -> None:
    for row, day in more.items():
        found[row] = max(found.get(row, day), day)
