"""The life of one row in full: at each revision that touched it, its cells before and after."""

import sqlite3
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.changes import CellChange
from datapatch.tables.columns import labelled, labels
from datapatch.tables.schema import TableSchema
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import RowEvent
from datapatch.workflow.past.logbook import Logbook, open_logbook
from datapatch.workflow.past.pairing import TableVersion
from datapatch.workflow.past.summarising import last_readable
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class RowChapter:
    """What one revision did to a row: the cells that changed, or all that a new row held."""

    event: RowEvent
    cells: tuple[CellChange, ...]
    schema: TableSchema


def tell(
    instance: Instance, name: DatasetName, events: Sequence[RowEvent]
) -> tuple[RowChapter, ...]:
    """The cells behind ``events`` of one row. The caller has asked the policy."""
    with open_logbook(instance, name) as logbook, logbook.open() as log:
        return tell_events(logbook, log, events)


def tell_events(
    logbook: Logbook, log: sqlite3.Connection, events: Sequence[RowEvent]
) -> tuple[RowChapter, ...]:
    """`tell` in a logbook that is open."""
    return tuple(_chapter(logbook, log, event) for event in events)


def _chapter(logbook: Logbook, log: sqlite3.Connection, event: RowEvent) -> RowChapter:
    number = event.entry.number or 0
    after = logbook.snapshot(log, number) or logbook.head
    old_row, new_row = event.touch.rows
    now = _cells(TableVersion(after, after.table_file(event.table.resource)), new_row)
    before: Mapping[str, str] = {}
    if event.touch.op == "update":
        before = _cells(_older(logbook.snapshot(log, number - 1), event), old_row)
    names = {new: old for old, new in event.table.renamed}
    cells = tuple(
        CellChange(field, before.get(names.get(field, field)), now.get(field))
        for field in event.touch.fields or now
    )
    return RowChapter(event, cells, after.table_file(event.table.resource).schema)


def _older(before: Snapshot | None, event: RowEvent) -> TableVersion | None:
    """The version with which the event's revision was compared."""
    if before is None:
        return None
    return last_readable(TableVersion(before, before.table_file(event.table.before)))


def _cells(version: TableVersion | None, row: int | None) -> Mapping[str, str]:
    """The cells of one row by label."""
    if version is None or row is None:
        return {}
    return labelled(version.parted.row(row), labels(version.parted.fields))
