"""How asking the places goes: what became of each mail."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, case, func, or_, select

from datapatch.accounts.policy import Action, Actor
from datapatch.db.models import Invitation, SilencedAddress, SilenceReason
from datapatch.types import DatasetName
from datapatch.workflow.datasets import find_dataset
from datapatch.workflow.instance import Instance


@dataclass(frozen=True, slots=True)
class Progress:
    """Mails that wait, and those that left, by what came back: each is counted once.

    ``silent`` are those without an answer so far.
    """

    waiting: int = 0
    confirmed: int = 0
    corrected: int = 0
    bounced: int = 0
    unsubscribed: int = 0
    silent: int = 0

    @property
    def sent(self) -> int:
        """Mails that left."""
        return self.confirmed + self.corrected + self.bounced + self.unsubscribed + self.silent


def asking_progress(instance: Instance, actor: Actor, name: DatasetName) -> Progress:
    """How asking goes. Raises `NotFound`, `Forbidden`."""
    record = find_dataset(instance, actor, name, Action.ADMINISTER)
    outcome = case(
        (Invitation.sent_at.is_(None), "waiting"),
        (Invitation.contribution_id.is_not(None), "corrected"),
        (Invitation.answered_at.is_not(None), "confirmed"),
        (_silenced(record.id, SilenceReason.BOUNCED), "bounced"),
        (_silenced(record.id, SilenceReason.UNSUBSCRIBED), "unsubscribed"),
        else_="silent",
    )
    counted = select(outcome, func.count()).where(Invitation.dataset_id == record.id)
    with instance.database.reading() as session:
        found = session.execute(counted.group_by(outcome))
        return Progress(**dict(iter(found)))


def _silenced(dataset_id: int, reason: SilenceReason) -> ColumnElement[bool]:
    """Whether the address that was asked gets no more mails, for this reason."""
    listed = select(SilencedAddress.address_hash).where(
        or_(SilencedAddress.dataset_id == dataset_id, SilencedAddress.dataset_id.is_(None)),
        SilencedAddress.reason == reason,
    )
    return Invitation.address_hash.in_(listed)
