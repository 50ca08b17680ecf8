"""Adding, finding and changing people."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from datapatch.accounts.passwords import hash_password
from datapatch.db.addresses import email_address
from datapatch.db.models import Person
from datapatch.errors import AlreadyExists, InvalidInput
from datapatch.translation import N_

LOGIN = re.compile(r"[a-z0-9][a-z0-9._-]{0,59}")


@dataclass(frozen=True, slots=True)
class NewPerson:
    """An account to make. Without a password, only a login link lets this person in."""

    login: str
    public_name: str
    language: str
    email: str | None = None
    password: str | None = field(default=None, repr=False)
    is_administrator: bool = False


def add_person(session: Session, new: NewPerson, *, now: datetime) -> Person:
    """The person that was added, with an id.

    Raises ``InvalidInput`` for a login, name, address or password that cannot be taken, and
    ``AlreadyExists`` when another person has that login or address.
    """
    login = _login(new.login)
    email = email_address(new.email).lower() if new.email else None
    _check_free(session, login, email)
    person = Person(
        login=login,
        public_name=_public_name(new.public_name),
        email=email,
        password_hash=hash_password(new.password) if new.password is not None else None,
        is_administrator=new.is_administrator,
        language=new.language,
        created_at=now,
    )
    session.add(person)
    try:
        session.flush()
    except IntegrityError as error:  # somebody else took the login or the address this instant
        raise AlreadyExists(name=login) from error
    return person


def find_person(session: Session, login_or_email: str) -> Person | None:
    """The person with this login or e-mail address, in any case of letters."""
    text = login_or_email.strip().lower()
    if not text.isprintable():  # PostgreSQL takes neither NUL nor half characters
        return None
    return session.scalar(select(Person).where(or_(Person.login == text, Person.email == text)))


def set_password(person: Person, password: str) -> None:
    """Give ``person`` another password and end every session. Raises ``InvalidInput``."""
    person.password_hash = hash_password(password)
    end_sessions(person)


def disable(person: Person, *, now: datetime) -> None:
    """Close the account: no log-in, token or session works any more. What it did stays."""
    person.disabled_at = now
    end_sessions(person)


def end_sessions(person: Person) -> None:
    """End every session of ``person``, on every device."""
    person.session_version += 1


def _login(text: str) -> str:
    login = text.strip().lower()
    if not LOGIN.fullmatch(login):
        raise InvalidInput(
            N_(
                "“{login}” cannot be a login: use unaccented letters, digits, dots, hyphens and "
                "underscores, at most 60, starting with a letter or digit."
            ),
            login=login,
        )
    return login


def _public_name(text: str) -> str:
    name = " ".join(text.split())
    # It becomes the author of commits, where "<" opens the address.
    if not name or len(name) > 200 or not name.isprintable() or set(name) & set("<>"):
        raise InvalidInput(
            N_("The public name cannot be empty, longer than 200 characters, or hold < or >.")
        )
    return name


def _check_free(session: Session, login: str, email: str | None) -> None:
    if find_person(session, login):
        raise AlreadyExists(name=login)
    if email and find_person(session, email):
        raise AlreadyExists(
            N_("Somebody has an account with this e-mail address already. Use another address.")
        )
