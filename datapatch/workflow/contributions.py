"""Contributions as values: what the database knows of one, without its private parts."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor, may
from datapatch.db.models import Contribution, Dataset, Kind, Origin, State, Verdict
from datapatch.errors import AlreadyDecided, NotFound
from datapatch.tables.patch import Patch
from datapatch.tables.patch_form import patch_json
from datapatch.tables.patch_parsing import parse_patch
from datapatch.translation import N_
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.abuse.vetting import Flag, read_flags
from datapatch.workflow.datasets import DatasetRecord, record_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.queue.territories import decidable, may_decide

SHORT = 20_000
"""Characters of stored patches that are kept as values too, once they were read."""


@dataclass(frozen=True, slots=True)
class ContributionRecord:
    """One contribution as moderators see it: only whether an address was left, never which."""

    id: str
    dataset: DatasetRecord
    kind: Kind
    origin: Origin
    state: State
    resource: str
    row_label: str
    row_address: str
    base: CommitId
    commit: CommitId | None
    patches: tuple[Patch, ...]
    author_name: str
    has_email: bool
    language: str
    message: str
    source: str
    flags: tuple[Flag, ...]
    score: int
    email_bounced: bool
    created_at: datetime
    updated_at: datetime
    verdict: Verdict | None
    reason: str
    decided_by: str
    decided_at: datetime | None
    carry_out_at: datetime | None
    lapses_at: datetime | None
    published_commit: CommitId | None
    reverted_commit: CommitId | None
    bulk: str | None


@dataclass(frozen=True, slots=True)
class Outline:
    """As much of a contribution as tells which moderators it is for."""

    id: str
    dataset: DatasetRecord
    patch: str

    @property
    def patches(self) -> tuple[Patch, ...]:
        """What it changes."""
        return read_patches(self.patch)


def contribution_of(row: Contribution) -> ContributionRecord:
    """The plain value of a database row."""
    return ContributionRecord(
        id=row.id,
        dataset=record_of(row.dataset),
        kind=row.kind,
        origin=row.origin,
        state=row.state,
        resource=row.resource,
        row_label=row.row_label,
        row_address=row.row_address,
        base=CommitId(ObjectId(row.base_commit)),
        commit=_commit(row.branch_commit),
        patches=read_patches(row.patch),
        author_name="" if row.credit_withdrawn else row.author_name,
        has_email=bool(row.email),
        language=row.language,
        message=row.message,
        source=row.source,
        flags=read_flags(row.flags),
        score=row.score,
        email_bounced=row.email_bounced,
        created_at=row.created_at,
        updated_at=row.updated_at,
        verdict=row.verdict,
        reason=row.reason,
        decided_by=row.decider.public_name if row.decider else "",
        decided_at=row.decided_at,
        carry_out_at=row.carry_out_at,
        lapses_at=row.lapses_at,
        published_commit=_commit(row.published_commit),
        reverted_commit=_commit(row.reverted_commit),
        bulk=row.bulk_id,
    )


def store_patches(patches: Sequence[Patch]) -> str:
    """Patches as the database keeps them: complete after the branch is gone."""
    stored = [{"resource": patch.resource, "patch": patch_json(patch)} for patch in patches]
    return json.dumps(stored, ensure_ascii=False)


def read_patches(text: str) -> tuple[Patch, ...]:
    """The patches of a contribution: one for each table that it changes."""
    return _short_patches(text) if len(text) < SHORT else _parsed(text)


@lru_cache(maxsize=4096)
def _short_patches(text: str) -> tuple[Patch, ...]:
    return _parsed(text)


def _parsed(text: str) -> tuple[Patch, ...]:
    return tuple(parse_patch(kept["patch"], kept["resource"]) for kept in json.loads(text))


def find_contribution(instance: Instance, actor: Actor, contribution_id: str) -> ContributionRecord:
    """The contribution, for those who may moderate its dataset and rows; raises `NotFound`."""
    with instance.database.reading() as session:
        row = session.get(Contribution, contribution_id)
        record = None if row is None else contribution_of(row)
    if record is None or not may_decide(instance, actor, record):
        raise NotFound
    return record


def waiting_contributions(
    instance: Instance, actor: Actor, dataset: DatasetRecord | None = None
) -> tuple[ContributionRecord, ...]:
    """What waits for this moderator, oldest first."""
    query = select(Contribution).where(Contribution.state == State.OPEN)
    if dataset is not None:
        query = query.where(Contribution.dataset_id == dataset.id)
    with instance.database.reading() as session:
        rows = session.scalars(query.order_by(Contribution.created_at, Contribution.id))
        records = [contribution_of(row) for row in rows]
    return tuple(decidable(instance, actor, records))


def decided_contributions(
    instance: Instance, actor: Actor, limit: int = 50
) -> tuple[ContributionRecord, ...]:
    """What was decided lately on the datasets that this moderator cares for, newest first."""
    query = (
        select(Contribution)
        .where(Contribution.decided_at.is_not(None))
        .order_by(Contribution.decided_at.desc())
        .limit(limit)
    )
    with instance.database.reading() as session:
        records = [contribution_of(row) for row in session.scalars(query)]
    return tuple(decidable(instance, actor, records))


def outlines(session: Session, query: Select[Contribution]) -> list[Outline]:
    """What ``query`` finds, in its order, without all that is not needed to tell whose it is."""
    columns = (Contribution.id, Contribution.dataset_id, Contribution.patch)
    rows = session.execute(query.with_only_columns(*columns)).all()
    ids = {dataset for _id, dataset, _patch in rows}
    found = session.scalars(select(Dataset).where(Dataset.id.in_(ids)))
    datasets = {dataset.id: record_of(dataset) for dataset in found}
    return [Outline(number, datasets[dataset], patch) for number, dataset, patch in rows]


def count_waiting(instance: Instance, actor: Actor) -> int:
    """How many contributions wait for this moderator: the number on the badge."""
    if actor.limits:
        with instance.database.reading() as session:
            waiting = outlines(
                session, select(Contribution).where(Contribution.state == State.OPEN)
            )
        return sum(1 for _ in decidable(instance, actor, waiting))
    query = (
        select(Dataset, func.count(Contribution.id))
        .join(Contribution, Contribution.dataset_id == Dataset.id)
        .where(Contribution.state == State.OPEN)
        .group_by(Dataset.id)
    )
    with instance.database.reading() as session:
        counts = [(record_of(dataset), count) for dataset, count in session.execute(query)]
    return sum(count for record, count in counts if may(actor, Action.MODERATE, record.facts))


def read_receipt(instance: Instance, secret: str) -> ContributionRecord:
    """The contribution that this secret is the receipt of; raises `NotFound`."""
    with instance.database.reading() as session:
        return contribution_of(by_receipt(session, secret))


def by_receipt(session: Session, secret: str) -> Contribution:
    """The row behind a receipt's secret; raises `NotFound`."""
    row = session.scalar(
        select(Contribution).where(Contribution.receipt_hash == receipt_hash(secret))
    )
    if row is None:
        raise NotFound
    return row


def receipt_hash(secret: str) -> str:
    """What is stored of a receipt's secret, whose 256 random bits need no salt."""
    return hashlib.sha256(secret.encode()).hexdigest()


def already_decided(record: ContributionRecord) -> AlreadyDecided:
    """The error that says who decided, and when (UTC); or that the contributor withdrew."""
    if record.state == State.WITHDRAWN:
        return AlreadyDecided(
            N_("The contributor took this contribution back. Nothing was changed.")
        )
    at = record.decided_at
    return AlreadyDecided(by=record.decided_by or "—", at=f"{at:%Y-%m-%d %H:%M}" if at else "—")


def _commit(text: str | None) -> CommitId | None:
    return None if text is None else CommitId(ObjectId(text))
