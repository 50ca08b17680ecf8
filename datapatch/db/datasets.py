"""Datasets, and the small facts of an instance. Rows, schema and history are in git alone."""

from datetime import datetime

from sqlalchemy import ForeignKey, Text, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from datapatch.db.declarative import Base
from datapatch.db.people import Workspace
from datapatch.types import DatasetName


class Dataset(Base, kw_only=True, repr=False, eq=False):
    """Who may see a dataset. Its repositories lie at ``repos/<workspace>/<name>.git``."""

    __tablename__ = "dataset"
    __table_args__ = (UniqueConstraint("workspace_id", "name"),)

    id: Mapped[int] = mapped_column(primary_key=True, init=False)
    workspace_id: Mapped[int] = mapped_column(ForeignKey("workspace.id", ondelete="CASCADE"))
    name: Mapped[str]
    public: Mapped[bool]
    show_pending: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    workspace: Mapped[Workspace] = relationship(init=False, lazy="joined", innerjoin=True)

    @property
    def address(self) -> DatasetName:
        """The ``workspace/name`` of this dataset."""
        return DatasetName(self.workspace.slug, self.name)


class Setting(Base, kw_only=True, repr=False, eq=False):
    """A small fact about the whole instance ("the sample was loaded")."""

    __tablename__ = "setting"

    key: Mapped[str] = mapped_column(primary_key=True)
    value: Mapped[str] = mapped_column(Text)
