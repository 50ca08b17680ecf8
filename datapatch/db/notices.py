"""What moderators and owners are told in the application, and what they keep at hand there."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from datapatch.db.declarative import Base


class NoticeKind(StrEnum):
    """What a notice is about."""

    ARRIVED = "arrived"
    ANSWERED = "answered"
    WAITS = "waits"
    RETURNED = "returned"
    QUARANTINE = "quarantine"
    FRESHNESS = "freshness"
    PURGED = "purged"


class Notice(Base, kw_only=True, repr=False, eq=False):
    """One event for one person: behind the bell, and in the next digest unless it was mailed.

    ``handled_at`` is set for everybody as soon as one of them did what the notice asks for.
    """

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_person", "person_id", "handled_at", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    kind: Mapped[NoticeKind]
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    contribution_id: Mapped[str | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True, default=None
    )
    text: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime | None] = mapped_column(default=None)
    handled_at: Mapped[datetime | None] = mapped_column(default=None)
    mailed_at: Mapped[datetime | None] = mapped_column(default=None)


class SavedFilter(Base, kw_only=True, repr=False, eq=False):
    """A filter of the queue under a name that its owner gave it."""

    __tablename__ = "saved_filter"
    __table_args__ = (UniqueConstraint("person_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"))
    name: Mapped[str]
    query: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class Presence(Base, kw_only=True, repr=False, eq=False):
    """Who looked at a contribution last, and when: a hint to others, no lock."""

    __tablename__ = "presence"

    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), primary_key=True
    )
    person_id: Mapped[int] = mapped_column(
        ForeignKey("person.id", ondelete="CASCADE"), primary_key=True
    )
    seen_at: Mapped[datetime]
