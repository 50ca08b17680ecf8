"""People who come back: by password, by a one-time link, by a token."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy.orm import Session

from datapatch.accounts.actors import actor_of
from datapatch.accounts.logging_in import LoginOutcome, log_in
from datapatch.accounts.login_links import person_of_login_link, use_login_link
from datapatch.accounts.people import end_sessions, set_password
from datapatch.accounts.tokens import (
    create_token,
    is_use_unnoted,
    note_use,
    person_of_token,
    revoke_token,
    tokens_of,
)
from datapatch.db.models import Person
from datapatch.errors import NotFound
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator


@dataclass(frozen=True, slots=True)
class Visitor:
    """A person who came in by a token: what the policy knows, and the language of answers."""

    who: Moderator
    language: str


@dataclass(frozen=True, slots=True)
class Token:
    """An access token as its owner may see it: never its secret."""

    id: int
    label: str
    created_at: datetime
    last_used_at: datetime | None


def visitor(instance: Instance, login: str, token: str, *, now: datetime) -> Visitor | None:
    """Whose token this is; None when it is nobody's, or when ``login`` names somebody else."""
    with instance.database.reading() as session:
        person = person_of_token(session, token, now=now)
        if person is None or login.strip().lower() not in (person.login, person.email):
            return None
        return _came_in(instance, session, person, token, now)


def visitor_of_token(instance: Instance, token: str, *, now: datetime) -> Visitor | None:
    """Whose token this is; None when it is nobody's."""
    with instance.database.reading() as session:
        person = person_of_token(session, token, now=now)
        return None if person is None else _came_in(instance, session, person, token, now)


def _came_in(
    instance: Instance, session: Session, person: Person, token: str, now: datetime
) -> Visitor:
    actor = actor_of(session, person)
    if is_use_unnoted(session, token, now=now):
        with instance.database.transaction() as writing:
            note_use(writing, token, now=now)
    return Visitor(Moderator(actor, person.id, person.public_name), person.language)


def enter_by_password(
    instance: Instance, login: str, password: str, *, key: bytes, now: datetime
) -> LoginOutcome:
    """The person of this login and password, or when to try again after too many failures."""
    return log_in(instance.database, login, password, now=now, key=key)


def invited(instance: Instance, secret: str, *, now: datetime) -> Person | None:
    """Whom a one-time link would let in; looking does not use it up."""
    with instance.database.reading() as session:
        return person_of_login_link(session, secret, now=now)


def enter_by_link(instance: Instance, secret: str, *, now: datetime) -> Person | None:
    """Whom a one-time link lets in, the first time."""
    with instance.database.transaction() as session:
        return use_login_link(session, secret, now=now)


def login_of(instance: Instance, person_id: int) -> str:
    """The login of this person; raises `NotFound`."""
    with instance.database.reading() as session:
        person = session.get(Person, person_id)
        if person is None:
            raise NotFound
        return person.login


def change_password(instance: Instance, person_id: int, password: str) -> Person:
    """Set a password, which ends every session of this person. Raises `InvalidInput`."""
    with instance.database.transaction() as session:
        person = session.get_one(Person, person_id)
        set_password(person, password)
        end_sessions(person)
        return person


def list_tokens(instance: Instance, person_id: int) -> tuple[Token, ...]:
    """The tokens of this person, newest first."""
    with instance.database.reading() as session:
        found = tokens_of(session, session.get_one(Person, person_id))
        return tuple(Token(t.id, t.label, t.created_at, t.last_used_at) for t in found)


def add_token(instance: Instance, person_id: int, label: str, *, now: datetime) -> str:
    """A new token in plain text, shown this once."""
    with instance.database.transaction() as session:
        return create_token(session, session.get_one(Person, person_id), label=label, now=now)


def end_token(instance: Instance, person_id: int, token_id: int, *, now: datetime) -> None:
    """Revoke a token of this person; raises `NotFound`."""
    with instance.database.transaction() as session:
        revoke_token(session, session.get_one(Person, person_id), token_id, now=now)
