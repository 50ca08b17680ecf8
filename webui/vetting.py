"""The last step before a form becomes a contribution: what the abuse checks say, as answers."""

from flask import request

from datapatch.types import DatasetName
from datapatch.workflow.contributing import Contributor
from datapatch.workflow.guarding import Proof, vet
from datapatch.workflow.proofs import take_proof
from datapatch.workflow.proposing import Proposal
from datapatch.workflow.vetting import Vetting
from webui.context import actor, instance, now
from webui.senders import sender

PROOF, ASKED = "proof", "proof-asked"
"""What a form sends that was asked for a proof of work: the proof, and that it was asked for."""


def vetted(name: DatasetName, proposal: Proposal, contributor: Contributor) -> Vetting:
    """What the abuse checks say of this form; raises `NotTaking` or `TooMany`."""
    return vet(
        instance(),
        actor(),
        name,
        proposal,
        contributor,
        sender=sender(),
        now=now(),
        proof=_proof(name),
    )


def _proof(name: DatasetName) -> Proof:
    if take_proof(instance(), name, request.form.get(PROOF, ""), now=now()):
        return Proof.BROUGHT
    return Proof.MISSING if ASKED in request.form else Proof.NOT_YET
