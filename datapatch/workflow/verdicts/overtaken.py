"""What a publication settles for others: those that propose the same close by themselves."""

from datetime import datetime

from datapatch.errors import DataPatchError
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.review.surroundings import same_rows
from datapatch.workflow.verdicts.ending import close_already_so

MOST = 10
"""Contributions on the same rows that are looked at; the others close when they are opened."""


def close_overtaken(instance: Instance, published: ContributionRecord, *, now: datetime) -> int:
    """Close what waits on the same rows and is so now; how many there were."""
    with instance.database.reading() as session:
        others = [other for other in same_rows(session, published) if other.commit is not None]
    return sum(_is_so(instance, other) and _close(instance, other, now) for other in others[:MOST])


def _is_so(instance: Instance, record: ContributionRecord) -> bool:
    try:
        return examine(instance, record).already_so
    except DataPatchError:
        # It was decided meanwhile, or cannot be merged: then a moderator looks at it.
        return False


def _close(instance: Instance, record: ContributionRecord, now: datetime) -> bool:
    return close_already_so(instance, record, now=now)
