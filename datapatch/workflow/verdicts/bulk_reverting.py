"""A verdict on many contributions, taken back as one."""

from collections.abc import Iterator
from datetime import datetime
from itertools import groupby

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Bulk, Contribution, State
from datapatch.errors import Conflict
from datapatch.translation import N_
from datapatch.types import CommitId
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.datasets import head_of, open_published
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.verdicts.bulk_records import find_bulk
from datapatch.workflow.verdicts.reverting import revert_revisions

_NOT_DONE = N_("This is still being carried out. Stop it first, or wait until it is finished.")
_REVERTED = N_("This was reverted already, or nothing of it was published.")


def revert_bulk(
    instance: Instance, moderator: Moderator, bulk_id: str, *, now: datetime
) -> tuple[CommitId, ...]:
    """Take back all that it published; one revision for each run of neighbouring publications.

    Where nobody else published in between that is one. Raises `NotFound`, `Forbidden` or
    `Conflict`.
    """
    with instance.database.reading() as session:
        bulk = find_bulk(session, moderator, bulk_id)
        if bulk.finished_at is None:
            raise Conflict(_NOT_DONE)
        if bulk.reverted_commit or bulk.first_commit is None:
            raise Conflict(_REVERTED)
        published = _published(session, bulk_id)
    made = tuple(
        revert_revisions(instance, moderator, published[run[0]], run, now=now)
        for run in reversed(list(_runs(instance, published)))
    )
    with instance.database.transaction() as session:
        session.get_one(Bulk, bulk_id).reverted_commit = made[-1]
        session.execute(
            update(Contribution)
            .where(Contribution.bulk_id == bulk_id, Contribution.state == State.PUBLISHED)
            .values(reverted_commit=made[-1])
        )
    return made


def _published(session: Session, bulk_id: str) -> dict[CommitId, ContributionRecord]:
    query = select(Contribution).where(
        Contribution.bulk_id == bulk_id,
        Contribution.state == State.PUBLISHED,
        Contribution.reverted_commit.is_(None),
    )
    records = map(contribution_of, session.scalars(query))
    return {r.published_commit: r for r in records if r.published_commit is not None}


def _runs(
    instance: Instance, published: dict[CommitId, ContributionRecord]
) -> Iterator[list[CommitId]]:
    """The publications, oldest first, in runs that nothing else stands between."""
    name = next(iter(published.values())).dataset.name
    with open_published(instance, name) as repository:
        line: list[CommitId] = []
        left = set(published)
        for revision in repository.first_parents(head_of(repository)):
            if not left:
                break
            line.append(revision.id)
            left.discard(revision.id)
    for ours, run in groupby(reversed(line), key=lambda commit: commit in published):
        if ours:
            yield list(run)
