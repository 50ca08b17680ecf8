"""Where a verdict on many contributions stands."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, require
from datapatch.db.models import Bulk, Verdict
from datapatch.errors import NotFound
from datapatch.types import DatasetName
from datapatch.workflow.datasets import record_of
from datapatch.workflow.publishing import Moderator


@dataclass(frozen=True, slots=True)
class BulkRecord:
    """Where a verdict on many stands: ``done`` of ``total``, ``left_out`` of them not published."""

    id: str
    dataset: DatasetName
    verdict: Verdict
    by: int | None
    total: int
    done: int
    left_out: int
    created_at: datetime
    carry_out_at: datetime
    stopped: bool
    finished: bool
    revertible: bool


def find_bulk(session: Session, moderator: Moderator, bulk_id: str) -> Bulk:
    """The row, for who moderates its dataset; raises `NotFound` or `Forbidden`."""
    bulk = session.get(Bulk, bulk_id)
    if bulk is None:
        raise NotFound
    require(moderator.actor, Action.MODERATE, record_of(bulk.dataset).facts)
    return bulk


def bulk_record(session: Session, bulk: Bulk) -> BulkRecord:
    """The plain value of a database row."""
    session.flush()
    return BulkRecord(
        id=bulk.id,
        dataset=bulk.dataset.address,
        verdict=bulk.verdict,
        by=bulk.person_id,
        total=bulk.total,
        done=bulk.done,
        left_out=bulk.left_out,
        created_at=bulk.created_at,
        carry_out_at=bulk.carry_out_at,
        stopped=bulk.stopped_at is not None,
        finished=bulk.finished_at is not None,
        revertible=bulk.first_commit is not None and bulk.reverted_commit is None,
    )
