"""The life of one row in full: at each revision that touched it, its cells before and after."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.changes import CellChange
from datapatch.tables.columns import labelled, labels
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.types import DatasetName
from datapatch.workflow.datasets import head_of, open_published, snapshot_of
from datapatch.workflow.history import RowEvent
from datapatch.workflow.instance import Instance
from datapatch.workflow.pairing import TableVersion
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.summarising import last_readable


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
    with open_published(instance, name) as repository:
        head = snapshot_of(instance, repository, head_of(repository))
        return tuple(_chapter(head, event) for event in events)


def _chapter(head: Snapshot, event: RowEvent) -> RowChapter:
    after = head.at(event.entry.commit)
    old_row, new_row = event.touch.rows
    now = _cells(after.table(event.table.resource), new_row)
    before: Mapping[str, str] = {}
    if event.touch.op == "update":
        before = _cells(_older_table(head, event), old_row)
    names = {new: old for old, new in event.table.renamed}
    cells = tuple(
        CellChange(field, before.get(names.get(field, field)), now.get(field))
        for field in event.touch.fields or now
    )
    return RowChapter(event, cells, after.table_file(event.table.resource).schema)


def _older_table(head: Snapshot, event: RowEvent) -> Table | None:
    if event.entry.parent is None:
        return None
    before = head.at(event.entry.parent)
    base = last_readable(TableVersion(before, before.table_file(event.table.before)))
    return None if base is None else base.table


def _cells(table: Table | None, row: int | None) -> Mapping[str, str]:
    if table is None or row is None:
        return {}
    return labelled(table.row(row), labels(table.fields))
