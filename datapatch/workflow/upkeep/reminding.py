"""A producer who promised to look at the data at some rhythm is told when rows are due."""

from collections.abc import Sequence
from datetime import datetime, timedelta

import numpy as np
from sqlalchemy import select

from datapatch.db.models import Dataset, Notice, NoticeKind, Setting
from datapatch.errors import NotFound, UnreadableTable
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import notify_owners
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.rows.labelling import cells_of, label
from datapatch.workflow.upkeep.freshness import checked_table

NAMED = 5
"""Rows that a reminder names: those that nobody looked at for longest."""

_DAY = timedelta(days=1)


def remind_due(instance: Instance, *, now: datetime) -> int:
    """Tell the owners of each dataset that promised it which rows are due; how many datasets.

    Once in each promised period, behind the bell and with the next digest; a dataset in which
    nothing is due is looked at again the next day.
    """
    with instance.database.reading() as session:
        found = [
            (row.id, row.address, promised)
            for row in session.scalars(select(Dataset))
            if (promised := timedelta(days=preferences_of(row).promised_days))
            and row.created_at <= now - promised
        ]
    return sum(
        _remind(instance, dataset_id, name, promised, now)
        for dataset_id, name, promised in found
        if _is_due(instance, dataset_id, promised, now)
    )


def _is_due(instance: Instance, dataset_id: int, promised: timedelta, now: datetime) -> bool:
    """Whether nobody was told in this period, and nobody looked today; that it is looked at now."""
    told = select(Notice.id).where(
        Notice.dataset_id == dataset_id,
        Notice.kind == NoticeKind.FRESHNESS,
        Notice.created_at > now - promised,
    )
    key = f"freshness {dataset_id}"
    with instance.database.transaction() as session:
        if session.scalar(told.limit(1)) is not None:
            return False
        last = session.get(Setting, key)
        if last is not None and datetime.fromisoformat(last.value) > now - _DAY:
            return False
        session.merge(Setting(key=key, value=now.isoformat()))
        return True


def _remind(
    instance: Instance, dataset_id: int, name: DatasetName, promised: timedelta, now: datetime
) -> bool:
    try:
        with open_logbook(instance, name) as logbook:
            text = _stale(logbook, now - promised)
    except (NotFound, UnreadableTable):
        return False
    if text:
        with instance.database.transaction() as session:
            notify_owners(session, dataset_id, NoticeKind.FRESHNESS, now=now, text=text)
    return bool(text)


def _stale(logbook: Logbook, before: datetime) -> str:
    """The rows of the first table that nobody looked at since, by name; "" when there are none."""
    resource = next(iter(logbook.head.table_files), "")
    with logbook.open() as log:
        table = checked_table(logbook, log, resource) if resource else None
    if table is None:
        return ""
    order = np.argsort(table.days, kind="stable")
    stale: Sequence[int] = order[table.days[order] < before.date().toordinal()].tolist()
    rows = logbook.head.parted(resource)
    names = [label(cells_of(rows, row)) or "…" for row in stale[:NAMED]]
    more = len(stale) - len(names)
    return " · ".join([*names, *([f"+ {more}"] if more else [])])
