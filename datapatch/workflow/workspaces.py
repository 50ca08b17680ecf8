"""A workspace as its visitors see it, and the first steps of a producer on a new instance."""

from dataclasses import dataclass

from sqlalchemy import func, select

from datapatch.accounts.actors import dataset_facts, workspace_facts
from datapatch.accounts.policy import Action, Actor, WorkspaceFacts, may
from datapatch.db.models import Contribution, Dataset, Membership, Role, Workspace
from datapatch.errors import NotFound
from datapatch.types import DatasetName
from datapatch.workflow.datasets import DatasetSummary, list_datasets
from datapatch.workflow.instance import Instance


@dataclass(frozen=True, slots=True)
class WorkspaceView:
    """Who publishes, and what of it this reader may see."""

    slug: str
    title: str
    datasets: tuple[DatasetSummary, ...]
    may_import: bool


@dataclass(frozen=True, slots=True)
class FirstSteps:
    """How far a producer has come from an empty instance to a shared link.

    ``dataset`` is the first one that was imported. ``visited``: somebody has sent a contribution,
    so that the link has found its way.
    """

    may_import: bool
    dataset: DatasetName | None
    has_moderator: bool
    visited: bool

    @property
    def is_over(self) -> bool:
        """Whether there is nothing left to propose."""
        return self.dataset is not None and self.has_moderator and self.visited


def read_workspace(instance: Instance, actor: Actor, slug: str) -> WorkspaceView:
    """The workspace; raises `NotFound` for a stranger to one that shows nothing in public."""
    with instance.database.reading() as session:
        workspace = session.scalar(select(Workspace).where(Workspace.slug == slug))
        facts = None if workspace is None else workspace_facts(session, workspace)
    if workspace is None or facts is None or not may(actor, Action.READ, facts):
        raise NotFound
    return WorkspaceView(
        slug=slug,
        title=workspace.title,
        datasets=list_datasets(instance, actor, slug),
        may_import=may(actor, Action.IMPORT, facts),
    )


def first_steps(instance: Instance, actor: Actor) -> FirstSteps:
    """What is done, and what comes next, for whoever sets up this instance."""
    imports = any(may(actor, Action.IMPORT, WorkspaceFacts(slug)) for slug in actor.roles)
    with instance.database.reading() as session:
        first = session.scalar(select(Dataset).order_by(Dataset.id).limit(1))
        moderators = select(func.count()).where(Membership.role == Role.MODERATOR)
        sent = select(func.count()).select_from(Contribution)
        return FirstSteps(
            may_import=actor.is_administrator or imports,
            dataset=first.address
            if first and may(actor, Action.READ, dataset_facts(first))
            else None,
            has_moderator=bool(session.scalar(moderators)),
            visited=bool(session.scalar(sent)),
        )
