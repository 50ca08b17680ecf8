"""Sending what is due: claim, send outside of any transaction, mark."""

import logging
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy.orm import Session

from datapatch.config import Config
from datapatch.db.session import Database
from datapatch.outbound.messages import compose
from datapatch.outbound.outbox import Claim, claim_next, mark_failed, mark_sent, put_back
from datapatch.outbound.smtp import SmtpTransport
from datapatch.outbound.transports import FolderTransport, Outcome, Result, Transport

BATCH = 200
"""Mails per call: a worker that does other things too is not held for hours."""

Clock = Callable[[], datetime]

OnNobody = Callable[[Session, str, datetime], None]
"""Takes note that there is nobody at an address."""

log = logging.getLogger(__name__)


def _only_note(_session: Session, _address: str, _now: datetime) -> None:
    """The mail is marked as refused, and that is all."""


@dataclass(frozen=True, slots=True)
class DeliveryCounts:
    """What became of one batch. ``unreachable``: it stopped because nothing could be sent."""

    sent: int = 0
    deferred: int = 0
    failed: int = 0
    unreachable: bool = False


def transport_for(config: Config) -> Transport:
    """The SMTP server of ``config``, or the folder ``instance/mail`` where there is none."""
    if config.mail.host:
        return SmtpTransport(config.mail)
    return FolderTransport(config.instance / "mail", sender=config.mail.sender)


def deliver_ready(
    database: Database,
    transport: Transport,
    clock: Clock,
    *,
    limit: int = BATCH,
    on_nobody: OnNobody = _only_note,
) -> DeliveryCounts:
    """Send the mails that are due, at most ``limit``, and say what became of them.

    ``clock`` tells the time of each step: a batch may last longer than a claim does. A mail whose
    sender is killed before the mark is sent once more, with the same Message-ID. ``on_nobody`` is
    told, in the transaction of the mark, of each address where there is nobody.
    """
    counts = DeliveryCounts()
    with closing(transport):
        for _ in range(limit):
            with database.transaction() as session:
                claim = claim_next(session, now=clock())
            if claim is None:
                break
            outcome = _send(transport, claim)
            _mark(database, claim, outcome, on_nobody, now=clock())
            counts = _counted(counts, outcome)
            if counts.unreachable:
                break
    return counts


def _send(transport: Transport, claim: Claim) -> Outcome:
    message = compose(
        claim.mail, message_id=claim.message_id, sender=transport.sender, at=claim.created_at
    )
    outcome = transport.send(message)
    if outcome.result is not Result.SENT:
        # No address and no subject: logs are kept longer and read by more people than mails.
        log.warning("mail %d: %s (attempt %d)", claim.id, outcome.result.name, claim.attempt)
    return outcome


def _mark(
    database: Database, claim: Claim, outcome: Outcome, on_nobody: OnNobody, *, now: datetime
) -> None:
    with database.transaction() as session:
        match outcome.result:
            case Result.SENT:
                mark_sent(session, claim, now=now)
            case Result.UNREACHABLE:
                put_back(session, claim, error=outcome.detail, now=now)
            case refused:
                permanent = refused in (Result.NEVER, Result.NOBODY)
                mark_failed(session, claim, error=outcome.detail, now=now, permanent=permanent)
        if outcome.result is Result.NOBODY:
            on_nobody(session, claim.mail.recipient, now)


def _counted(counts: DeliveryCounts, outcome: Outcome) -> DeliveryCounts:
    match outcome.result:
        case Result.SENT:
            return replace(counts, sent=counts.sent + 1)
        case Result.LATER:
            return replace(counts, deferred=counts.deferred + 1)
        case Result.NEVER | Result.NOBODY:
            return replace(counts, failed=counts.failed + 1)
        case Result.UNREACHABLE:
            return replace(counts, unreachable=True)
