"""What must leave and must not be lost: written in the same transaction as its cause."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column

from datapatch.db.declarative import Base


class OutboxKind(StrEnum):
    """What leaves."""

    MAIL = "mail"


class OutboxState(StrEnum):
    """Where an entry stands."""

    READY = "ready"
    SENDING = "sending"
    SENT = "sent"
    FAILED = "failed"


class OutboxEntry(Base, kw_only=True, repr=False, eq=False):
    """One mail to one recipient.

    ``message_id`` (RFC 5322, with its angle brackets) never changes: a mail sent twice because a
    process was killed is seen as one by the reader's program. ``sending_since`` tells such an
    entry from one that is being sent right now.
    """

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "state", "not_before"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    kind: Mapped[OutboxKind] = mapped_column(default=OutboxKind.MAIL)
    message_id: Mapped[str] = mapped_column(unique=True)
    recipient: Mapped[str]
    subject: Mapped[str]
    text_body: Mapped[str] = mapped_column(Text)
    html_body: Mapped[str | None] = mapped_column(Text, default=None)
    headers: Mapped[dict[str, str]] = mapped_column(JSON, default_factory=dict)
    created_at: Mapped[datetime]
    not_before: Mapped[datetime]
    contribution_id: Mapped[str | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True, default=None
    )
    state: Mapped[OutboxState] = mapped_column(default=OutboxState.READY)
    attempts: Mapped[int] = mapped_column(default=0)
    sending_since: Mapped[datetime | None] = mapped_column(default=None)
    last_error: Mapped[str] = mapped_column(Text, default="")
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
