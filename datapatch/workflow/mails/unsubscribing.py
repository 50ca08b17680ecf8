"""One click ends mails (RFC 8058): the signed address in each mail, and what following it does.

The address names whom it is for and nobody else can make it: it needs neither session nor password.
Opening it changes nothing, since mail scanners open every link.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Person, Rhythm, SilenceReason
from datapatch.errors import NotFound
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import derived_key
from datapatch.workflow.mails.silencing import silence
from datapatch.workflow.privacy.forgetting import erase_address

PURPOSE = "unsubscribe"


class About(StrEnum):
    """What the mails are about that somebody wants no more."""

    MODERATING = "moderating"
    CONTRIBUTION = "contribution"


@dataclass(frozen=True, slots=True)
class Subscription:
    """Who gets which mails: a person (by number), or the author of a contribution."""

    about: About
    id: str


def unsubscribe_address(instance: Instance, wanted: Subscription) -> str:
    """The address that ends these mails."""
    token = _serializer(instance).dumps([wanted.about, wanted.id])
    return f"{instance.config.base_url}/unsubscribe/{token}"


def unsubscribe_headers(address: str) -> Mapping[str, str]:
    """What lets a mail program show its own button (RFC 8058 section 3.1)."""
    return {
        "List-Unsubscribe": f"<{address}>",
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
    }


def read_subscription(instance: Instance, token: str) -> Subscription:
    """What a signed token is about; raises `NotFound` when nobody here made it."""
    try:
        about, identifier = _serializer(instance).loads(token)
        return Subscription(About(about), str(identifier))
    except (BadData, ValueError, TypeError):
        raise NotFound from None


def unsubscribe(
    instance: Instance, token: str, *, now: datetime, everywhere: bool = False
) -> Subscription:
    """End the mails that the token is about; what it was about. Raises `NotFound`.

    A moderator keeps the bell. A contributor's address is erased; ``everywhere``: and never written
    to again, whoever leaves it here.
    """
    wanted = read_subscription(instance, token)
    with instance.database.transaction() as session:
        if wanted.about is About.MODERATING:
            _quiet(session, wanted)
        else:
            _forget(instance, session, wanted, now=now, everywhere=everywhere)
    return wanted


def _quiet(session: Session, wanted: Subscription) -> None:
    person = session.get(Person, int(wanted.id))
    if person is not None:
        person.rhythm = Rhythm.NEVER


def _forget(
    instance: Instance, session: Session, wanted: Subscription, *, now: datetime, everywhere: bool
) -> None:
    row = session.get(Contribution, wanted.id)
    if row is None or not row.email:
        return
    if everywhere:
        silence(session, instance.secret, row.email, SilenceReason.UNSUBSCRIBED, now=now)
    erase_address(session, row)


def _serializer(instance: Instance) -> URLSafeSerializer:
    return URLSafeSerializer(derived_key(instance.secret, PURPOSE), salt=PURPOSE)
