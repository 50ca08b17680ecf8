"""The outbox: entries are written with their cause, claimed one at a time, marked when done."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from datapatch.db.models import OutboxEntry, OutboxState
from datapatch.outbound.messages import MailMessage, new_message_id

MAX_ATTEMPTS = 10
FIRST_DELAY, LONGEST_DELAY = timedelta(minutes=1), timedelta(hours=6)
"""The delay doubles from one to the other: ten attempts take about nine hours."""

CLAIM_LASTS = timedelta(minutes=2)
"""After this time an entry that is still being sent belongs to a process that was killed."""


@dataclass(frozen=True, slots=True)
class Claim:
    """A mail that this process sends now. ``attempt`` counts from 1."""

    id: int
    attempt: int
    message_id: str
    created_at: datetime
    mail: MailMessage


def enqueue(
    session: Session,
    mail: MailMessage,
    *,
    domain: str,
    now: datetime,
    contribution_id: str | None = None,
) -> OutboxEntry:
    """The entry that was added, with a Message-ID at ``domain``; it may leave at once."""
    entry = OutboxEntry(
        message_id=new_message_id(domain),
        recipient=mail.recipient,
        subject=mail.subject,
        text_body=mail.text,
        html_body=mail.html,
        headers=dict(mail.headers),
        created_at=now,
        not_before=now,
        contribution_id=contribution_id,
    )
    session.add(entry)
    session.flush()
    return entry


def is_due(session: Session, *, now: datetime) -> bool:
    """Whether there is a mail to send: what was written a moment ago, or is tried again."""
    ready = and_(OutboxEntry.state == OutboxState.READY, OutboxEntry.not_before <= now)
    return session.scalar(select(OutboxEntry.id).where(ready).limit(1)) is not None


def claim_next(session: Session, *, now: datetime) -> Claim | None:
    """The oldest mail that is due, now marked as being sent; ``None`` when there is none.

    What a killed process left is claimed again, with the same Message-ID.
    """
    _give_up_interrupted(session, now)
    ready = and_(OutboxEntry.state == OutboxState.READY, OutboxEntry.not_before <= now)
    due = (
        select(OutboxEntry)
        .where(or_(ready, _interrupted(now)))
        .order_by(OutboxEntry.not_before, OutboxEntry.id)
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    entry = session.scalar(due)
    if entry is None:
        return None
    entry.state = OutboxState.SENDING
    entry.sending_since = now
    entry.attempts += 1
    return Claim(entry.id, entry.attempts, entry.message_id, entry.created_at, _mail(entry))


def mark_sent(session: Session, claim: Claim, *, now: datetime) -> None:
    """The mail server took the mail."""
    taken = {"state": OutboxState.SENT, "sent_at": now, "last_error": ""}
    session.execute(update(OutboxEntry).where(OutboxEntry.id == claim.id).values(taken))


def mark_failed(
    session: Session, claim: Claim, *, error: str, now: datetime, permanent: bool = False
) -> None:
    """The mail was refused: it is tried again later, or never after ten attempts."""
    over = permanent or claim.attempt >= MAX_ATTEMPTS
    delay = min(FIRST_DELAY * 2 ** (claim.attempt - 1), LONGEST_DELAY)
    state = OutboxState.FAILED if over else OutboxState.READY
    values = {"state": state, "not_before": now + delay, "last_error": error}
    session.execute(update(OutboxEntry).where(_still_claimed(claim)).values(values))


def put_back(session: Session, claim: Claim, *, error: str, now: datetime) -> None:
    """The mail could not even be tried, for no fault of its own: no attempt is counted."""
    values = {
        "state": OutboxState.READY,
        "attempts": claim.attempt - 1,
        "not_before": now + FIRST_DELAY,
        "last_error": error,
    }
    session.execute(update(OutboxEntry).where(_still_claimed(claim)).values(values))


def retry_failed(session: Session, *, now: datetime) -> None:
    """Try once more what had failed for good, for an operator who mended the cause."""
    failed = OutboxEntry.state == OutboxState.FAILED
    again = {"state": OutboxState.READY, "attempts": 0, "not_before": now}
    session.execute(update(OutboxEntry).where(failed).values(again))


def erase_sent(session: Session, *, before: datetime) -> None:
    """Delete mails that were sent, or given up, before this moment: they hold addresses and words
    of people.
    """
    sent = and_(OutboxEntry.state == OutboxState.SENT, OutboxEntry.sent_at < before)
    failed = and_(OutboxEntry.state == OutboxState.FAILED, OutboxEntry.not_before < before)
    session.execute(delete(OutboxEntry).where(or_(sent, failed)))


def _interrupted(now: datetime) -> ColumnElement[bool]:
    return and_(
        OutboxEntry.state == OutboxState.SENDING, OutboxEntry.sending_since <= now - CLAIM_LASTS
    )


def _give_up_interrupted(session: Session, now: datetime) -> None:
    """A mail that kills whoever sends it is not tried for ever."""
    worn_out = and_(_interrupted(now), OutboxEntry.attempts >= MAX_ATTEMPTS)
    values = {"state": OutboxState.FAILED, "last_error": "interrupted"}
    session.execute(update(OutboxEntry).where(worn_out).values(values))


def _still_claimed(claim: Claim) -> ColumnElement[bool]:
    # Another process may have claimed it meanwhile: then the outcome is for that one to tell.
    return and_(
        OutboxEntry.id == claim.id,
        OutboxEntry.attempts == claim.attempt,
        OutboxEntry.state == OutboxState.SENDING,
    )


def _mail(entry: OutboxEntry) -> MailMessage:
    return MailMessage(
        entry.recipient, entry.subject, entry.text_body, entry.html_body, dict(entry.headers)
    )
