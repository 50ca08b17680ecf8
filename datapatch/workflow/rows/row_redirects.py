"""A row that was merged into another: its old address leads on.

Git holds the fact, as a trailer of the publication: ``Merged-row: <resource> <old> <new>``, each
written as in addresses. The database keeps it for looking up, and gets it again from there.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, delete, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, Kind, RowRedirect
from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.repository import MAIN
from datapatch.gitstore.revision import Revision
from datapatch.types import CommitId, DatasetName, ObjectId
from datapatch.workflow.abuse.vetting import Flag
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import find_dataset, published, record_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.rows.addressing import decode, encode, key_address
from datapatch.workflow.rows.table_rows import table_rows
from datapatch.workflow.signing import CONTRIBUTION
from datapatch.workflow.snapshot import Snapshot

MERGED_ROW = "Merged-row"
"""The trailer of a publication that merged two rows."""

LISTED_TWICE = "listed-twice"
"""The flag of a contribution that merges two rows; its detail says which."""

_INTO = " → "


@dataclass(frozen=True, slots=True)
class MergedRow:
    """The address of a row that goes, and that of the row which stays in its place."""

    resource: str
    old: str
    new: str

    @property
    def flag(self) -> Flag:
        """How it is kept with the contribution, where the moderator reads it."""
        return Flag(LISTED_TWICE, f"{self.old}{_INTO}{self.new}")

    @property
    def trailer(self) -> str:
        """The line of the publication's message."""
        return f"{MERGED_ROW}: {encode(self.resource)} {self.old} {self.new}\n"


def merged_by(record: ContributionRecord, examination: Examination) -> tuple[MergedRow, ...]:
    """The merge of rows that publishing this brings about; none when the moderator left it out."""
    told = [f.detail.partition(_INTO) for f in record.flags if f.name == LISTED_TWICE]
    proposed = [MergedRow(record.resource, old, new) for old, _, new in told]
    return tuple(merged for merged in proposed if _goes(merged, examination))


def _goes(merged: MergedRow, examination: Examination) -> bool:
    """Whether the row goes; one without a key is the only one that such a contribution removes."""
    return any(
        change.op == "remove" and (change.key is None or key_address(change.key) == merged.old)
        for table in examination.tables
        if table.resource == merged.resource
        for change in table.changes.changes
    )


def keep_redirects(instance: Instance, session: Session, row: Contribution) -> None:
    """Note what a publication says of merged rows; forget those that it brings back."""
    name = record_of(row.dataset).name
    with published(instance, name) as snapshot:
        if row.kind != Kind.CORRECTION:
            for known in session.scalars(_redirects(row.dataset_id)):
                if _located(instance, snapshot, known.resource, known.old_address):
                    session.delete(known)
            session.flush()
        if row.published_commit:
            revision = snapshot.repository.revision(CommitId(ObjectId(row.published_commit)))
            for merged in _told(revision):
                _store(session, row.dataset_id, merged, revision.committer.at)


def restore_redirects(instance: Instance, name: DatasetName) -> None:
    """Note again every merge of rows that the history tells and that still holds."""
    record = find_dataset(instance, Actor(is_administrator=True), name)
    with published(instance, name) as snapshot, instance.database.transaction() as session:
        repository = snapshot.repository
        head = repository.tip(MAIN)
        told = [r for r in repository.first_parents(head) if _told(r)] if head else []
        for revision in reversed(told):
            if _is_reverted(session, revision):
                continue
            for merged in _told(revision):
                if not _located(instance, snapshot, merged.resource, merged.old):
                    _store(session, record.id, merged, revision.committer.at)


def forget_redirects(
    session: Session, dataset_id: int, value: str, row: tuple[str, Sequence[str]] | None
) -> None:
    """Forget the addresses that hold a value or name a row which was purged."""
    for known in session.scalars(_redirects(dataset_id)):
        addresses = {known.old_address, known.new_address}
        named = row is not None and known.resource == row[0]
        if (value and any(encode(value) in address for address in addresses)) or (
            row is not None and named and key_address(tuple(row[1])) in addresses
        ):
            session.delete(known)


def redirected(
    instance: Instance, actor: Actor, name: DatasetName, resource: str, address: str
) -> str:
    """Today's address of the row into which the one at ``address`` was merged.

    "" while a row stands there, or when nothing is known of it. Raises `NotFound` for who may not
    read the dataset.
    """
    record = find_dataset(instance, actor, name)
    with instance.database.reading() as session:
        new = _followed(session, record.id, resource, address)
    if not new:
        return ""
    with published(instance, name) as snapshot:
        if _located(instance, snapshot, resource, address):
            return ""
        return _located(instance, snapshot, resource, new)


def _followed(session: Session, dataset_id: int, resource: str, address: str) -> str:
    """Where a chain of merges ends; "" without any."""
    seen, at = {address}, address
    while found := session.scalar(
        _redirects(dataset_id).where(
            RowRedirect.resource == resource, RowRedirect.old_address == at
        )
    ):
        at = found.new_address
        if at in seen:
            return ""
        seen.add(at)
    return "" if at == address else at


def _redirects(dataset_id: int) -> Select[RowRedirect]:
    return select(RowRedirect).where(RowRedirect.dataset_id == dataset_id)


def _located(instance: Instance, snapshot: Snapshot, resource: str, address: str) -> str:
    """Today's address of the row at ``address``; "" when no row stands there."""
    try:
        return table_rows(instance, snapshot, resource).locate(address).address
    except DataPatchError:
        return ""


def _told(revision: Revision) -> tuple[MergedRow, ...]:
    told = [value.split() for name, value in revision.trailers if name == MERGED_ROW]
    with suppress(NotFound):  # a name that nobody could read was not written here
        return tuple(MergedRow(decode(w[0]), w[1], w[2]) for w in told if len(w) == 3)
    return ()


def _is_reverted(session: Session, revision: Revision) -> bool:
    row = session.get(Contribution, dict(revision.trailers).get(CONTRIBUTION, ""))
    return row is not None and row.reverted_commit is not None


def _store(session: Session, dataset_id: int, merged: MergedRow, at: datetime) -> None:
    session.execute(
        delete(RowRedirect).where(
            RowRedirect.dataset_id == dataset_id,
            RowRedirect.resource == merged.resource,
            RowRedirect.old_address == merged.old,
        )
    )
    session.add(
        RowRedirect(
            dataset_id=dataset_id,
            resource=merged.resource,
            old_address=merged.old,
            new_address=merged.new,
            created_at=at,
        )
    )
