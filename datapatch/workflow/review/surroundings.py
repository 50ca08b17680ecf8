"""What stands around a contribution: others on the same rows, who looks at it, who agreed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, Dataset, Decision, Person, Presence, State, Verdict
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.rows.addressing import key_address

MOST = 20
"""Others on the same rows that are named."""

NOTED_EVERY = timedelta(seconds=20)
LOOKING = timedelta(minutes=2)
"""How long somebody counts as looking after the last time that the page was opened."""

WAITING = (State.OPEN, State.ASKED, State.QUARANTINED)


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``looking`` and ``agreed`` are public names; ``needed`` moderators have to agree."""

    others: tuple[ContributionRecord, ...]
    looking: tuple[str, ...]
    agreed: tuple[str, ...]
    needed: int


def surroundings(
    instance: Instance, moderator: Moderator, record: ContributionRecord, *, now: datetime
) -> Surroundings:
    """What a moderator should know beside the contribution; notes that they look at it.

    The caller found ``record`` for this moderator.
    """
    _look(instance, moderator, record, now)
    with instance.database.reading() as session:
        dataset = session.get_one(Dataset, record.dataset.id)
        return Surroundings(
            others=tuple(same_rows(session, record)[:MOST]),
            looking=_looking(session, moderator.actor, record, now),
            agreed=_agreed(session, record),
            needed=preferences_of(dataset).agreement,
        )


def same_rows(session: Session, record: ContributionRecord) -> list[ContributionRecord]:
    """Other contributions that wait and are about a row of this one, oldest first."""
    found = addresses_of(record)
    if not found:
        return []
    query = select(Contribution).where(
        Contribution.dataset_id == record.dataset.id,
        Contribution.resource == record.resource,
        Contribution.row_address.in_(found),
        Contribution.state.in_(WAITING),
        Contribution.id != record.id,
    )
    rows = session.scalars(query.order_by(Contribution.created_at, Contribution.id))
    return [contribution_of(row) for row in rows]


def addresses_of(record: ContributionRecord, limit: int = 500) -> Sequence[str]:
    """The addresses of the rows that a contribution is about."""
    if record.row_address:
        return [record.row_address]
    changes = [change for patch in record.patches for change in patch.changes]
    return [key_address(c.key) for c in changes[:limit] if c.key is not None and c.op != "add"]


def _look(
    instance: Instance, moderator: Moderator, record: ContributionRecord, now: datetime
) -> None:
    """Note who looks, seldom enough that opening a page again costs no write."""
    with instance.database.reading() as session:
        known = session.get(Presence, (record.id, moderator.person_id))
        if known is not None and now - known.seen_at < NOTED_EVERY:
            return
    with instance.database.transaction() as session:
        session.merge(
            Presence(contribution_id=record.id, person_id=moderator.person_id, seen_at=now)
        )


def _looking(
    session: Session, actor: Actor, record: ContributionRecord, now: datetime
) -> tuple[str, ...]:
    query = (
        select(Person.public_name)
        .join(Presence, Presence.person_id == Person.id)
        .where(Presence.contribution_id == record.id, Presence.seen_at >= now - LOOKING)
        .where(Presence.person_id != actor.person_id)
    )
    return tuple(session.scalars(query.order_by(Person.public_name)))


def _agreed(session: Session, record: ContributionRecord) -> tuple[str, ...]:
    """Who wants to accept it, while others are waited for."""
    query = (
        select(Person.public_name)
        .join(Decision, Decision.person_id == Person.id)
        .where(Decision.contribution_id == record.id, Decision.undone_at.is_(None))
        .where(Decision.verdict == Verdict.ACCEPT, Person.public_name != "")
    )
    return tuple(session.scalars(query.order_by(Decision.id)))
