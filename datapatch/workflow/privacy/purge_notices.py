"""What those who cloned a dataset are told when something was removed from every version of it."""

from datetime import datetime, timedelta

from sqlalchemy import select

from datapatch.db.models import Purge
from datapatch.workflow.datasets import DatasetRecord
from datapatch.workflow.instance import Instance

TOLD = timedelta(days=365)
"""How long a purge is told."""


def last_purge(instance: Instance, record: DatasetRecord, *, now: datetime) -> datetime | None:
    """When the history was last written anew within a year; None when it was not."""
    query = (
        select(Purge.created_at)
        .where(Purge.dataset_id == record.id, Purge.created_at > now - TOLD)
        .order_by(Purge.created_at.desc())
        .limit(1)
    )
    with instance.database.reading() as session:
        return session.scalar(query)
