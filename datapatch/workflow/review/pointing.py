"""Foreign keys between the tables of a dataset, judged by what changes on either side."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from datapatch.errors import UnreadableTable
from datapatch.tables.changes import FieldChanges
from datapatch.tables.diff import TableDiff
from datapatch.tables.foreign_keys import check_foreign_keys
from datapatch.tables.judged_changes import Side
from datapatch.tables.judged_references import ChangedTable, added_dangling
from datapatch.tables.schema import ForeignKey, TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Report, Violation, added_violations
from datapatch.workflow.review.unchanged_rows import unchanged_rows
from datapatch.workflow.snapshot import Snapshot, TableFile

UNCHANGED = TableDiff((), FieldChanges(), ())


@dataclass(frozen=True, slots=True)
class Pointing:
    """The foreign keys of two revisions; ``diffs``, by path, lead from one to the other."""

    before: Snapshot
    after: Snapshot
    diffs: Mapping[str, TableDiff]

    def added(self) -> Iterator[tuple[str, tuple[Violation, ...]]]:
        """Rows that point nowhere now and did not before, also in tables that nobody touched."""
        for file in self.after.table_files.values():
            if not file.schema.foreign_keys:
                continue
            found = [self._added(file, key) for key in file.schema.foreign_keys]
            if any(item is None for item in found):
                yield file.path, self._in_whole_tables(file)
            else:
                yield file.path, tuple(v for some in found if some is not None for v in some)

    def _added(self, file: TableFile, key: ForeignKey) -> tuple[Violation, ...] | None:
        """What one key adds; None where whole tables must tell."""
        there = self.after.table_files.get(key.resource) if key.resource else file
        if there is None:
            return ()
        diffs = self._diff(file), self._diff(there)
        if diffs[0] is None or diffs[1] is None:
            return None
        if not diffs[0].changes and not diffs[1].changes:
            return ()
        try:
            here = self._changed(file, diffs[0])
            other = here if there is file else self._changed(there, diffs[1])
            return added_dangling(key, here, other)
        except UnreadableTable:
            return None

    def _diff(self, file: TableFile) -> TableDiff | None:
        """What changes in the rows of a table; None where more than rows does."""
        name = self.before.resource_at(file.path)
        old = None if name is None else self.before.table_file(name)
        if old is None or old.name != file.name or old.schema != file.schema:
            return None
        if old.resource.dialect != file.resource.dialect:
            return None
        if old.content_id == file.content_id:
            return UNCHANGED
        diff = self.diffs.get(file.path)
        return None if diff is None or diff.fields else diff

    def _changed(self, file: TableFile, diff: TableDiff) -> ChangedTable:
        old = self.before.table_file(file.name)
        return ChangedTable(
            Side(self.before.parted(old.name), old.schema),
            Side(self.after.parted(file.name), file.schema),
            [change.rows for change in diff.changes],
            unchanged_rows(self.before, old, diff),
        )

    def _in_whole_tables(self, file: TableFile) -> tuple[Violation, ...]:
        name = self.before.resource_at(file.path)
        known = _dangling(self.before, name) if name else ()
        found = _dangling(self.after, file.name)
        return added_violations(Report(known, 0), Report(found, 0))


def _dangling(snapshot: Snapshot, name: str) -> tuple[Violation, ...]:
    """Every row of a table that points nowhere."""
    schema = snapshot.table_file(name).schema
    names = {name, *(key.resource for key in schema.foreign_keys)}
    files = [file for file in snapshot.table_files.values() if file.name in names]
    read = {file.name: table for file in files if (table := _read(snapshot, file))}
    if name not in read:
        return ()
    schemas: dict[str, TableSchema] = {file.name: file.schema for file in files}
    return check_foreign_keys(read[name], schema, read, schemas=schemas)


def _read(snapshot: Snapshot, file: TableFile) -> Table | None:
    try:
        return snapshot.table(file.name)
    except UnreadableTable:
        return None
