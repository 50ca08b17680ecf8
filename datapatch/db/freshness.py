"""How fresh rows are: what was confirmed, and who was asked to."""

from datetime import datetime

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from datapatch.db.declarative import Base


class Confirmation(Base, kw_only=True, repr=False, eq=False):
    """Somebody says that a row is still correct. ``commit`` is the one that carries it in git."""

    __tablename__ = "confirmation"
    __table_args__ = (Index("ix_confirmation_row", "dataset_id", "resource", "row_address"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    resource: Mapped[str]
    row_address: Mapped[str]
    row_label: Mapped[str] = mapped_column(default="")
    confirmed_at: Mapped[datetime]
    commit: Mapped[str | None] = mapped_column(index=True, default=None)


class Invitation(Base, kw_only=True, repr=False, eq=False):
    """A mail that asks a place whether its row is correct.

    The address stands in the row and nowhere else: here lies its keyed hash, to ask it once.
    ``answered_at`` is the first answer, be it a tap or the correction ``contribution_id``.
    """

    __tablename__ = "invitation"
    __table_args__ = (Index("ix_invitation_row", "dataset_id", "resource", "row_address"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    resource: Mapped[str]
    row_address: Mapped[str]
    field: Mapped[str]
    address_hash: Mapped[str] = mapped_column(index=True)
    secret_hash: Mapped[str | None] = mapped_column(unique=True, default=None)
    created_at: Mapped[datetime]
    due_at: Mapped[datetime] = mapped_column(index=True)
    sent_at: Mapped[datetime | None] = mapped_column(default=None)
    answered_at: Mapped[datetime | None] = mapped_column(default=None)
    contribution_id: Mapped[str | None] = mapped_column(
        ForeignKey("contribution.id", ondelete="SET NULL"), index=True, default=None
    )
