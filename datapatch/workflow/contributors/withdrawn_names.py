"""Contributors who withdrew their name: git keeps it, pages show none."""

from sqlalchemy import select

from datapatch.db.models import Contribution, Dataset, Workspace
from datapatch.gitstore.revision import Revision
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.signing import ANONYMOUS, CONTRIBUTION


def withdrawn_names(instance: Instance, name: DatasetName) -> frozenset[str]:
    """The contributions of a dataset whose author is not named any more."""
    query = (
        select(Contribution.id)
        .join(Dataset, Dataset.id == Contribution.dataset_id)
        .join(Workspace, Workspace.id == Dataset.workspace_id)
        .where(Workspace.slug == name.workspace, Dataset.name == name.name)
        .where(Contribution.credit_withdrawn)
    )
    with instance.database.reading() as session:
        return frozenset(session.scalars(query))


def shown_author(instance: Instance, revision: Revision) -> str:
    """Who is named as the author of a revision."""
    contribution = dict(revision.trailers).get(CONTRIBUTION)
    query = select(Contribution.credit_withdrawn).where(Contribution.id == contribution)
    if contribution:
        with instance.database.reading() as session:
            if session.scalar(query):
                return instance.translate(ANONYMOUS)
    return revision.author.name
