"""A proposal becomes a contribution: one commit on a branch under review, and a record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor
from datapatch.db.addresses import email_address
from datapatch.db.identifiers import CROCKFORD
from datapatch.db.models import Contribution, Kind, Origin
from datapatch.errors import LimitExceeded, NothingChanged
from datapatch.gitstore.pair import contribution_branch
from datapatch.gitstore.repository import Repository
from datapatch.tables.patch import Patch
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import (
    receipt_hash,
    store_patches,
)
from datapatch.workflow.datasets import DatasetRecord, find_dataset, snapshot_of
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.labelling import patch_subject
from datapatch.workflow.notifying import tell_moderators
from datapatch.workflow.patching import patched_files
from datapatch.workflow.proposing import Proposal
from datapatch.workflow.signing import instance_signature, public_signature

ID_LENGTH = 10


@dataclass(frozen=True, slots=True)
class Contributor:
    """What a contributor says of themselves, all of it optional. Only ``name`` ever reaches git."""

    name: str = ""
    email: str = field(default="", repr=False)
    message: str = ""
    source: str = ""
    language: str = "fr"
    person_id: int | None = None


@dataclass(frozen=True, slots=True)
class Receipt:
    """What the contributor keeps: the secret is in the link and nowhere else."""

    id: str
    secret: str = field(repr=False)


def open_contribution(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    proposal: Proposal,
    contributor: Contributor,
    *,
    now: datetime,
    origin: Origin = Origin.FORM,
) -> Receipt:
    """Record a proposal as a contribution that waits for a moderator.

    Raises `NotFound`, `Forbidden`, `NothingChanged`, `LimitExceeded`, or `PatchMismatch` when the
    patch does not fit its base.
    """
    dataset = find_dataset(instance, actor, name, Action.SUGGEST)
    _check_size(instance, proposal)
    with writable(name), instance.repositories(name) as pair, pair.review.writing():
        review = pair.review
        commit = _commit_proposal(instance, review, proposal, contributor, now)
        row, receipt = _row(dataset, proposal, contributor, commit, origin, now)
        with instance.database.transaction() as session:
            record_contribution(instance, session, row)
            review.advance(contribution_branch(row.id), expected=None, to=commit)
    return receipt


def record_contribution(instance: Instance, session: Session, row: Contribution) -> None:
    """Store the row and, with it, the notices that it causes."""
    session.add(row)
    session.flush()
    session.refresh(row)
    if row.origin != Origin.SAMPLE:
        tell_moderators(instance, session, row)


def new_identifier() -> str:
    """A contribution's public name: ten characters that nobody confuses when reading aloud."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(ID_LENGTH))


def kind_of(patches: Sequence[Patch]) -> Kind:
    """What these patches do, in one word."""
    kinds = {"update": Kind.CORRECTION, "add": Kind.ADDITION, "remove": Kind.DELETION}
    found = {kinds[change.op] for patch in patches for change in patch.changes}
    return found.pop() if len(found) == 1 else Kind.MIXED


def _check_size(instance: Instance, proposal: Proposal) -> None:
    patch = proposal.patch
    if not patch.changes and not proposal.files:
        raise NothingChanged
    limit = instance.config.limits.patch_changes
    if len(patch.changes) > limit:
        raise LimitExceeded(
            N_(
                "This contribution changes {size} rows; {limit} is the most at once. "
                "Send it in parts."
            ),
            size=len(patch.changes),
            limit=limit,
        )


def _commit_proposal(
    instance: Instance,
    review: Repository,
    proposal: Proposal,
    contributor: Contributor,
    now: datetime,
) -> CommitId:
    snapshot = snapshot_of(instance, review, proposal.base)
    changes = dict(proposal.files)
    if proposal.patch.changes:
        changes |= patched_files(snapshot, proposal.patch, instance.config.parts)
    return review.commit(
        proposal.base,
        changes,
        parents=[proposal.base],
        author=public_signature(instance, contributor.name, now),
        committer=instance_signature(instance, now),
        message=patch_subject(proposal.patch, proposal.row_label, instance.translate),
    )


def _row(
    dataset: DatasetRecord,
    proposal: Proposal,
    contributor: Contributor,
    commit: CommitId,
    origin: Origin,
    now: datetime,
) -> tuple[Contribution, Receipt]:
    receipt = Receipt(new_identifier(), secrets.token_urlsafe(32))
    row = Contribution(
        id=receipt.id,
        dataset_id=dataset.id,
        kind=kind_of([proposal.patch]),
        origin=origin,
        resource=proposal.patch.resource,
        row_label=proposal.row_label,
        base_commit=proposal.base,
        branch_commit=commit,
        patch=store_patches([proposal.patch]),
        author_name=contributor.name.strip(),
        person_id=contributor.person_id,
        email=email_address(contributor.email) if contributor.email.strip() else None,
        language=contributor.language,
        message=contributor.message.strip(),
        source=contributor.source.strip(),
        receipt_hash=receipt_hash(receipt.secret),
        created_at=now,
        updated_at=now,
    )
    return row, receipt
