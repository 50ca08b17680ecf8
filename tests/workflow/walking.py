"""Steps of the walk, short enough to be told in a test."""

from collections.abc import Mapping

from datapatch.accounts.policy import ANONYMOUS
from datapatch.types import DatasetName
from datapatch.workflow.abuse.vetting import UNSUSPICIOUS, Vetting
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.proposing import (
    Proposal,
    propose_addition,
    propose_removal,
    propose_update,
)
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.rows.labelling import patch_label
from tests.builders import NOON, PLACES

NOBODY = Contributor(language="en")


def suggest(
    instance: Instance,
    address: str,
    values: Mapping[str, str],
    contributor: Contributor = NOBODY,
    name: DatasetName = PLACES,
    vetting: Vetting = UNSUSPICIOUS,
) -> Receipt:
    """A correction of the row at ``address``, as a visitor without account sends it."""
    with published(instance, name) as snapshot:
        place = locate(snapshot, "places", address)
        patch = propose_update(snapshot, "places", place, values)
        proposal = Proposal(snapshot.commit, patch, patch_label(snapshot.table("places"), patch))
    return open_contribution(
        instance, ANONYMOUS, name, proposal, contributor, now=NOON, vetting=vetting
    )


def suggest_addition(instance: Instance, values: Mapping[str, str]) -> Receipt:
    """A new row, as a visitor without account sends it."""
    with published(instance, PLACES) as snapshot:
        patch = propose_addition(snapshot, "places", values)
        proposal = Proposal(snapshot.commit, patch, patch_label(snapshot.table("places"), patch))
    return open_contribution(instance, ANONYMOUS, PLACES, proposal, NOBODY, now=NOON)


def suggest_removal(instance: Instance, address: str) -> Receipt:
    """The removal of the row at ``address``."""
    with published(instance, PLACES) as snapshot:
        patch = propose_removal(snapshot, "places", locate(snapshot, "places", address))
        proposal = Proposal(snapshot.commit, patch, patch_label(snapshot.table("places"), patch))
    return open_contribution(instance, ANONYMOUS, PLACES, proposal, NOBODY, now=NOON)


def published_text(instance: Instance, name: DatasetName = PLACES) -> str:
    """The published table as it is stored."""
    with published(instance, name) as snapshot:
        return snapshot.table("places").data.decode()
