"""Contributions: where each stands, and what is private about it."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import JSON, ForeignKey, Index, Text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from datapatch.db.datasets import Dataset
from datapatch.db.declarative import Base
from datapatch.db.people import Person


class Kind(StrEnum):
    """What a contribution does to the table; a report says in words what no form fits."""

    CORRECTION = "correction"
    ADDITION = "addition"
    DELETION = "deletion"
    MIXED = "mixed"
    REPORT = "report"


class Origin(StrEnum):
    """How a contribution came in."""

    FORM = "form"
    PUSH = "push"
    API = "api"
    FILE = "file"
    REVERT = "revert"
    SAMPLE = "sample"


class State(StrEnum):
    """Where a contribution stands; docs/contribution-states.md draws the ways between.

    ``quarantined``: set apart as suspicious, without a branch. ``asked``: the contributor is asked
    something. ``scheduled``: decided, and carried out in a moment unless the moderator takes it
    back. ``deciding`` lies between the decision and its commit on ``main``: whoever finds it there
    after a crash finishes or undoes it. The five others are ends.
    """

    OPEN = "open"
    QUARANTINED = "quarantined"
    ASKED = "asked"
    SCHEDULED = "scheduled"
    DECIDING = "deciding"
    PUBLISHED = "published"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    ALREADY_SO = "already_so"


ENDS = frozenset({State.PUBLISHED, State.REFUSED, State.WITHDRAWN, State.EXPIRED, State.ALREADY_SO})
"""The states that a contribution never leaves."""


class Verdict(StrEnum):
    """What a moderator decided."""

    ACCEPT = "accept"
    REFUSE = "refuse"
    ASK = "ask"


class Contribution(Base, kw_only=True, repr=False, eq=False):
    """A patch under review, and what became of it.

    ``row_address`` is the address of the one row that it is about, empty for an addition or for
    several rows. ``places`` are those of its rows, each on a line of its own between line breaks
    (``workflow/queue/places.py``). ``flags`` say what the abuse checks noticed, and ``score`` how
    much. In the state ``scheduled`` the decision is carried out at ``carry_out_at``; ``asked`` and
    ``quarantined`` end by themselves at ``lapses_at``.

    ``patch`` is the JSON of ``datapatch.tables.patch``. ``branch_commit`` is null once the branch
    was dropped, ``pushed_ref`` the name of the branch that somebody pushed. ``email`` is erased
    after ``erase_contact_after``. ``receipt_hash`` is the SHA-256 of the receipt link's secret.
    """

    __tablename__ = "contribution"
    __table_args__ = (
        Index("ix_contribution_queue", "dataset_id", "state", "created_at"),
        Index("ix_contribution_pushed", "dataset_id", "person_id", "pushed_ref"),
        Index("ix_contribution_row", "dataset_id", "resource", "row_address"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    kind: Mapped[Kind]
    origin: Mapped[Origin]
    state: Mapped[State] = mapped_column(default=State.OPEN, index=True)
    resource: Mapped[str]
    row_label: Mapped[str] = mapped_column(Text, default="")
    row_address: Mapped[str] = mapped_column(default="")
    places: Mapped[str] = mapped_column(Text, default="")
    base_commit: Mapped[str]
    branch_commit: Mapped[str | None] = mapped_column(default=None)
    pushed_ref: Mapped[str | None] = mapped_column(default=None)
    patch: Mapped[str] = mapped_column(Text)

    author_name: Mapped[str] = mapped_column(default="")
    person_id: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), index=True, default=None
    )
    email: Mapped[str | None] = mapped_column(default=None)
    language: Mapped[str]
    message: Mapped[str] = mapped_column(Text, default="")
    source: Mapped[str] = mapped_column(Text, default="")
    flags: Mapped[list[dict[str, str]]] = mapped_column(JSON, default_factory=list)
    score: Mapped[int] = mapped_column(default=0)
    email_bounced: Mapped[bool] = mapped_column(default=False)
    credit_withdrawn: Mapped[bool] = mapped_column(default=False)
    receipt_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]

    verdict: Mapped[Verdict | None] = mapped_column(default=None)
    reason: Mapped[str] = mapped_column(Text, default="")
    decided_by: Mapped[int | None] = mapped_column(
        ForeignKey("person.id", ondelete="SET NULL"), default=None
    )
    decided_at: Mapped[datetime | None] = mapped_column(default=None)
    accepted_commit: Mapped[str | None] = mapped_column(default=None)
    published_commit: Mapped[str | None] = mapped_column(default=None)
    reverted_commit: Mapped[str | None] = mapped_column(default=None)
    bulk_id: Mapped[str | None] = mapped_column(
        ForeignKey("bulk.id", ondelete="SET NULL"), index=True, default=None
    )
    carry_out_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    lapses_at: Mapped[datetime | None] = mapped_column(index=True, default=None)
    erase_contact_after: Mapped[datetime | None] = mapped_column(default=None)

    dataset: Mapped[Dataset] = relationship(init=False, lazy="joined", innerjoin=True)
    person: Mapped[Person | None] = relationship(init=False, foreign_keys=[person_id])
    decider: Mapped[Person | None] = relationship(init=False, foreign_keys=[decided_by])
