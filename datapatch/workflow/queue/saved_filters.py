"""Filters of the queue that a moderator keeps at hand under names of their own."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select

from datapatch.db.models import SavedFilter
from datapatch.errors import InvalidInput, LimitExceeded
from datapatch.translation import N_
from datapatch.workflow.instance import Instance

MOST = 30
LONGEST = 60

_NAME = N_("Give the filter a short name.")
_FULL = N_("You keep {limit} filters already. Forget one of them first.")


@dataclass(frozen=True, slots=True)
class KeptFilter:
    """A name, and what the address of the queue says for it."""

    id: int
    name: str
    query: str


def kept_filters(instance: Instance, person_id: int) -> tuple[KeptFilter, ...]:
    """Those of one person, by name."""
    query = select(SavedFilter).where(SavedFilter.person_id == person_id)
    with instance.database.reading() as session:
        rows = session.scalars(query.order_by(SavedFilter.name))
        return tuple(KeptFilter(row.id, row.name, row.query) for row in rows)


def keep_filter(
    instance: Instance, person_id: int, name: str, query: str, *, now: datetime
) -> None:
    """Keep a filter, in place of another one of that name.

    Raises `InvalidInput` without a name, `LimitExceeded` when there are too many.
    """
    known = " ".join(name.split())
    if not known or len(known) > LONGEST:
        raise InvalidInput(_NAME)
    kept = kept_filters(instance, person_id)
    with instance.database.transaction() as session:
        session.execute(
            delete(SavedFilter).where(SavedFilter.person_id == person_id, SavedFilter.name == known)
        )
        if len([found for found in kept if found.name != known]) >= MOST:
            raise LimitExceeded(_FULL, limit=MOST)
        session.add(SavedFilter(person_id=person_id, name=known, query=query, created_at=now))


def forget_filter(instance: Instance, person_id: int, filter_id: int) -> None:
    """Keep a filter no longer; nothing happens when it is somebody else's."""
    with instance.database.transaction() as session:
        session.execute(
            delete(SavedFilter).where(
                SavedFilter.id == filter_id, SavedFilter.person_id == person_id
            )
        )
