"""Branches under review: dropped with the decision, or later when a process was killed there."""

from collections.abc import Iterator, Mapping

from sqlalchemy import select

from datapatch.db.models import ENDS, Contribution, Dataset, State, Workspace
from datapatch.gitstore.pair import CONTRIBUTIONS, contribution_branch
from datapatch.types import CommitId, DatasetName, ObjectId
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.instance import Instance


def drop_branch(instance: Instance, record: ContributionRecord) -> None:
    """Drop the branch of a contribution and what only it reached, then note that it is gone."""
    with instance.repositories(record.dataset.name) as pair:
        pair.drop_contribution(record.id)
    with instance.database.transaction() as session:
        session.get_one(Contribution, record.id).branch_commit = None


def undropped(instance: Instance) -> tuple[ContributionRecord, ...]:
    """What is decided or withdrawn, and still has the branch that should be gone."""
    query = select(Contribution).where(
        Contribution.state.in_(ENDS), Contribution.branch_commit.is_not(None)
    )
    with instance.database.reading() as session:
        return tuple(contribution_of(row) for row in session.scalars(query))


def tidy_branches(instance: Instance, name: DatasetName) -> None:
    """Let the branches of a dataset be those that the database knows, where nobody is writing any.

    A contribution that is decided has none, one that was never recorded neither; one that waits
    stands where it was recorded. The caller holds the decision lock.
    """
    left = [record for record in undropped(instance) if record.dataset.name == name]
    if any(record.state == State.PUBLISHED for record in left):
        with instance.repositories(name) as pair:
            pair.mirror_main()
    for record in left:
        drop_branch(instance, record)
    with instance.repositories(name) as pair:
        review = pair.review
        with review.alone() as alone:
            if not alone:
                return  # whoever writes records it in a moment; the next decision looks again
            found = dict(_contributions(review.branches()))
            recorded = _recorded(instance, name)
            for contribution in found.keys() - recorded.keys():
                review.delete_branch(contribution_branch(contribution))
            for contribution, commit in recorded.items():
                if found.get(contribution) != commit:
                    branch = contribution_branch(contribution)
                    review.advance(branch, expected=found.get(contribution), to=commit)
        if found.keys() - recorded.keys():
            review.prune()


def _contributions(branches: Mapping[str, CommitId]) -> Iterator[tuple[str, CommitId]]:
    for branch, commit in branches.items():
        if branch.startswith(CONTRIBUTIONS):
            yield branch.removeprefix(CONTRIBUTIONS), commit


def _recorded(instance: Instance, name: DatasetName) -> dict[str, CommitId]:
    """Where each contribution that waits was recorded."""
    query = (
        select(Contribution.id, Contribution.branch_commit)
        .join(Contribution.dataset)
        .join(Dataset.workspace)
        .where(Workspace.slug == name.workspace, Dataset.name == name.name)
        .where(Contribution.state.not_in(ENDS))
    )
    with instance.database.reading() as session:
        rows = session.execute(query).all()
    return {row[0]: CommitId(ObjectId(row[1])) for row in rows if row[1] is not None}
