"""Which table of one revision is which of another: a file may move, a resource may be renamed."""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.errors import DataPatchError
from datapatch.tables.diff import TableDiff, diff
from datapatch.tables.part_diff import diff_parts
from datapatch.tables.parted import PartedTable
from datapatch.tables.table import Table
from datapatch.workflow.review.known_keys import known_keys
from datapatch.workflow.snapshot import Snapshot, TableFile, usable_key


@dataclass(frozen=True, slots=True)
class TableVersion:
    """One table as one revision has it."""

    snapshot: Snapshot
    file: TableFile

    @property
    def table(self) -> Table:
        """The rows; raises `UnreadableTable`."""
        return self.snapshot.table(self.file.name)

    @property
    def parted(self) -> PartedTable:
        """The rows, each part read when it is asked for; raises `UnreadableTable`."""
        return self.snapshot.parted(self.file.name)

    @property
    def is_readable(self) -> bool:
        """Whether the file holds a table."""
        try:
            return self.parted.row_count >= 0
        except DataPatchError:
            return False


VersionPair = tuple[TableVersion | None, TableVersion | None]
"""A table before and after; None where it does not exist."""


def pair_tables(before: Snapshot | None, after: Snapshot) -> list[VersionPair]:
    """The tables of two revisions: by path, else by name, else by the same bytes."""
    olds = [] if before is None else [TableVersion(before, f) for f in before.table_files.values()]
    news = [TableVersion(after, f) for f in after.table_files.values()]
    pairs: list[VersionPair] = []
    for same in (_same_path, _same_name, _same_bytes):
        for new in tuple(news):
            old = next((v for v in olds if same(v.file, new.file)), None)
            if old is not None:
                pairs.append((old, new))
                olds.remove(old)
                news.remove(new)
    return [*pairs, *((None, new) for new in news), *((old, None) for old in olds)]


def is_untouched(old: TableVersion | None, new: TableVersion | None) -> bool:
    """Whether the table has the same name and bytes on both sides."""
    if old is None or new is None:
        return False
    return old.file.content_id == new.file.content_id and old.file.name == new.file.name


def difference(old: TableVersion, new: TableVersion) -> TableDiff:
    """What leads from one version to the other, read where they differ; raises `UnreadableTable`.

    Both are large, or small: what is in one file on one side is compared as a whole.
    """
    key = usable_key(new.file, new.parted)
    key = key if usable_key(new.file, old.parted) else ()
    if 1 in (len(old.file.parts), len(new.file.parts)):
        return diff(old.table, new.table, key)
    known = known_keys(old.snapshot, old.file.name, key)
    return diff_parts(old.parted, new.parted, key, known)


def other_files(before: Snapshot | None, after: Snapshot) -> tuple[str, ...]:
    """The paths of changed files that are no tables on either side."""
    old = {} if before is None else before.files
    changed = {path for path in {*old, *after.files} if old.get(path) != after.files.get(path)}
    sides = [after] if before is None else [before, after]
    files = [file for side in sides for file in side.table_files.values()]
    tables = {path for file in files for path in file.paths}
    if before is not None and _describes_the_same(before, after):
        changed.discard(after.descriptor_path or "")
    return tuple(sorted(changed - tables))


def _describes_the_same(before: Snapshot, after: Snapshot) -> bool:
    """Whether two descriptors differ in nothing but the parts in which tables are kept."""
    if before.descriptor_path != after.descriptor_path or after.descriptor_path is None:
        return False
    if max((len(resource.paths) for resource in after.package.resources), default=0) < 2:
        return False
    old, new = (_without_paths(side.package.to_descriptor()) for side in (before, after))
    return old == new


def _without_paths(descriptor: Mapping[str, object]) -> dict[str, object]:
    resources = descriptor.get("resources")
    listed = resources if isinstance(resources, list) else []
    kept = [{n: v for n, v in each.items() if n != "path"} for each in listed]
    return {**descriptor, "resources": kept}


def _same_path(old: TableFile, new: TableFile) -> bool:
    return old.path == new.path


def _same_name(old: TableFile, new: TableFile) -> bool:
    return old.name == new.name


def _same_bytes(old: TableFile, new: TableFile) -> bool:
    return old.content_id == new.content_id
