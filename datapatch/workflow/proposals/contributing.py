"""A proposal becomes a contribution: one commit on a branch under review, and a record."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor
from datapatch.db.addresses import email_address
from datapatch.db.identifiers import CROCKFORD
from datapatch.db.models import Contribution, Kind, Origin, State
from datapatch.errors import LimitExceeded, NothingChanged
from datapatch.gitstore.pair import DatasetRepositories, contribution_branch
from datapatch.gitstore.repository import Repository
from datapatch.tables.patch import Patch
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.abuse.proving_by_mail import ask_confirmation
from datapatch.workflow.abuse.vetting import UNSUSPICIOUS, Vetting, store_flags
from datapatch.workflow.contributions import (
    receipt_hash,
    store_patches,
)
from datapatch.workflow.contributors.answering import tell_receipt
from datapatch.workflow.datasets import DatasetRecord, find_dataset, snapshot_of
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.mails.notifying import tell_moderators
from datapatch.workflow.preferences import preferences_for, preferences_of
from datapatch.workflow.proposals.locked_fields import check_locked
from datapatch.workflow.proposals.patching import patched_files
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.queue.places import places_of
from datapatch.workflow.rows.addressing import address_of
from datapatch.workflow.rows.labelling import patch_subject
from datapatch.workflow.signing import instance_signature, public_signature
from datapatch.workflow.snapshot import Snapshot

ID_LENGTH = 10

FILLED_IN = frozenset({Origin.FORM, Origin.API, Origin.FILE})
"""How contributions come in that may not touch the fields that the producer locked."""


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
    vetting: Vetting = UNSUSPICIOUS,
) -> Receipt:
    """Record a proposal as a contribution that waits for a moderator.

    What ``vetting`` sets apart is kept in the database alone until a moderator releases it.

    Raises `NotFound`, `Forbidden`, `NothingChanged`, `LimitExceeded`, `LockedField`, or
    `PatchMismatch` when the patch does not fit its base.
    """
    dataset = find_dataset(instance, actor, name, Action.SUGGEST)
    check_size(instance, proposal, origin)
    with writable(name), instance.repositories(name) as pair, pair.review.writing():
        row, receipt = _row(instance, pair, dataset, proposal, contributor, origin=origin, now=now)
        row.flags, row.score = store_flags(vetting.flags), vetting.score
        if vetting.set_apart:
            snapshot = snapshot_of(instance, pair.published, proposal.base)
            proposed_files(instance, snapshot, proposal)
            with instance.database.transaction() as session:
                _set_apart(session, row, now)
                if vetting.confirmable:
                    ask_confirmation(instance, session, row, now=now)
            return receipt
        commit = commit_proposal(instance, pair.review, proposal, contributor.name, now)
        row.branch_commit = commit
        # The branch first: others write to the database while it comes to lie on the disk.
        pair.review.advance(contribution_branch(row.id), expected=None, to=commit)
        try:
            with instance.database.transaction() as session:
                record_contribution(instance, session, row)
        except BaseException:
            pair.drop_contribution(row.id)
            raise
    return receipt


def _set_apart(session: Session, row: Contribution, now: datetime) -> None:
    """Keep a suspicious contribution without a branch, and without a word to moderators."""
    row.state = State.QUARANTINED
    session.add(row)
    session.flush()
    session.refresh(row)
    row.lapses_at = now + timedelta(days=preferences_of(row.dataset).quarantine_days)


def record_contribution(instance: Instance, session: Session, row: Contribution) -> None:
    """Store the row and, with it, the notices that it causes."""
    session.add(row)
    session.flush()
    session.refresh(row)
    if row.origin != Origin.SAMPLE:
        tell_receipt(instance, session, row, now=row.created_at)
        tell_moderators(instance, session, row, now=row.created_at)


def new_identifier() -> str:
    """A contribution's public name: ten characters that nobody confuses when reading aloud."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(ID_LENGTH))


def kind_of(patches: Sequence[Patch]) -> Kind:
    """What these patches do, in one word."""
    kinds = {"update": Kind.CORRECTION, "add": Kind.ADDITION, "remove": Kind.DELETION}
    found = {kinds[change.op] for patch in patches for change in patch.changes}
    return found.pop() if len(found) == 1 else Kind.MIXED


def check_size(instance: Instance, proposal: Proposal, origin: Origin = Origin.FORM) -> None:
    """Nothing for a proposal that can be taken; raises `NothingChanged` or `LimitExceeded`.

    A file may change more rows than a form or a call of the API.
    """
    patch = proposal.patch
    if not patch.changes and not proposal.files and proposal.about is None:
        raise NothingChanged
    limits = instance.config.limits
    limit = limits.upload_changes if origin is Origin.FILE else limits.patch_changes
    if len(patch.changes) > limit:
        raise LimitExceeded(
            N_(
                "This contribution changes {size} rows; {limit} is the most at once. "
                "Send it in parts."
            ),
            size=len(patch.changes),
            limit=limit,
        )


def commit_proposal(
    instance: Instance,
    review: Repository,
    proposal: Proposal,
    author_name: str,
    now: datetime,
) -> CommitId:
    """A proposal as a commit of the review repository, signed with the public name alone.

    No branch names it yet: the caller is in a block of ``writing``. Raises `PatchMismatch`.
    """
    return review.commit(
        proposal.base,
        proposed_files(instance, snapshot_of(instance, review, proposal.base), proposal),
        parents=[proposal.base],
        author=public_signature(instance, author_name, now),
        committer=instance_signature(instance, now),
        message=_subject(instance, proposal),
    )


def _subject(instance: Instance, proposal: Proposal) -> str:
    if proposal.about is not None:
        return instance.translate(N_("A report in words"))
    return patch_subject(proposal.patch, proposal.row_label, instance.translate)


def proposed_files(
    instance: Instance, snapshot: Snapshot, proposal: Proposal
) -> dict[str, bytes | None]:
    """The files that a proposal writes (None: removes); raises `PatchMismatch`."""
    changes = dict(proposal.files)
    if proposal.patch.changes:
        changes |= patched_files(snapshot, proposal.patch, instance.config.parts)
    return changes


def proposed_row(instance: Instance, pair: DatasetRepositories, proposal: Proposal) -> str:
    """The address of the one row that a proposal is about; "" for several, or a new one."""
    snapshot = snapshot_of(instance, pair.published, proposal.base)
    return proposal.about or address_of(snapshot, proposal.patch)


def _row(
    instance: Instance,
    pair: DatasetRepositories,
    dataset: DatasetRecord,
    proposal: Proposal,
    contributor: Contributor,
    *,
    origin: Origin,
    now: datetime,
) -> tuple[Contribution, Receipt]:
    snapshot = snapshot_of(instance, pair.published, proposal.base)
    if origin in FILLED_IN:
        check_locked(snapshot, preferences_for(dataset), proposal.patch)
    identifier = new_identifier()
    receipt = Receipt(identifier, receipt_secret(instance.secret, identifier))
    row = Contribution(
        id=receipt.id,
        dataset_id=dataset.id,
        kind=kind_of([proposal.patch]) if proposal.about is None else Kind.REPORT,
        origin=origin,
        resource=proposal.patch.resource,
        row_label=proposal.row_label,
        places=places_of(snapshot, preferences_for(dataset), [proposal.patch]),
        row_address=proposed_row(instance, pair, proposal),
        base_commit=proposal.base,
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
