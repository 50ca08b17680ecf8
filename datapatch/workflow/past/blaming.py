"""Blame: which revision each cell of a table of today is owed to, and so who and when."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from datapatch.index.blame import blame
from datapatch.index.touches import Numbers
from datapatch.tables.columns import labels
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import READ_SECONDS, HistoryEntry, entries
from datapatch.workflow.past.indexing import read_on
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.rows.addressing import RowPlace, addresses, locate


@dataclass(frozen=True, slots=True, eq=False)
class TableBlame:
    """To which revision each cell is owed: of the data rows from ``first`` on (from 0).

    ``numbers`` has a line for each row and a column for each of ``fields``; ``revisions`` are those
    that occur in it, by their number.
    """

    fields: tuple[str, ...]
    first: int
    numbers: Numbers
    revisions: Mapping[int, HistoryEntry]

    def row(self, row: int) -> dict[str, HistoryEntry]:
        """The revision of each cell of one data row, by field."""
        line = self.numbers[row - self.first].tolist()
        return {name: self.revisions[n] for name, n in zip(self.fields, line, strict=True)}


@dataclass(frozen=True, slots=True, eq=False)
class BlamedRows:
    """Some rows of a published table with their places; ``total`` is how many the table has."""

    commit: CommitId
    key: tuple[str, ...]
    total: int
    places: tuple[RowPlace, ...]
    blame: TableBlame


def blame_rows(
    instance: Instance,
    name: DatasetName,
    resource: str,
    rows: slice = slice(None),
    *,
    address: str = "",
    seconds: float | None = READ_SECONDS,
) -> BlamedRows | None:
    """Blame of some rows of a published table, or of the one at ``address``.

    None while the history is being read. Raises `NotFound`, `UnreadableTable`. The caller has asked
    the policy.
    """
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        head = logbook.head
        if address:
            row = locate(head, resource, address).row
            rows = slice(row, row + 1)
        with logbook.open() as log:
            blamed = blame_at_head(logbook, log, resource, rows)
        if blamed is None:
            return None
        total = head.parted(resource).row_count
        places = addresses(head, resource, range(*rows.indices(total)))
        return BlamedRows(head.commit, head.key(resource), total, tuple(places), blamed)


def blame_at_head(
    logbook: Logbook, log: sqlite3.Connection, resource: str, rows: slice = slice(None)
) -> TableBlame | None:
    """`blame_rows` in a logbook that is open and read."""
    table = logbook.head.parted(resource)
    told = logbook.told(log, resource)
    if told is None:
        return None
    fields = labels(table.fields)
    numbers = blame(told, fields, rows)
    first, _, _ = rows.indices(table.row_count)
    found = {entry.number or 0: entry for entry in entries(log, np.unique(numbers).tolist())}
    return TableBlame(fields, first, numbers, found)
