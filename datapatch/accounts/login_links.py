"""Links that log one person in, once: for the first start, and when a password is lost."""

from datetime import datetime, timedelta

from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from datapatch.db.identifiers import new_secret, secret_hash
from datapatch.db.models import LoginLink, Person

LIFETIME = timedelta(minutes=15)
LIFETIME_AT_START = timedelta(hours=24)
"""For the link that is printed when the instance starts."""


def create_login_link(
    session: Session, person: Person, *, now: datetime, lifetime: timedelta = LIFETIME
) -> str:
    """The secret of a new link, which is never readable again. Expired links are deleted."""
    session.execute(delete(LoginLink).where(LoginLink.expires_at <= now))
    plain = new_secret()
    session.add(
        LoginLink(
            token_hash=secret_hash(plain),
            person_id=person.id,
            created_at=now,
            expires_at=now + lifetime,
        )
    )
    session.flush()
    return plain


def person_of_login_link(session: Session, plain: str, *, now: datetime) -> Person | None:
    """Whom this link would log in; nothing is used up, so that a mail scanner may open it."""
    usable = select(Person).join(LoginLink, LoginLink.person_id == Person.id)
    return session.scalar(
        usable.where(
            LoginLink.token_hash == secret_hash(plain),
            LoginLink.used_at.is_(None),
            LoginLink.expires_at > now,
            Person.disabled_at.is_(None),
        )
    )


def use_login_link(session: Session, plain: str, *, now: datetime) -> Person | None:
    """Whom this link logs in, the first time; ``None`` when it was used, expired or never was."""
    person = person_of_login_link(session, plain, now=now)
    if person is None:
        return None
    # Two requests at the same moment: the database lets one of them change the row.
    claimed = session.scalar(
        update(LoginLink)
        .where(LoginLink.token_hash == secret_hash(plain), LoginLink.used_at.is_(None))
        .values(used_at=now)
        .returning(LoginLink.person_id)
    )
    return person if claimed == person.id else None
