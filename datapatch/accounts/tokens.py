"""Access tokens: what git and the API send in place of a password."""

from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select, update
from sqlalchemy.orm import Session

from datapatch.db.identifiers import new_secret, secret_hash
from datapatch.db.models import AccessToken, Person
from datapatch.errors import NotFound

PREFIX = "dp_"
"""Lets people and secret scanners recognise one."""

USE_IS_NOTED_EVERY = timedelta(hours=1)


def create_token(
    session: Session,
    person: Person,
    *,
    label: str,
    now: datetime,
    expires_at: datetime | None = None,
) -> str:
    """A new token in plain text, which is never readable again: 32 random bytes after "dp_"."""
    plain = PREFIX + new_secret()
    session.add(
        AccessToken(
            person_id=person.id,
            label=label.strip(),
            token_hash=secret_hash(plain),
            created_at=now,
            expires_at=expires_at,
        )
    )
    session.flush()
    return plain


def person_of_token(session: Session, plain: str, *, now: datetime) -> Person | None:
    """Whose token this is; ``None`` when it is unknown, expired or revoked, or the account closed.

    Only reads: ``note_use`` writes when it was used, where ``is_use_unnoted``.
    """
    found = (
        select(Person)
        .join(AccessToken, AccessToken.person_id == Person.id)
        .where(
            AccessToken.token_hash == secret_hash(plain),
            AccessToken.revoked_at.is_(None),
            or_(AccessToken.expires_at.is_(None), AccessToken.expires_at > now),
            Person.disabled_at.is_(None),
        )
    )
    return session.scalar(found)


def is_use_unnoted(session: Session, plain: str, *, now: datetime) -> bool:
    """Whether `note_use` has something to write: most calls have not, and need not wait for it."""
    return session.scalar(select(AccessToken.id).where(_long_unused(plain, now))) is not None


def note_use(session: Session, plain: str, *, now: datetime) -> None:
    """Note that a token was used, to the hour."""
    session.execute(update(AccessToken).where(_long_unused(plain, now)).values(last_used_at=now))


def _long_unused(plain: str, now: datetime) -> ColumnElement[bool]:
    long_ago = or_(
        AccessToken.last_used_at.is_(None), AccessToken.last_used_at < now - USE_IS_NOTED_EVERY
    )
    return and_(AccessToken.token_hash == secret_hash(plain), long_ago)


def tokens_of(session: Session, person: Person) -> tuple[AccessToken, ...]:
    """The tokens of ``person`` that were not revoked, newest first."""
    found = select(AccessToken).where(
        AccessToken.person_id == person.id, AccessToken.revoked_at.is_(None)
    )
    return tuple(session.scalars(found.order_by(AccessToken.id.desc())))


def revoke_token(session: Session, person: Person, token_id: int, *, now: datetime) -> None:
    """End one token of ``person``. Raises ``NotFound`` when it is not theirs, or not there."""
    token = session.get(AccessToken, token_id)
    if token is None or token.person_id != person.id:
        raise NotFound
    if token.revoked_at is None:
        token.revoked_at = now
