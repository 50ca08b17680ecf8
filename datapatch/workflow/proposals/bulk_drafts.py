"""From an uploaded file to a proposal that can be looked at before it is sent."""

from dataclasses import dataclass, replace

from datapatch.db.models import Origin
from datapatch.errors import NothingChanged
from datapatch.tables.notes import Note
from datapatch.tables.patch import Patch
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import DatasetRecord, at_revision, published
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.proposals.contributing import check_size
from datapatch.workflow.proposals.faulty_rows import (
    FaultyRow,
    FaultyRows,
    faulty_rows,
    to_leave_out,
    without,
)
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.proposals.returned_copies import Proposed, read_copy
from datapatch.workflow.proposals.returned_patches import is_patch, read_patch
from datapatch.workflow.rows.labelling import patch_label

AT_ONCE = 1_000_000
"""Bytes of a file that is read while its sender waits; a job reads larger ones."""


@dataclass(frozen=True, slots=True)
class BulkDraft:
    """What a file proposes: a patch, and the removals of rows that it lacks.

    There are ``missing_count`` such rows; where they are too many to be removed in one
    contribution, ``removals`` holds the first of them. ``faulty`` are the rows that the schema
    newly objects to, ``left_out`` the changes without which the others can be sent (none: they
    cannot). ``author`` and ``message`` are what a mail says.
    """

    file: str
    base: CommitId
    patch: Patch
    removals: Patch
    missing_count: int
    notes: tuple[Note, ...]
    faulty: tuple[FaultyRow, ...]
    left_out: tuple[int, ...]
    label: str
    author: str = ""
    message: str = ""

    @property
    def may_remove(self) -> bool:
        """Whether the rows that the file lacks can be removed with it."""
        return 0 < self.missing_count == len(self.removals.changes)

    def chosen(self, *, removing: bool = False, leaving_out: bool = False) -> Patch:
        """The patch; ``removing`` with the rows it lacks, ``leaving_out`` without the faulty."""
        patch = without(self.patch, self.left_out) if leaving_out and self.left_out else self.patch
        if not (removing and self.may_remove):
            return patch
        changes = (*patch.changes, *self.removals.changes)
        return replace(patch, changes=changes, row_order=None)

    def proposal(self, *, removing: bool = False, leaving_out: bool = False) -> Proposal:
        """What is sent; raises `FaultyRows` where a form with such values would be refused."""
        if self.faulty and not (leaving_out and self.left_out):
            raise FaultyRows(count=len(self.faulty))
        chosen = self.chosen(removing=removing, leaving_out=leaving_out)
        return Proposal(self.base, chosen, self.label)


def is_quick(instance: Instance, name: DatasetName, file: SourceFile) -> bool:
    """Whether a file is read while its sender waits. The caller has asked the policy."""
    with published(instance, name) as snapshot:
        large = any(len(table.parts) > 1 for table in snapshot.table_files.values())
    return not large and len(file.data) <= AT_ONCE


def draft_of(
    instance: Instance, record: DatasetRecord, file: SourceFile, resource: str = ""
) -> BulkDraft:
    """What a file proposes for a dataset, or for one of its tables.

    Raises `InvalidInput` for what is no table or patch, `PatchMismatch`, `NothingChanged`,
    `LimitExceeded`. The caller has asked the policy.
    """
    found = _proposed(instance, record, file, resource)
    patch, rest = found.patch, replace(found.patch, changes=found.missing, row_order=None)
    if not patch.changes and not found.missing:
        raise NothingChanged
    if patch.changes:
        check_size(instance, Proposal(found.base.commit, patch, ""), Origin.FILE)
    with at_revision(instance, record.name, found.base.commit) as base:
        faulty = faulty_rows(instance, base, patch) if patch.changes else ()
        left_out = to_leave_out(instance, base, patch, faulty) if faulty else ()
        label = patch_label(base.parted(patch.resource), patch if patch.changes else rest)
    return BulkDraft(
        file=file.name,
        base=found.base.commit,
        patch=patch,
        removals=rest,
        missing_count=found.missing_count,
        notes=found.notes,
        faulty=faulty,
        left_out=left_out,
        label=label,
        author=found.author,
        message=found.message,
    )


def _proposed(
    instance: Instance, record: DatasetRecord, file: SourceFile, resource: str
) -> Proposed:
    most = instance.config.limits.upload_changes
    with published(instance, record.name) as head:
        if is_patch(file):
            return read_patch(head, file, resource=resource)
        chosen = preferences_for(record)
        return read_copy(head, file, chosen, resource=resource, most=most)
