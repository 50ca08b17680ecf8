"""Contributors and reviewers who withdrew their name: git keeps it, pages show none."""

from sqlalchemy import Select, select

from datapatch.db.models import Contribution, Dataset, Person, Workspace
from datapatch.gitstore.revision import Revision
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.signing import ANONYMOUS, CONTRIBUTION


def withdrawn_names(instance: Instance, name: DatasetName) -> frozenset[str]:
    """The contributions of a dataset whose author is not named any more."""
    query = _contributions_to(name).where(Contribution.credit_withdrawn)
    with instance.database.reading() as session:
        return frozenset(session.scalars(query))


def withdrawn_reviewers(instance: Instance, name: DatasetName) -> frozenset[str]:
    """The contributions of a dataset whose reviewer left and is not named any more."""
    decider = Person.id == Contribution.decided_by
    query = _contributions_to(name).join(Person, decider).where(Person.public_name == "")
    with instance.database.reading() as session:
        return frozenset(session.scalars(query))


def _contributions_to(name: DatasetName) -> Select[str]:
    return (
        select(Contribution.id)
        .join(Dataset, Dataset.id == Contribution.dataset_id)
        .join(Workspace, Workspace.id == Dataset.workspace_id)
        .where(Workspace.slug == name.workspace, Dataset.name == name.name)
    )


def shown_author(instance: Instance, revision: Revision) -> str:
    """Who is named as the author of a revision."""
    contribution = dict(revision.trailers).get(CONTRIBUTION)
    query = select(Contribution.credit_withdrawn).where(Contribution.id == contribution)
    if contribution:
        with instance.database.reading() as session:
            if session.scalar(query):
                return instance.translate(ANONYMOUS)
    return revision.author.name
