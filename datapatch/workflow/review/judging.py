"""What a change would make wrong: the violations that it adds, and no others.

Besides rows that break their schema, these are tables that can no longer be read, files that the
descriptor names and nobody has, and descriptors that are none.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from datapatch.errors import UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.diff import TableDiff
from datapatch.tables.judged_changes import Side, added_between, added_in_rows
from datapatch.tables.parted import PartedTable
from datapatch.tables.row_numbers import new_numbers, old_numbers
from datapatch.tables.schema import TableSchema
from datapatch.tables.validation import Report, Violation, added_violations
from datapatch.translation import N_
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.pointing import Pointing
from datapatch.workflow.review.unchanged_rows import unchanged_rows
from datapatch.workflow.review.whole_files import broken_descriptors, missing_files, source_error
from datapatch.workflow.snapshot import Snapshot, TableFile

TOO_WIDE = N_("This table has {count} columns; the limit here is {limit}.")

Found = dict[str, tuple[Violation, ...]]
"""Violations by the path of the file that they are in."""

Diffs = Mapping[str, TableDiff]
"""What changes in the tables that are on both sides, by path."""

NOTHING = Report((), 0)


def violations_added(instance: Instance, before: Snapshot, after: Snapshot, diffs: Diffs) -> Found:
    """What is wrong with ``after`` and was not with ``before``; ``diffs`` lead from one to other.

    Where a descriptor is none, or names files that are not there, nothing else is judged.
    """
    for faults in (broken_descriptors, missing_files):
        if found := _gathered((path, (fault,)) for path, fault in faults(before, after)):
            return found
    tables = _Tables(instance, before, after, diffs)
    pointing = Pointing(before, after, diffs)
    return _gathered((*tables.faulty(), *pointing.added()))


def _gathered(found: Iterable[tuple[str, tuple[Violation, ...]]]) -> Found:
    by_path: Found = {}
    for path, violations in found:
        if violations:
            by_path[path] = (*by_path.get(path, ()), *violations)
    return by_path


@dataclass(frozen=True, slots=True)
class _Tables:
    """The tables of two revisions, paired by path."""

    instance: Instance
    before: Snapshot
    after: Snapshot
    diffs: Diffs

    def faulty(self) -> Iterator[tuple[str, tuple[Violation, ...]]]:
        """Rows and headers that break their schema, and tables that cannot be read."""
        for file in self.after.table_files.values():
            old = self._before(file.path)
            if old is None or _differ(old, file):
                yield file.path, self._judged(old, file)

    def _before(self, path: str) -> TableFile | None:
        name = self.before.resource_at(path)
        return None if name is None else self.before.table_file(name)

    def _judged(self, old: TableFile | None, new: TableFile) -> tuple[Violation, ...]:
        table = None if old is None else _read(self.before, old)
        try:
            after = self.after.parted(new.name)
        except UnreadableTable as error:
            was_readable = old is None or table is not None
            return (source_error(error.template, **error.data),) if was_readable else ()
        limit = max(self.instance.config.limits.fields, len(table.fields) if table else 0)
        if len(after.fields) > limit:
            return (source_error(TOO_WIDE, count=len(after.fields), limit=limit),)
        diff = self.diffs.get(new.path)
        if old is None or table is None or diff is None:
            known = self._report(table, old.schema) if old and table else NOTHING
            return added_violations(known, self._report(after, new.schema))
        sides = Side(table, old.schema), Side(after, new.schema)
        if _same_shape(old, new, diff):
            others = unchanged_rows(self.before, old, diff)
            pairs = [change.rows for change in diff.changes]
            return added_in_rows(*sides, pairs, others=others)
        reports = self._report(table, old.schema), self._report(after, new.schema)
        return added_between(
            (sides[0], reports[0]),
            (sides[1], reports[1]),
            (new_numbers(diff), old_numbers(diff)),
            diff.fields.new_names,
        )

    def _report(self, table: PartedTable, schema: TableSchema) -> Report:
        return self.instance.reports.report(table.whole(), schema)


def _differ(old: TableFile, new: TableFile) -> bool:
    return old.content_id != new.content_id or _reading(old) != _reading(new)


def _same_shape(old: TableFile, new: TableFile, diff: TableDiff) -> bool:
    """Whether only rows differ: then the others need no new judgement."""
    return _reading(old) == _reading(new) and not diff.fields


def _reading(file: TableFile) -> tuple[TableSchema, Dialect]:
    return file.schema, file.resource.dialect


def _read(snapshot: Snapshot, file: TableFile) -> PartedTable | None:
    try:
        return snapshot.parted(file.name)
    except UnreadableTable:
        return None
