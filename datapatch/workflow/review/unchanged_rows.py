"""The rows that a change leaves alone, for whoever judges the others."""

from functools import partial

from datapatch.index.indexed_rows import IndexedRows
from datapatch.tables.diff import TableDiff
from datapatch.tables.other_rows import OtherRows, ReadRows
from datapatch.tables.row_numbers import new_numbers
from datapatch.workflow.snapshot import Snapshot, TableFile

SMALL = 5_000
"""Rows up to which a table is read faster than its index is made."""


def unchanged_rows(before: Snapshot, file: TableFile, diff: TableDiff) -> OtherRows:
    """The rows of ``file`` in ``before`` that ``diff`` does not name."""
    table, numbers = before.parted(file.name), new_numbers(diff)
    changed = frozenset(row for change in diff.changes if (row := change.rows[0]) is not None)

    def line(row: int) -> int | None:
        there = None if row in changed else numbers.of(row)
        return None if there is None else table.line(there)

    if table.row_count <= SMALL:
        return ReadRows(table.whole(), line)
    return IndexedRows(table.dialect, partial(before.value_rows, file.name), table.row, line)
