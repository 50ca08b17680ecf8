"""What of a contribution a moderator accepts: rows and cells left out, others corrected.

What is accepted is a patch against the published revision that the moderator looked at. It is kept
with the decision; carrying it out writes it as a commit of its own, so that what was left out never
becomes reachable from what is published.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from types import MappingProxyType

from datapatch.errors import NotFound, NothingChanged
from datapatch.gitstore.repository import Repository
from datapatch.tables.changes import CellChange, Operation, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.patch import Patch, patch_of
from datapatch.translation import N_
from datapatch.types import CommitId
from datapatch.workflow.contributions import ContributionRecord, read_patches, store_patches
from datapatch.workflow.datasets import head_of, snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.patching import patched_files
from datapatch.workflow.pushes.pushed_patches import subject
from datapatch.workflow.review.reviewing import Examination, TableExamination, examine_commit
from datapatch.workflow.review.settling import Resolution, settle, together
from datapatch.workflow.rows.labelling import cells_of
from datapatch.workflow.signing import instance_signature, public_signature

_NOTHING_TICKED = N_("Nothing is ticked. Tick what you accept, or refuse the contribution.")


@dataclass(frozen=True, slots=True)
class RowPlace:
    """One changed row on the screen of a decision.

    ``row`` is the published data row, from 0; for an addition, its number among the additions.
    """

    resource: str
    op: Operation
    row: int


@dataclass(frozen=True, slots=True)
class CellPlace:
    """One cell of a changed row."""

    row: RowPlace
    field: str


@dataclass(frozen=True, slots=True)
class ConflictPlace:
    """One conflict of a table, by its number (from 0) in the examination."""

    resource: str
    number: int


@dataclass(frozen=True, slots=True)
class Choices:
    """What a moderator left out, wrote anew, or chose where both sides had changed something.

    Without any, a contribution stands as it is.
    """

    rows_left_out: frozenset[RowPlace] = frozenset()
    cells_left_out: frozenset[CellPlace] = frozenset()
    values: Mapping[CellPlace, str] = field(default_factory=lambda: MappingProxyType({}))
    files_left_out: frozenset[str] = frozenset()
    resolutions: Mapping[ConflictPlace, Resolution] = field(
        default_factory=lambda: MappingProxyType({})
    )

    def __bool__(self) -> bool:
        left_out = self.rows_left_out or self.cells_left_out or self.files_left_out
        return bool(left_out or self.values or self.resolutions)


AS_IT_STANDS = Choices()


@dataclass(frozen=True, slots=True)
class Accepted:
    """Patches against the published revision ``base``, and files taken over whole."""

    base: CommitId
    patches: tuple[Patch, ...]
    files: tuple[str, ...] = ()


def accepted(examination: Examination, choices: Choices) -> Accepted:
    """What ``choices`` leave of what is examined.

    Raises `NothingChanged` when that is nothing, and `InvalidInput` for a conflict about which
    nothing was chosen, or which cannot be settled here.
    """
    made = [_chosen(table, choices) for table in examination.tables]
    patches = tuple(patch for patch in made if patch.changes or patch.fields or patch.row_order)
    files = tuple(f.path for f in examination.files if f.path not in choices.files_left_out)
    if not patches and not files:
        raise NothingChanged(_NOTHING_TICKED)
    return Accepted(examination.published, patches, files)


def examine_part(
    instance: Instance, record: ContributionRecord, part: Accepted, *, now: datetime
) -> Examination:
    """The merge of what was accepted with the published head.

    A commit is written for it, which no branch names: to publish it, the caller is in a block of
    ``writing`` of the review repository. Raises `NotFound` when the contribution's branch is gone.
    """
    with instance.repositories(record.dataset.name) as pair, pair.review.writing():
        review = pair.review
        commit = _commit(instance, review, record, part, now)
        return examine_commit(instance, review, commit, head_of(pair.published))


def _commit(
    instance: Instance,
    review: Repository,
    record: ContributionRecord,
    part: Accepted,
    now: datetime,
) -> CommitId:
    """What was accepted as a commit: nothing else of the contribution can be reached from it."""
    snapshot = snapshot_of(instance, review, part.base)
    changes: dict[str, bytes | None] = dict(_files(review, record, part))
    for patch in part.patches:
        changes |= patched_files(snapshot, patch, instance.config.parts)
    return review.commit(
        part.base,
        changes,
        parents=[part.base],
        author=public_signature(instance, record.author_name, now),
        committer=instance_signature(instance, now),
        message=subject(part.patches, record.row_label, instance.translate),
    )


def _files(
    review: Repository, record: ContributionRecord, part: Accepted
) -> Iterator[tuple[str, bytes | None]]:
    if record.commit is None:
        raise NotFound
    there = review.files(record.commit)
    for path in part.files:
        yield path, review.read_blob(there[path]) if path in there else None


def places(table: TableExamination) -> Iterator[tuple[RowPlace, RowChange]]:
    """Each change of a table with its place on the screen."""
    additions = 0
    for change in table.changes.changes:
        row = change.rows[0] if change.op != "add" else additions
        additions += change.op == "add"
        yield RowPlace(table.resource, change.op, row or 0), change


def store_accepted(accepted: Accepted) -> str:
    """How the database keeps what was accepted."""
    stored = {"patches": json.loads(store_patches(accepted.patches)), "files": accepted.files}
    return json.dumps(stored, ensure_ascii=False)


def read_accepted(text: str, base: CommitId) -> Accepted:
    """What `store_accepted` wrote."""
    stored = json.loads(text)
    return Accepted(base, read_patches(json.dumps(stored["patches"])), tuple(stored["files"]))


def _chosen(table: TableExamination, choices: Choices) -> Patch:
    kept = []
    for place, change in places(table):
        if place not in choices.rows_left_out:
            chosen = _chosen_row(table, place, change, choices)
            if chosen.cells or chosen.op != "update":
                kept.append(chosen)
    changes = together(kept, settle(table, _resolutions(table, choices)))
    return replace(patch_of(table.changes, table.resource), changes=tuple(changes))


def _resolutions(table: TableExamination, choices: Choices) -> list[Resolution | None]:
    return [
        choices.resolutions.get(ConflictPlace(table.resource, number))
        for number in range(len(table.conflicts))
    ]


def _chosen_row(
    table: TableExamination, place: RowPlace, change: RowChange, choices: Choices
) -> RowChange:
    if change.op == "remove":
        return change
    written = dict(_written(table, place, change, choices))
    if change.op == "add":
        return replace(change, cells=tuple(written.values()))
    cells = tuple(cell for cell in written.values() if (cell.old or "") != (cell.new or ""))
    return replace(change, cells=cells, kept=_kept(table, change, cells))


def _written(
    table: TableExamination, place: RowPlace, change: RowChange, choices: Choices
) -> Iterator[tuple[str, CellChange]]:
    """The cells of a row as they shall be, corrected ones that nobody proposed included."""
    wanted = {cell.field: value for cell, value in choices.values.items() if cell.row == place}
    for cell in change.cells:
        left = CellPlace(place, cell.field) in choices.cells_left_out
        empty = "" if change.op == "add" and cell.new is not None else cell.old
        value = empty if left else wanted.pop(cell.field, cell.new)
        yield cell.field, replace(cell, new=value)
    if wanted and change.rows[0] is not None:
        old = cells_of(table.published, change.rows[0])
        for name in wanted.keys() & old.keys():
            yield name, CellChange(name, old[name], wanted[name])


def _kept(
    table: TableExamination, change: RowChange, cells: tuple[CellChange, ...]
) -> tuple[CellChange, ...]:
    """The other cells of a row without a key, by which it is found again."""
    if change.key is not None or change.rows[0] is None:
        return ()
    changed = {cell.field for cell in cells}
    old = cells_of(table.published, change.rows[0])
    there = labels(table.published.fields)
    return tuple(CellChange(n, old[n], old[n]) for n in there if n not in changed)
