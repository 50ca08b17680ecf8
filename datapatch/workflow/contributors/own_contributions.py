"""What a person with an account has contributed, with the way to each receipt."""

from dataclasses import dataclass

from sqlalchemy import select

from datapatch.db.models import Contribution
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret

MOST = 200


@dataclass(frozen=True, slots=True)
class OwnContribution:
    """A contribution of one's own; ``secret`` opens its receipt."""

    record: ContributionRecord
    secret: str


def own_contributions(instance: Instance, person_id: int) -> tuple[OwnContribution, ...]:
    """The last contributions of a person, newest first."""
    query = (
        select(Contribution)
        .where(Contribution.person_id == person_id)
        .order_by(Contribution.created_at.desc())
        .limit(MOST)
    )
    with instance.database.reading() as session:
        records = [contribution_of(row) for row in session.scalars(query)]
    return tuple(
        OwnContribution(record, receipt_secret(instance.secret, record.id)) for record in records
    )
