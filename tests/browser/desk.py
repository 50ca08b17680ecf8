"""What a moderator meets beside corrections: reports, rows that are listed twice, many at once."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Verdict
from datapatch.workflow.abuse.vetting import UNSUSPICIOUS, Vetting
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.listed_twice import Which, draft_union, read_twins
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.proposals.suggesting import draft_report, read_sheet
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.verdicts.bulk import carry_on, start
from tests.browser.sites import LIEUX

RESOURCE = "lieux"


def send_report(instance: Instance, address: str) -> Receipt:
    """Words about a row that no form fits."""
    words = "Le numéro sonne dans le vide depuis la rentrée, et la porte est fermée le matin."
    sheet = read_sheet(instance, ANONYMOUS, LIEUX, RESOURCE, address=address)
    return _open(instance, draft_report(sheet).proposal, Contributor("Nadia", "", words))


def send_union(instance: Instance, addresses: tuple[str, str]) -> Receipt:
    """Two rows of one place, to be made one."""
    twins = read_twins(instance, ANONYMOUS, LIEUX, RESOURCE, addresses=addresses)
    union = draft_union(instance, twins, Which.FIRST, {"telephone": Which.SECOND})
    flagged = Vetting((union.merged.flag,))
    return _open(instance, union.draft.proposal, Contributor("Nadia"), flagged)


def decide_many(instance: Instance, team: Moderator, ids: Sequence[str], *, waits: bool) -> str:
    """A verdict on many: decided a moment ago, or carried out; its identifier."""
    config = replace(instance.config, undo_seconds=36_000 if waits else 0)
    patient = replace(instance, config=config)
    made = start(patient, team, LIEUX, ids, verdict=Verdict.ACCEPT, now=datetime.now(UTC))
    if not waits:
        carry_on(instance, made.id, now=datetime.now(UTC))
    return made.id


def _open(
    instance: Instance,
    proposal: Proposal,
    contributor: Contributor,
    vetting: Vetting = UNSUSPICIOUS,
) -> Receipt:
    now = datetime.now(UTC)
    return open_contribution(
        instance, ANONYMOUS, LIEUX, proposal, contributor, now=now, vetting=vetting
    )
