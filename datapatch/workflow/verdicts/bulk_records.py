"""Where a verdict on many contributions stands."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, require
from datapatch.db.models import Bulk, Contribution, Dataset, Verdict
from datapatch.errors import InvalidInput, NotFound
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.datasets import record_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator

_NOTHING = N_("Nothing is ticked. Tick some contributions, then say what to do with them.")
_ONE_DATASET = N_(
    "These contributions are of several datasets. Choose one of them, then try again."
)


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
    reverted: bool


def dataset_of(instance: Instance, moderator: Moderator, ids: Sequence[str]) -> DatasetName:
    """The one dataset that all of these contributions are of.

    Raises `InvalidInput` for none and for several, `NotFound` or `Forbidden` for who does not
    moderate it.
    """
    query = select(Dataset).where(
        Dataset.id.in_(select(Contribution.dataset_id).where(Contribution.id.in_(ids)))
    )
    with instance.database.reading() as session:
        found = [record_of(row) for row in session.scalars(query)]
    if len(found) != 1:
        raise InvalidInput(_ONE_DATASET if found else _NOTHING)
    require(moderator.actor, Action.MODERATE, found[0].facts)
    return found[0].name


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
        reverted=bulk.reverted_commit is not None,
    )
