"""Whom a dataset thanks: those who gave a name, and how many did without."""

from dataclasses import dataclass

from sqlalchemy import func, select

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, State
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance


@dataclass(frozen=True, slots=True)
class Thanks:
    """Published contributions: by public name, most first, and those without one."""

    people: tuple[tuple[str, int], ...]
    anonymous: int


def read_thanks(instance: Instance, actor: Actor, name: DatasetName) -> Thanks:
    """Whose contributions are published; raises `NotFound`."""
    record = find_dataset(instance, actor, name)
    query = (
        select(Contribution.author_name, Contribution.credit_withdrawn, func.count())
        .where(Contribution.dataset_id == record.id, Contribution.state == State.PUBLISHED)
        .where(Contribution.reverted_commit.is_(None))
        .group_by(Contribution.author_name, Contribution.credit_withdrawn)
    )
    with instance.database.reading() as session:
        counted = [(who, bool(gone), count) for who, gone, count in session.execute(query)]
    people = [(who, count) for who, gone, count in counted if who and not gone]
    return Thanks(
        people=tuple(sorted(people, key=lambda found: (-found[1], found[0].casefold()))),
        anonymous=sum(count for who, gone, count in counted if gone or not who),
    )
