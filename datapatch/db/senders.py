"""What limits abuse: keyed hashes alone, forgotten after a month at most."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from datapatch.db.declarative import Base


class SilenceReason(StrEnum):
    """Why an address gets no more mail."""

    BOUNCED = "bounced"
    UNSUBSCRIBED = "unsubscribed"


class SenderTrace(Base, kw_only=True, repr=False, eq=False):
    """One contribution from one network address, which is kept as a keyed hash."""

    __tablename__ = "sender_trace"
    __table_args__ = (Index("ix_sender_trace_sender", "sender_hash", "at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    sender_hash: Mapped[str]
    at: Mapped[datetime] = mapped_column(index=True)


class SolvedChallenge(Base, kw_only=True, repr=False, eq=False):
    """A proof of work that was used: it serves once."""

    __tablename__ = "solved_challenge"

    challenge: Mapped[str] = mapped_column(primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(index=True)


class SilencedAddress(Base, kw_only=True, repr=False, eq=False):
    """An e-mail address that gets no more mail, as a keyed hash.

    ``dataset_id`` limits it to what one dataset asks; without, it holds for the whole instance.
    """

    __tablename__ = "silenced_address"
    __table_args__ = (UniqueConstraint("address_hash", "dataset_id"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    address_hash: Mapped[str] = mapped_column(index=True)
    dataset_id: Mapped[int | None] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), default=None
    )
    reason: Mapped[SilenceReason]
    at: Mapped[datetime]


class IdempotencyKey(Base, kw_only=True, repr=False, eq=False):
    """A request of the API that was carried out: sent again, it gets the same answer."""

    __tablename__ = "idempotency_key"
    __table_args__ = (UniqueConstraint("dataset_id", "key_hash"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    key_hash: Mapped[str]
    body_hash: Mapped[str]
    contribution_id: Mapped[str] = mapped_column(ForeignKey("contribution.id", ondelete="CASCADE"))
    created_at: Mapped[datetime] = mapped_column(index=True)
