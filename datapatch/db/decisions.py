"""What moderators decided and said: one row for each verdict, and for each word in between."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import ForeignKey, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from datapatch.db.contributions import Verdict
from datapatch.db.datasets import Dataset
from datapatch.db.declarative import Base
from datapatch.db.people import Person


class Speaker(StrEnum):
    """Who says something about a contribution."""

    CONTRIBUTOR = "contributor"
    MODERATOR = "moderator"
    SYSTEM = "system"


class Decision(Base, kw_only=True, repr=False, eq=False):
    """One moderator's verdict on one contribution.

    ``patch`` holds what was accepted where that is not the whole contribution as it stands: cells
    left out, corrected, or chosen where both sides had changed them. It starts from
    ``base_commit``, the published revision that the moderator saw; ``seen_commit`` is the
    contribution's commit on that screen. An undone decision stays, for the record.
    """

    __tablename__ = "decision"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True
    )
    verdict: Mapped[Verdict]
    motive: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, default="")
    patch: Mapped[str | None] = mapped_column(Text, default=None)
    base_commit: Mapped[str | None] = mapped_column(default=None)
    seen_commit: Mapped[str | None] = mapped_column(default=None)
    bulk_id: Mapped[str | None] = mapped_column(
        ForeignKey("bulk.id", ondelete="SET NULL"), default=None
    )
    created_at: Mapped[datetime]
    undone_at: Mapped[datetime | None] = mapped_column(default=None)
    carried_out_at: Mapped[datetime | None] = mapped_column(default=None)
    person: Mapped[Person | None] = relationship(init=False)


class Remark(Base, kw_only=True, repr=False, eq=False):
    """A question of a moderator, an answer of the contributor, or what happened by itself."""

    __tablename__ = "remark"

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    contribution_id: Mapped[str] = mapped_column(
        ForeignKey("contribution.id", ondelete="CASCADE"), index=True
    )
    speaker: Mapped[Speaker]
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), default=None
    )
    text: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]
    person: Mapped[Person | None] = relationship(init=False)


class Bulk(Base, kw_only=True, repr=False, eq=False):
    """One verdict on many contributions of a dataset: carried out one by one, with its progress.

    ``first_commit`` and ``last_commit`` are the ends of what it published, which can be reverted
    as one.
    """

    __tablename__ = "bulk"

    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(
        ForeignKey("dataset.id", ondelete="CASCADE"), index=True
    )
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id", ondelete="SET NULL"))
    verdict: Mapped[Verdict]
    motive: Mapped[str] = mapped_column(default="")
    words: Mapped[str] = mapped_column(Text, default="")
    total: Mapped[int]
    done: Mapped[int] = mapped_column(default=0)
    left_out: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]
    carry_out_at: Mapped[datetime]
    stopped_at: Mapped[datetime | None] = mapped_column(default=None)
    finished_at: Mapped[datetime | None] = mapped_column(default=None)
    first_commit: Mapped[str | None] = mapped_column(default=None)
    last_commit: Mapped[str | None] = mapped_column(default=None)
    reverted_commit: Mapped[str | None] = mapped_column(default=None)
    dataset: Mapped[Dataset] = relationship(init=False, lazy="joined", innerjoin=True)
