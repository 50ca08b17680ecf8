"""The merge commit of a publication: what was accepted, by whom, reviewed by whom."""

from collections.abc import Sequence

from datapatch.gitstore.repository import MAIN, Repository
from datapatch.types import CommitId, Signature
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.keeping_sizes import within_sizes
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.rows.row_redirects import MergedRow, merged_by
from datapatch.workflow.signing import CONTRIBUTION, REVIEWED_BY, public_signature


def write_merge(
    instance: Instance, record: ContributionRecord, examination: Examination, reviewer: Signature
) -> CommitId:
    """Copy what was accepted into the published repository, and move its branch to the merge.

    The contributor signs as author, with the public name whatever a pushed commit says, and the
    reviewer as committer. Raises `BranchMoved` when something else was published since the
    examination; then no branch has moved.
    """
    with instance.repositories(record.dataset.name) as pair, pair.publishing():
        published = pair.published
        published.copy_from(pair.review, examination.proposed)
        before = snapshot_of(instance, published, examination.published)
        subject = published.revision(examination.proposed).subject
        commit = published.commit(
            examination.published,
            within_sizes(before, examination.tree, instance.config.parts),
            parents=[examination.published, examination.proposed],
            author=public_signature(instance, record.author_name, reviewer.at),
            committer=reviewer,
            message=merge_message(subject, record.id, reviewer, merged_by(record, examination)),
        )
        published.advance(MAIN, expected=examination.published, to=commit)
    return commit


def merge_message(
    subject: str, contribution_id: str, reviewer: Signature, merged: Sequence[MergedRow] = ()
) -> str:
    """The message of a publication, with its trailers; rows that it merged are named in them."""
    told = "".join(row.trailer for row in merged)
    return (
        f"{subject}\n\n{CONTRIBUTION}: {contribution_id}\n{told}"
        f"{REVIEWED_BY}: {reviewer.name} <{reviewer.email}>\n"
    )


def published_commit(instance: Instance, record: ContributionRecord) -> CommitId | None:
    """The published commit that carries this contribution's trailer; None when there is none."""
    with instance.repositories(record.dataset.name) as pair:
        return _with_trailer(pair.published, record)


def _with_trailer(repository: Repository, record: ContributionRecord) -> CommitId | None:
    wanted = (CONTRIBUTION, record.id)
    head = repository.tip(MAIN)
    for revision in repository.first_parents(head) if head else ():
        if wanted in revision.trailers:
            return revision.id
        if revision.id == record.base:
            # A contribution cannot be published before the revision that it starts from.
            return None
    return None
