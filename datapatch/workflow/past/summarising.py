"""What one revision changed against the one before it, table by table."""

from dataclasses import dataclass

from datapatch.index.changes import TableChanges, summarise, whole_table
from datapatch.index.revisions import RevisionChanges, table_summary
from datapatch.tables.columns import labels
from datapatch.tables.diff import TableDiff, diff
from datapatch.workflow.past.pairing import (
    TableVersion,
    VersionPair,
    difference,
    is_untouched,
    other_files,
    pair_tables,
)
from datapatch.workflow.snapshot import Snapshot, usable_key

FEW_PARTS = 10
"""Where more than one part in so many changed, the tables are compared faster as wholes."""
LOOK_BACK = 20
"""Revisions in a row that may hold no readable table before its rows count as new."""


@dataclass(frozen=True, slots=True)
class TableStep:
    """What became of one table: its names before and after, "" where it does not exist.

    ``changes`` is None when the file holds no table now. ``row_count`` and ``fields`` are those of
    the newer version.
    """

    before: str
    resource: str
    changes: TableChanges | None
    row_count: int = 0
    fields: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RevisionSteps:
    """What a revision did to each table that it touched, and which other files it changed."""

    tables: tuple[TableStep, ...]
    other_files: tuple[str, ...]

    @property
    def changes(self) -> RevisionChanges:
        """The same without rows."""
        return RevisionChanges(
            tuple(
                table_summary(step.resource, step.before, step.changes)
                for step in self.tables
                if step.changes is not None
            ),
            self.other_files,
            tuple(step.resource for step in self.tables if step.changes is None),
        )


def read_steps(before: Snapshot | None, after: Snapshot) -> RevisionSteps:
    """What leads from one revision to the next; ``before`` is None for the first."""
    pairs = (pair for pair in pair_tables(before, after) if not is_untouched(*pair))
    return RevisionSteps(tuple(_step(pair) for pair in pairs), other_files(before, after))


def last_readable(version: TableVersion) -> TableVersion | None:
    """``version``, or the one before it that holds a table: a broken file may be mended later."""
    for _ in range(LOOK_BACK):
        if version.is_readable:
            return version
        parents = version.snapshot.repository.revision(version.snapshot.commit).parents
        earlier = version.snapshot.at(parents[0]) if parents else None
        if earlier is None or version.file.name not in earlier.table_files:
            return None
        version = TableVersion(earlier, earlier.table_files[version.file.name])
    return None


def _step(pair: VersionPair) -> TableStep:
    old, new = pair
    before, resource = (side.file.name if side else "" for side in pair)
    if new is None:
        base = None if old is None else last_readable(old)
        gone = base.parted.row_count if base else 0
        return TableStep(before, "", whole_table(removed=gone))
    if not new.is_readable:
        return TableStep(before, resource, None)
    base = None if old is None else last_readable(old)
    rows, fields = new.parted.row_count, labels(new.parted.fields)
    changes = (
        whole_table(added=rows, fields=fields) if base is None else summarise(_diff(base, new))
    )
    return TableStep(before, resource, changes, rows, fields)


def _diff(old: TableVersion, new: TableVersion) -> TableDiff:
    """`difference`, for revisions that may have rewritten everything."""
    changed = set(new.file.blobs).symmetric_difference(old.file.blobs)
    if len(changed) * FEW_PARTS <= 2 * len(new.file.blobs):
        return difference(old, new)
    key = usable_key(new.file, new.parted)
    return diff(old.table, new.table, key if usable_key(new.file, old.parted) else ())
