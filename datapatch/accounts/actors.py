"""From the tables to what the policy asks for."""

from sqlalchemy import exists, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import ANONYMOUS, Actor, DatasetFacts, RowLimit, WorkspaceFacts
from datapatch.db.models import Dataset, Membership, Person, Role, Workspace


def actor_of(session: Session, person: Person | None) -> Actor:
    """Who acts: ``ANONYMOUS`` for nobody and for an account that was disabled."""
    if person is None or person.disabled_at is not None:
        return ANONYMOUS
    rows = session.execute(
        select(Workspace.slug, Membership)
        .join(Membership, Membership.workspace_id == Workspace.id)
        .where(Membership.person_id == person.id)
    )
    roles: dict[str, frozenset[Role]] = {}
    limits: dict[str, RowLimit] = {}
    for slug, member in rows:
        roles[slug] = roles.get(slug, frozenset()) | {member.role}
        if member.role == Role.MODERATOR and member.condition_field:
            limits[slug] = RowLimit(member.condition_field, frozenset(member.condition_values))
    return Actor(person.id, person.is_administrator, roles, limits)


def dataset_facts(dataset: Dataset) -> DatasetFacts:
    """What the policy needs to know about ``dataset``."""
    return DatasetFacts(dataset.workspace.slug, dataset.public, dataset.show_pending)


def workspace_facts(session: Session, workspace: Workspace) -> WorkspaceFacts:
    """What the policy needs to know about ``workspace``."""
    public = exists().where(Dataset.workspace_id == workspace.id, Dataset.public)
    return WorkspaceFacts(workspace.slug, bool(session.scalar(select(public))))
