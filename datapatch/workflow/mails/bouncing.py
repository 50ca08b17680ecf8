"""Addresses whose mail comes back: marked, shown to whoever relies on them, written to no more.

A server may refuse the address at once, or take the mail and report later that it could not be
delivered (RFC 3464). Full mailboxes, blocked senders and busy servers say nothing of the address.
"""

import email
import re
from collections.abc import Iterator
from datetime import datetime
from email.message import EmailMessage, Message
from email.policy import default

from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, OutboxEntry, OutboxState, Person, SilenceReason
from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.silencing import silence

_DEAD = re.compile(r"5\.(0\.0|1\.\d+|2\.[01])")
"""RFC 3463: a bad address, a mailbox that is disabled; 5.0.0 where the server says no more."""

_NO_REPORT = N_("This is no report about a mail that could not be delivered (RFC 3464).")
_UNKNOWN = N_("This report is about no mail of this instance. Nothing was changed.")


def address_bounced(session: Session, address: str, now: datetime, *, secret: str) -> None:
    """Mark the address wherever it stands, drop the mails that wait for it, write no more."""
    same = address.lower()
    session.execute(
        update(Contribution)
        .where(func.lower(Contribution.email) == same)
        .values(email_bounced=True)
    )
    session.execute(
        update(Person)
        .where(Person.email == same, Person.email_bounced_at.is_(None))
        .values(email_bounced_at=now)
    )
    session.execute(
        delete(OutboxEntry).where(
            func.lower(OutboxEntry.recipient) == same, OutboxEntry.state == OutboxState.READY
        )
    )
    silence(session, secret, address, SilenceReason.BOUNCED, now=now)


def read_report(instance: Instance, report: bytes, *, now: datetime) -> bool:
    """Take note of a delivery report; whether its address does not work at all.

    The mail that it is about is known by its Message-ID, since anybody may send a report about any
    address. Raises `InvalidInput` for what is no report, or about no mail of this instance.
    """
    message = email.message_from_bytes(report, EmailMessage, policy=default)
    outcomes = list(_outcomes(message))
    if not outcomes:
        raise InvalidInput(_NO_REPORT)
    with instance.database.transaction() as session:
        recipient = session.scalar(
            select(OutboxEntry.recipient).where(OutboxEntry.message_id == _about(message))
        )
        if recipient is None:
            raise InvalidInput(_UNKNOWN)
        dead = any(action == "failed" and _DEAD.match(status) for action, status in outcomes)
        if dead:
            address_bounced(session, recipient, now, secret=instance.secret)
        return dead


def _outcomes(message: Message) -> Iterator[tuple[str, str]]:
    """What became of each recipient: action and status (RFC 3464 section 2.3)."""
    for part in message.walk():
        if part.get_content_type() == "message/delivery-status":
            for block in part.get_payload():
                if isinstance(block, Message) and block["Action"]:
                    yield str(block["Action"]).strip().lower(), str(block["Status"] or "").strip()


def _about(message: Message) -> str:
    """The Message-ID of the mail that came back, which the report quotes."""
    for part in message.walk():
        kind = part.get_content_type()
        if kind == "text/rfc822-headers":
            quoted = email.message_from_string(str(part.get_payload()), policy=default)
            return str(quoted["Message-ID"] or "").strip()
        if kind == "message/rfc822":
            inner = part.get_payload(0)
            return str(inner["Message-ID"] or "").strip() if isinstance(inner, Message) else ""
    return ""
