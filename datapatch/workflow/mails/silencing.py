"""Addresses that are written to no more: they bounced, or somebody asked for silence.

Only a keyed hash is kept of them, so that the list tells nobody who is on it.
"""

from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from datapatch.db.models import SilencedAddress, SilenceReason
from datapatch.workflow.keys import keyed_hash

PURPOSE = "silenced address"


def address_hash(secret: str, address: str) -> str:
    """What is kept of an address, whatever the case of its letters."""
    return keyed_hash(secret, PURPOSE, address.strip().lower())


def is_silenced(session: Session, secret: str, address: str) -> bool:
    """Whether nothing is to be sent to this address any more, whatever it is about."""
    return silence_reason(session, secret, address) is not None


def silence_reason(session: Session, secret: str, address: str) -> SilenceReason | None:
    """Why nothing is sent to this address; None where mails are."""
    listed = select(SilencedAddress.reason).where(
        SilencedAddress.address_hash == address_hash(secret, address),
        SilencedAddress.dataset_id.is_(None),
    )
    return session.scalar(listed.limit(1))


def silence(
    session: Session, secret: str, address: str, reason: SilenceReason, *, now: datetime
) -> None:
    """Write to this address no more; nothing happens when that is so already."""
    if not is_silenced(session, secret, address):
        hashed = address_hash(secret, address)
        session.add(SilencedAddress(address_hash=hashed, reason=reason, at=now))
        session.flush()


def write_again(session: Session, secret: str, address: str) -> None:
    """Take the address from the list: its owner says that it works."""
    hashed = address_hash(secret, address)
    session.execute(delete(SilencedAddress).where(SilencedAddress.address_hash == hashed))
