"""What is held about a person, for who asks: everything that the database keeps, in one JSON value.

Secrets that are kept as hashes tell nothing about anybody and are left out. What git holds is the
public name beside each published change.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime

from sqlalchemy import ColumnElement, inspect, or_, select
from sqlalchemy.orm import Session

from datapatch.db.models import (
    AccessToken,
    Base,
    Contribution,
    Decision,
    Membership,
    Notice,
    OutboxEntry,
    Person,
    Remark,
    SavedFilter,
)
from datapatch.errors import NotFound
from datapatch.workflow.contributions import by_receipt
from datapatch.workflow.instance import Instance

Held = Mapping[str, object]

_SECRETS = frozenset({"password_hash", "token_hash", "receipt_hash", "session_version"})


def held_about_account(instance: Instance, login: str) -> Held:
    """All that is held about who has this login, as JSON can write it; raises `NotFound`."""
    with instance.database.reading() as session:
        person = session.scalar(select(Person).where(Person.login == login.strip().lower()))
        if person is None:
            raise NotFound
        sent = Contribution.person_id == person.id
        if person.email:
            sent = or_(sent, Contribution.email == person.email)
        return {
            "account": _plain(person),
            "memberships": _all(session, Membership, Membership.person_id == person.id),
            "tokens": _all(session, AccessToken, AccessToken.person_id == person.id),
            "decisions": _all(session, Decision, Decision.person_id == person.id),
            "remarks": _all(session, Remark, Remark.person_id == person.id),
            "notices": _all(session, Notice, Notice.person_id == person.id),
            "saved_filters": _all(session, SavedFilter, SavedFilter.person_id == person.id),
            "contributions": _contributions(
                session, session.scalars(select(Contribution).where(sent))
            ),
            "mails": _all(session, OutboxEntry, OutboxEntry.recipient == (person.email or "")),
        }


def held_about_receipt(instance: Instance, secret: str) -> Held:
    """All that is held with the contribution behind a receipt; raises `NotFound`."""
    with instance.database.reading() as session:
        row = by_receipt(session, secret)
        return {
            "contributions": _contributions(session, [row]),
            "mails": _all(
                session,
                OutboxEntry,
                OutboxEntry.contribution_id == row.id,
                OutboxEntry.recipient == (row.email or ""),
            ),
        }


def _contributions(session: Session, rows: Iterable[Contribution]) -> list[Held]:
    """Contributions with what was asked and answered about each."""
    found: list[Held] = []
    for row in rows:
        said = session.scalars(select(Remark).where(Remark.contribution_id == row.id))
        found.append({**_plain(row), "remarks": [_plain(remark) for remark in said]})
    return found


def _all(session: Session, model: type[Base], *which: ColumnElement[bool]) -> list[Held]:
    return [_plain(row) for row in session.scalars(select(model).where(*which))]


def _plain(row: Base) -> Held:
    """The columns of a row, times as ISO 8601 text."""
    names = [column.key for column in inspect(type(row)).column_attrs]
    values = {name: getattr(row, name) for name in names if name not in _SECRETS}
    return {
        name: value.isoformat() if isinstance(value, datetime) else value
        for name, value in values.items()
    }
