"""The last step before a form becomes a contribution: what the abuse checks say, as answers."""

from flask import request

from datapatch.accounts.policy import Actor
from datapatch.types import DatasetName
from datapatch.workflow.abuse.guarding import Proof, vet
from datapatch.workflow.abuse.proofs import take_proof
from datapatch.workflow.abuse.vetting import Vetting
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.proposals.proposing import Proposal
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


def vetted_call(
    who: Actor, name: DatasetName, proposal: Proposal, contributor: Contributor, solution: str
) -> Vetting:
    """The same for a call of the API: without a token it owes a solved challenge.

    What comes without is set apart. Raises `NotTaking` or `TooMany`.
    """
    given = who.person_id is not None or take_proof(instance(), name, solution, now=now())
    proof = Proof.BROUGHT if given else Proof.OWED
    return vet(
        instance(), who, name, proposal, contributor, sender=sender(), now=now(), proof=proof
    )


def _proof(name: DatasetName) -> Proof:
    if take_proof(instance(), name, request.form.get(PROOF, ""), now=now()):
        return Proof.BROUGHT
    return Proof.MISSING if ASKED in request.form else Proof.NOT_YET
