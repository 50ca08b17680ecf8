"""What accepting a contribution would do: the merge with what is published, judged beforehand."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from datapatch.config import PartSizes
from datapatch.errors import BadDescriptor, DataPatchError, NotFound
from datapatch.gitstore.repository import Repository
from datapatch.tables.diff import TableDiff, diff
from datapatch.tables.field_identity import renames
from datapatch.tables.merge import Conflict, MergeResult, merge
from datapatch.tables.merging_descriptors import DescriptorConflict, merge_descriptors
from datapatch.tables.parted import Rows
from datapatch.tables.table import Table
from datapatch.tables.validation import Violation
from datapatch.types import BlobId, CommitId
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import head_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.pairing import TableVersion, difference
from datapatch.workflow.review.judging import violations_added
from datapatch.workflow.review.parted_review import (
    Files,
    MergedFiles,
    TableSides,
    after_merge,
    merged_files,
    three_sides,
)
from datapatch.workflow.review.sides import Sides, sides_of
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class TableExamination:
    """One table: published, as it would be after the merge, and what lies between."""

    resource: str
    path: str
    published: Rows
    merged: Rows
    key: tuple[str, ...]
    changes: TableDiff
    conflicts: tuple[Conflict, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class FileExamination:
    """A file that is no table, or a table that appears or vanishes as a whole.

    ``properties`` are those of a descriptor that both sides changed, each to something else.
    """

    path: str
    op: str
    conflict: bool = False
    properties: tuple[DescriptorConflict, ...] = ()
    violations: tuple[Violation, ...] = ()


@dataclass(frozen=True, slots=True)
class Examination:
    """Everything that a moderator needs to decide, against the head ``published``."""

    base: CommitId
    published: CommitId
    proposed: CommitId
    tables: tuple[TableExamination, ...]
    files: tuple[FileExamination, ...]
    tree: Mapping[str, bytes | None] = field(repr=False)

    @property
    def conflicts(self) -> int:
        """How many cells, rows or files clash with what was published meanwhile."""
        return sum(len(t.conflicts) for t in self.tables) + sum(f.conflict for f in self.files)

    @property
    def violations(self) -> tuple[Violation, ...]:
        """What the schema would newly object to."""
        in_tables = (v for table in self.tables for v in table.violations)
        return (*in_tables, *(v for file in self.files for v in file.violations))

    @property
    def is_in_memory(self) -> bool:
        """Whether it reads nothing any more: parts of a large table are read when asked for."""
        tables = (side for table in self.tables for side in (table.published, table.merged))
        return all(isinstance(table, Table) for table in tables)

    @property
    def already_so(self) -> bool:
        """Whether what is proposed stands published already."""
        return not self.tree and not self.conflicts

    @property
    def publishable(self) -> bool:
        """Whether accepting is possible as it stands."""
        return not self.conflicts and not self.violations and not self.already_so


def examine(instance: Instance, contribution: ContributionRecord) -> Examination:
    """The merge of a waiting contribution with the published head; nothing is written.

    Raises `NotFound` when its branch is gone.
    """
    if contribution.commit is None:
        raise NotFound
    with instance.repositories(contribution.dataset.name) as pair:
        return examine_commit(instance, pair.review, contribution.commit, head_of(pair.published))


def examine_at(
    instance: Instance, contribution: ContributionRecord, published: CommitId | None
) -> Examination:
    """`examine` as it was when ``published`` was the head: what a moderator looked at."""
    if contribution.commit is None:
        raise NotFound
    with instance.repositories(contribution.dataset.name) as pair:
        head = head_of(pair.published)
        if published is not None and not pair.published.is_ancestor(published, head):
            raise NotFound
        return examine_commit(instance, pair.review, contribution.commit, published or head)


def examine_commit(
    instance: Instance, review: Repository, proposed: CommitId, head: CommitId
) -> Examination:
    """The merge of ``proposed`` with ``head``, both readable through ``review``.

    Raises `NotFound` when they share no history.
    """
    place = proposed, head
    known = instance.examinations.known(place)
    if known is not None:
        return known
    made = _examined(instance, review, proposed, head)
    return instance.examinations.get(place, lambda: made) if made.is_in_memory else made


def _examined(
    instance: Instance, review: Repository, proposed: CommitId, head: CommitId
) -> Examination:
    sides = sides_of(instance, review, proposed, head)
    tables: list[TableExamination] = []
    files: list[FileExamination] = []
    tree: dict[str, bytes | None] = {}
    covered: set[str] = set()
    for path in _changed_paths(sides):
        if path in covered:
            continue
        table = _table(sides, path, instance.config.parts)
        if table is not None:
            examined, written, paths = table
            tables.append(examined)
            tree |= written
            covered |= paths
            continue
        file, data = _file(sides, path)
        files.append(file)
        if not file.conflict and data != _read(sides.ours, path):
            tree[path] = data
    diffs = {table.path: table.changes for table in tables}
    found = violations_added(instance, sides.ours, sides.ours.with_files(tree), diffs)
    return Examination(
        sides.base.commit,
        sides.ours.commit,
        sides.theirs.commit,
        tuple(replace(table, violations=found.pop(table.path, ())) for table in tables),
        tuple(replace(file, violations=found.pop(file.path, ())) for file in files)
        + tuple(FileExamination(path, "update", violations=v) for path, v in found.items()),
        tree,
    )


def _file(sides: Sides, path: str) -> tuple[FileExamination, bytes | None]:
    """What becomes of a file that is no table: a descriptor is merged by field and property, any
    other is as theirs has it, unless ours changed it too.
    """
    base, ours, theirs = sides.blobs(path)
    op = _operation(ours, theirs)
    data = _read(sides.theirs, path)
    if ours == base:
        return FileExamination(path, op), data
    if base and ours and theirs and path == sides.ours.descriptor_path:
        before, now, proposed = (side.read(path) for side in (sides.base, sides.ours, sides.theirs))
        try:
            merged = merge_descriptors(before, now, proposed, file=path)
        except BadDescriptor:
            return FileExamination(path, op, conflict=True), data
        clash = bool(merged.conflicts)
        return FileExamination(path, op, clash, merged.conflicts), merged.data
    return FileExamination(path, op, conflict=True), data


def _read(side: Snapshot, path: str) -> bytes | None:
    return side.read(path) if path in side.files else None


def _changed_paths(sides: Sides) -> list[str]:
    """Files in which theirs differs from the base, and from what is published."""
    base, ours, theirs = sides.base.files, sides.ours.files, sides.theirs.files
    differing = {path for path in {*base, *theirs} if base.get(path) != theirs.get(path)}
    return sorted(path for path in differing if ours.get(path) != theirs.get(path))


Examined = tuple[TableExamination, Files, frozenset[str]]
"""What is told of a table, the files in which its merge is written, and all files that it has."""


def _table(sides: Sides, path: str, sizes: PartSizes) -> Examined | None:
    """The cell-wise merge of a table that exists on all three sides; None for anything else."""
    table = three_sides(sides, path)
    if table is None:
        return None
    before, now, proposed = table.base, table.ours, table.theirs
    if before.resource.dialect != proposed.resource.dialect and now.content_id != before.content_id:
        return None
    try:
        if table.in_parts:
            merged = merged_files(table, sizes)
            return _in_parts(table, merged), merged.files, table.paths
        base, ours = sides.base.table(before.name), sides.ours.table(now.name)
        theirs = sides.theirs.table(proposed.name)
    except DataPatchError:
        return None
    key = sides.ours.key(now.name)
    # Nothing was published meanwhile in most cases: then there is nothing to merge.
    known = renames(before.schema, now.schema), renames(before.schema, proposed.schema)
    result = MergeResult(theirs, ())
    if ours is not base:
        result = merge(base, ours, theirs, key, renamed=known)
    examined = TableExamination(
        resource=now.name,
        path=path,
        published=ours,
        merged=result.table,
        key=key,
        changes=diff(ours, result.table, key, renames(now.schema, proposed.schema)),
        conflicts=result.conflicts,
    )
    written = {path: result.table.data} if result.table.data != ours.data else {}
    return examined, written, table.paths


def _in_parts(table: TableSides, merged: MergedFiles) -> TableExamination:
    """What the merge of a table in parts changes: the touched parts are compared."""
    ours, after = table.sides.ours, after_merge(table, merged)
    old = TableVersion(ours, table.ours)
    new = TableVersion(after, after.table_file(table.ours.name))
    return TableExamination(
        resource=table.ours.name,
        path=new.file.path,
        published=old.parted,
        merged=new.parted,
        key=ours.key(table.ours.name),
        changes=difference(old, new),
        conflicts=merged.conflicts,
    )


def _operation(old: BlobId | None, new: BlobId | None) -> str:
    if old is None:
        return "add"
    return "remove" if new is None else "update"
