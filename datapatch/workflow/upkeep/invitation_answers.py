"""What those who were asked about their row may answer, by the secret in the link of their mail."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import (
    Contribution,
    Dataset,
    Invitation,
    SilencedAddress,
    SilenceReason,
)
from datapatch.errors import NotFound
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import receipt_hash
from datapatch.workflow.instance import Instance
from datapatch.workflow.upkeep.confirming import confirm_row
from datapatch.workflow.upkeep.inviting import is_silent


@dataclass(frozen=True, slots=True)
class Invited:
    """Who followed the link: the row that it is about."""

    dataset: DatasetName
    resource: str
    row_address: str


def read_invitation(instance: Instance, secret: str) -> Invited:
    """What the link of a mail is about; raises `NotFound`."""
    with instance.database.reading() as session:
        row = _by_secret(session, secret)
        name = session.get_one(Dataset, row.dataset_id).address
        return Invited(name, row.resource, row.row_address)


def answer_invitation(instance: Instance, secret: str, *, seen: CommitId, now: datetime) -> None:
    """“Yes, it is still right”: recorded as a tap on the row's page would be.

    Raises `NotFound`, and what `confirm_row` raises.
    """
    asked = read_invitation(instance, secret)
    where = (asked.dataset, asked.resource, asked.row_address)
    confirm_row(instance, ANONYMOUS, *where, seen=seen, now=now)
    with instance.database.transaction() as session:
        row = _by_secret(session, secret)
        row.answered_at = row.answered_at or now


def note_correction(
    instance: Instance, secret: str, contribution_id: str, *, now: datetime
) -> None:
    """Remember that a contribution answers an invitation, if it is about the same table.

    Nothing happens where nobody was asked by this secret: what was sent is kept all the same.
    """
    with instance.database.transaction() as session:
        row = session.scalar(_with_secret(secret))
        sent = session.get(Contribution, contribution_id)
        if row is None or sent is None:
            return
        if (sent.dataset_id, sent.resource) == (row.dataset_id, row.resource):
            row.contribution_id, row.answered_at = sent.id, row.answered_at or now


def silence_invited(instance: Instance, secret: str, *, now: datetime) -> None:
    """Ask this address about nothing in this dataset any more; raises `NotFound`."""
    with instance.database.transaction() as session:
        row = _by_secret(session, secret)
        same = (
            Invitation.address_hash == row.address_hash,
            Invitation.dataset_id == row.dataset_id,
        )
        session.execute(delete(Invitation).where(*same, Invitation.sent_at.is_(None)))
        if not is_silent(session, row.dataset_id, row.address_hash):
            silenced = SilencedAddress(
                address_hash=row.address_hash,
                dataset_id=row.dataset_id,
                reason=SilenceReason.UNSUBSCRIBED,
                at=now,
            )
            session.add(silenced)


def _with_secret(secret: str) -> Select[Invitation]:
    return select(Invitation).where(Invitation.secret_hash == receipt_hash(secret))


def _by_secret(session: Session, secret: str) -> Invitation:
    row = session.scalar(_with_secret(secret))
    if row is None:
        raise NotFound
    return row
