"""Before a contribution reaches a moderator: what is refused kindly, asked for, or set apart.

The rungs stand in the order of docs/decisions/0038; each can be switched off for a dataset.
"""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor, may
from datapatch.db.models import Contribution, Dataset, State
from datapatch.errors import NotTaking
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.abuse.scoring import Arrival, suspicions
from datapatch.workflow.abuse.senders import Sender, check_limits, leave_trace
from datapatch.workflow.abuse.vetting import UNPROVEN, UNSUSPICIOUS, Flag, Vetting
from datapatch.workflow.datasets import DatasetRecord, find_dataset
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import Preferences, preferences_for, preferences_of
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.proposals.proposing import Proposal

_FULL = N_(
    "Many contributions wait here for a moderator already. Come back in a few days: "
    "then there will be room for yours."
)


class Proof(StrEnum):
    """How it stands with the proof of work.

    ``not_yet``: it can be asked for when the score wants it. ``missing``: it was asked for and did
    not come. ``owed``: it did not come and is due whatever the score. ``brought``: it was checked.
    """

    NOT_YET = "not yet"
    MISSING = "missing"
    OWED = "owed"
    BROUGHT = "brought"


def check_taking(instance: Instance, actor: Actor, name: DatasetName) -> None:
    """Nothing when a dataset takes contributions now; raises `NotTaking` or `NotFound`.

    Whoever moderates it is not held up.
    """
    record = find_dataset(instance, actor, name, Action.SUGGEST)
    with instance.database.reading() as session:
        _check_taking(session, actor, record)


def vet(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    proposal: Proposal,
    contributor: Contributor,
    *,
    sender: Sender,
    now: datetime,
    proof: Proof = Proof.NOT_YET,
) -> Vetting:
    """What the abuse checks say of a proposal that is about to be opened; it is counted with this.

    With ``asks_proof`` in the answer nothing is counted, and the proposal is to come again with a
    proof of work. Raises `NotFound`, `NotTaking`, or `TooMany`.
    """
    record = find_dataset(instance, actor, name, Action.SUGGEST)
    if may(actor, Action.MODERATE, record.facts):
        return UNSUSPICIOUS
    with instance.database.reading() as session:
        dataset = session.get_one(Dataset, record.id)
        _check_taking(session, actor, record)
        check_limits(instance, session, dataset, sender, now=now)
        chosen = preferences_of(dataset)
        arrival = Arrival(proposal, contributor, sender, dataset, chosen, now)
        vetting = _weigh(list(suspicions(session, arrival)), chosen, proof)
    if not vetting.asks_proof:
        # Of many at once each is looked at beside the others, and counted after them.
        with instance.database.transaction() as session:
            check_limits(instance, session, dataset, sender, now=now)
            leave_trace(session, dataset, sender, now=now)
    return vetting


def _weigh(found: Sequence[tuple[Flag, int]], chosen: Preferences, proof: Proof) -> Vetting:
    """The sum, and what it means for this dataset."""
    score = sum(weight for _flag, weight in found)
    vetting = Vetting(tuple(flag for flag, _weight in found), score)
    if chosen.quarantine_score and score >= chosen.quarantine_score:
        vetting = replace(vetting, set_apart=True)
    suspicious = bool(chosen.proof_of_work_score) and score >= chosen.proof_of_work_score
    if proof is Proof.NOT_YET and suspicious:
        return replace(vetting, asks_proof=True)
    if proof is Proof.OWED or (proof is Proof.MISSING and suspicious):
        flags = (*vetting.flags, Flag(UNPROVEN))
        return replace(vetting, flags=flags, set_apart=True, confirmable=not vetting.set_apart)
    return vetting


def _check_taking(session: Session, actor: Actor, record: DatasetRecord) -> None:
    chosen = preferences_for(record)
    if may(actor, Action.MODERATE, record.facts):
        return
    if chosen.paused:
        raise NotTaking
    if chosen.max_waiting and _waiting(session, record.id) >= chosen.max_waiting:
        raise NotTaking(_FULL)


def _waiting(session: Session, dataset_id: int) -> int:
    """How many wait for somebody to look at them, those that were set apart included."""
    states = (State.OPEN, State.QUARANTINED, State.ASKED)
    query = select(func.count(Contribution.id)).where(
        Contribution.dataset_id == dataset_id, Contribution.state.in_(states)
    )
    return session.scalar(query) or 0
