"""Datasets, and the small facts of an instance. Rows, schema and history are in git alone."""

from datetime import datetime

from sqlalchemy import JSON, ForeignKey, Index, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from datapatch.db.declarative import Base
from datapatch.db.people import Workspace
from datapatch.types import DatasetName


class Dataset(Base, kw_only=True, repr=False, eq=False):
    """Who may see a dataset. Its repositories lie at ``repos/<workspace>/<name>.git``.

    ``settings`` are the producer's preferences for contributing and moderating: see
    ``workflow/preferences.py``.
    """

    __tablename__ = "dataset"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    public: Mapped[bool]
    show_pending: Mapped[bool] = mapped_column(default=False)
    settings: Mapped[dict[str, object]] = mapped_column(JSON, default_factory=dict)
    created_at: Mapped[datetime]
    workspace: Mapped[Workspace] = relationship(init=False, lazy="joined", innerjoin=True)

    @property
    def address(self) -> DatasetName:
        """The ``workspace/name`` of this dataset."""
        return DatasetName(self.workspace.slug, self.name)


class RowRedirect(Base, kw_only=True, repr=False, eq=False):
    """The address of a row that was merged into another one."""

    __tablename__ = "row_redirect"
    __table_args__ = (UniqueConstraint("dataset_id", "resource", "old_address"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    resource: Mapped[str]
    old_address: Mapped[str]
    new_address: Mapped[str]
    created_at: Mapped[datetime]


class Purge(Base, kw_only=True, repr=False, eq=False):
    """A removal from every version, told on the dataset's page to those who cloned it before.

    ``old_head`` is no secret: it is what their clones name. Nothing of what was removed is kept.
    """

    __tablename__ = "purge"
    __table_args__ = (Index("ix_purge_dataset", "dataset_id", "created_at"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    dataset_id: Mapped[int] = mapped_column(ForeignKey("dataset.id", ondelete="CASCADE"))
    old_head: Mapped[str]
    new_head: Mapped[str]
    revisions: Mapped[int]
    motive: Mapped[str] = mapped_column(Text, default="")
    created_at: Mapped[datetime]


class Setting(Base, kw_only=True, repr=False, eq=False):
    """A small fact about the whole instance ("the sample was loaded")."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
