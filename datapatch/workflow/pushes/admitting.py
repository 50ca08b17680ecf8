"""What a push may not do that no form may do either: a paused dataset, fields that are locked."""

from datapatch.workflow.abuse.guarding import check_taking
from datapatch.workflow.datasets import DatasetRecord, head_of, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.proposals.locked_fields import check_locked
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.pushes.pushed import waiting_push
from datapatch.workflow.pushes.pushed_patches import patches_of
from datapatch.workflow.review.reviewing import Examination


def check_pushed_taking(
    instance: Instance, who: Moderator, dataset: DatasetRecord, branch: str
) -> None:
    """Nothing when the dataset takes this branch as a contribution; raises `NotTaking`.

    What waits already can be amended all the same.
    """
    with instance.database.reading() as session:
        known = waiting_push(session, dataset.id, who.person_id, branch)
    if known is None:
        check_taking(instance, who.actor, dataset.name)


def check_pushed_locked(
    instance: Instance, dataset: DatasetRecord, examination: Examination
) -> None:
    """Nothing for a push that leaves locked fields alone; raises `LockedField`."""
    preferences = preferences_for(dataset)
    if not preferences.locked_fields:
        return
    with instance.repositories(dataset.name) as pair:
        head = snapshot_of(instance, pair.published, head_of(pair.published))
        for patch in patches_of(examination):
            check_locked(head, preferences, patch)
