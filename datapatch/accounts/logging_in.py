"""Logging in by password, and the limit on guessing."""

import hashlib
import hmac
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from datapatch.accounts.passwords import hash_password, needs_rehash, password_matches
from datapatch.accounts.people import find_person
from datapatch.db.models import LoginFailure, Person
from datapatch.db.session import Database

MAX_FAILURES = 10
WINDOW = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class LoginOutcome:
    """Who logged in; else ``retry_after`` says how long nothing is tried, or is ``None``.

    Nothing tells an unknown login, a wrong password and a disabled account apart.
    """

    person: Person | None = None
    retry_after: timedelta | None = None


def log_in(
    database: Database, login_or_email: str, password: str, *, now: datetime, key: bytes
) -> LoginOutcome:
    """Try ``password``, at most 10 times in 15 minutes for one account.

    ``key`` is a secret of the instance: what was typed is counted under its keyed hash.
    """
    # The failure is written before the password is tried, so that guesses at the same moment
    # are all counted, and outside the slow comparison, so that no writer waits for it.
    with database.transaction() as session:
        person = _locked(session, find_person(session, login_or_email))
        counted = _counted_as(person, login_or_email, key)
        waiting = _count(session, counted, now)
    if waiting:
        return LoginOutcome(retry_after=waiting)
    if not password_matches(person.password_hash if person else None, password):
        return LoginOutcome()
    if person is None or person.disabled_at is not None:
        return LoginOutcome()
    with database.transaction() as session:
        session.execute(delete(LoginFailure).where(LoginFailure.login_hash == counted))
        return LoginOutcome(_rehashed(session, person, password))


def _locked(session: Session, person: Person | None) -> Person | None:
    # PostgreSQL would let guesses at the same moment count without seeing each other.
    if person:
        session.refresh(person, with_for_update=True)
    return person


def _counted_as(person: Person | None, typed: str, key: bytes) -> str:
    # Login and e-mail address of one person share one count.
    subject = f"id {person.id}" if person else f"typed {typed.strip().lower()}"
    return hmac.new(key, subject.encode("utf-8", "replace"), hashlib.sha256).hexdigest()


def _count(session: Session, counted: str, now: datetime) -> timedelta | None:
    """Count one more attempt, or say how long to wait."""
    session.execute(delete(LoginFailure).where(LoginFailure.at <= now - WINDOW))
    found = select(func.count(), func.min(LoginFailure.at)).where(
        LoginFailure.login_hash == counted
    )
    count, first = session.execute(found).one()
    if count >= MAX_FAILURES:
        return first + WINDOW - now if first else WINDOW
    session.add(LoginFailure(login_hash=counted, at=now))
    return None


def _rehashed(session: Session, person: Person, password: str) -> Person:
    if person.password_hash and needs_rehash(person.password_hash):
        person = session.merge(person)
        person.password_hash = hash_password(password)
    return person
