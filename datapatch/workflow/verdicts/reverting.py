"""Taking a publication back: a new revision without what it had changed."""

from collections.abc import Sequence
from datetime import datetime

from datapatch.db.models import Contribution, Origin, State
from datapatch.errors import Conflict, DataPatchError, NotFound
from datapatch.gitstore.pair import DatasetRepositories, contribution_branch
from datapatch.gitstore.revision import Revision
from datapatch.translation import N_
from datapatch.types import CommitId
from datapatch.workflow.contributions import (
    ContributionRecord,
    contribution_of,
    find_contribution,
    receipt_hash,
    store_patches,
)
from datapatch.workflow.datasets import head_of
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.proposals.contributing import kind_of, new_identifier
from datapatch.workflow.publication.publishing import Moderator, publish
from datapatch.workflow.pushes.pushed_patches import patches_of, row_label, shortened
from datapatch.workflow.review.reviewing import Examination, examine_commit
from datapatch.workflow.signing import instance_signature, public_signature

_NOT_PUBLISHED = N_("Only what is published can be reverted.")
_REVERTED = N_("This was reverted already.")


def revert(
    instance: Instance, moderator: Moderator, contribution_id: str, *, now: datetime
) -> CommitId:
    """Publish the state of things without this contribution; later changes stay.

    Raises `NotFound`, or `Conflict` when it is not published, reverted already, or when later
    publications changed the same cells.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    if record.published_commit is None:
        raise Conflict(_NOT_PUBLISHED)
    with instance.database.reading() as session:
        if session.get_one(Contribution, record.id).reverted_commit:
            raise Conflict(_REVERTED)
    commit = revert_revisions(instance, moderator, record, [record.published_commit], now=now)
    with instance.database.transaction() as session:
        session.get_one(Contribution, record.id).reverted_commit = commit
    return commit


def revert_revisions(
    instance: Instance,
    moderator: Moderator,
    record: ContributionRecord,
    revisions: Sequence[CommitId],
    *,
    now: datetime,
) -> CommitId:
    """One revision that takes neighbouring ``revisions`` (oldest first) of the dataset back.

    It is a contribution of the moderator, who accepts it. Raises `Conflict`.
    """
    name = record.dataset.name
    with writable(name), instance.repositories(name) as pair, pair.review.writing():
        pair.mirror_main()
        proposed = _without(instance, pair, revisions, moderator, now)
        examination = examine_commit(instance, pair.review, proposed, head_of(pair.published))
        made = _record(instance, pair, record, moderator, examination, now=now)
    try:
        return publish(instance, moderator, made, now=now)
    except DataPatchError:
        _forget(instance, made)
        raise


def _without(
    instance: Instance,
    pair: DatasetRepositories,
    revisions: Sequence[CommitId],
    moderator: Moderator,
    now: datetime,
) -> CommitId:
    """A commit on the last revision that holds the files from before the first one."""
    review = pair.review
    first, last = review.revision(revisions[0]), review.revision(revisions[-1])
    if not first.parents:
        raise NotFound
    before, after = review.files(first.parents[0]), review.files(last.id)
    files = {
        path: review.read_blob(before[path]) if path in before else None
        for path in before.keys() | after.keys()
        if before.get(path) != after.get(path)
    }
    return review.commit(
        last.id,
        files,
        parents=[last.id],
        author=public_signature(instance, moderator.public_name, now),
        committer=instance_signature(instance, now),
        message=_message(instance, first, len(revisions)),
    )


def _message(instance: Instance, first: Revision, count: int) -> str:
    translate = instance.translate
    if count == 1:
        return translate(N_("Revert: {subject}")).format(subject=first.subject)
    return translate(N_("Revert {count} publications")).format(count=count)


def _record(
    instance: Instance,
    pair: DatasetRepositories,
    reverted: ContributionRecord,
    moderator: Moderator,
    examination: Examination,
    *,
    now: datetime,
) -> ContributionRecord:
    patches = patches_of(examination)
    identifier = new_identifier()
    row = Contribution(
        id=identifier,
        dataset_id=reverted.dataset.id,
        kind=kind_of(patches),
        origin=Origin.REVERT,
        resource=patches[0].resource if patches else "",
        row_label=row_label(examination, patches),
        base_commit=examination.base,
        branch_commit=examination.proposed,
        patch=store_patches(shortened(patches, instance.config.limits.patch_changes)),
        author_name=moderator.public_name,
        person_id=moderator.person_id,
        language=instance.config.language,
        receipt_hash=receipt_hash(receipt_secret(instance.secret, identifier)),
        created_at=now,
        updated_at=now,
    )
    with instance.database.transaction() as session:
        session.add(row)
        session.flush()
        session.refresh(row)
        branch = contribution_branch(row.id)
        pair.review.advance(branch, expected=None, to=examination.proposed)
        return contribution_of(row)


def _forget(instance: Instance, record: ContributionRecord) -> None:
    """Undo what was recorded of a reversal that could not be published."""
    with instance.database.transaction() as session:
        row = session.get(Contribution, record.id)
        if row is None or row.state != State.OPEN:
            return
        session.delete(row)
    with instance.repositories(record.dataset.name) as pair:
        pair.drop_contribution(record.id)
