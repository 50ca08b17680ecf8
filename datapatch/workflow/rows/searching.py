"""Searching all data: the datasets whose title or rows hold every searched word."""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.accounts.policy import Actor
from datapatch.errors import DataPatchError
from datapatch.index.querying import Query, fold
from datapatch.workflow.datasets import DatasetSummary, list_datasets, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.table_rows import table_rows
from datapatch.workflow.snapshot import Snapshot

LOOKED_AT = 500
"""Rows of a table that are looked at for the best ones."""

SHOWN = 5
"""Rows of each table that are told with the result; the table's own page has them all."""


@dataclass(frozen=True, slots=True)
class RowFound:
    """A row that holds every searched word."""

    address: str
    label: str


@dataclass(frozen=True, slots=True)
class TableFound:
    """How many rows of a table hold every searched word, and the first of them."""

    resource: str
    total: int
    rows: tuple[RowFound, ...]


@dataclass(frozen=True, slots=True)
class DatasetFound:
    """A dataset that is about what was searched, by its title or by its rows."""

    summary: DatasetSummary
    by_title: bool
    tables: tuple[TableFound, ...]

    @property
    def total(self) -> int:
        """How many rows were found."""
        return sum(table.total for table in self.tables)


def search_datasets(instance: Instance, actor: Actor, text: str) -> tuple[DatasetFound, ...]:
    """What ``actor`` may read that holds every word of ``text``: titles first, then most rows."""
    words = fold(text).split()
    found = [_found(instance, summary, text) for summary in list_datasets(instance, actor)]
    telling = [item for item in found if words and (item.by_title or item.tables)]
    return tuple(sorted(telling, key=lambda item: (not item.by_title, -item.total)))


def _found(instance: Instance, summary: DatasetSummary, text: str) -> DatasetFound:
    said = fold(f"{summary.title} {summary.description} {summary.record.workspace_title}")
    by_title = all(word in said for word in fold(text).split())
    if summary.broken:
        return DatasetFound(summary, by_title, ())
    with published(instance, summary.record.name) as snapshot:
        tables = [_table(instance, snapshot, resource, text) for resource in snapshot.table_files]
    return DatasetFound(summary, by_title, tuple(table for table in tables if table.total))


def _table(instance: Instance, snapshot: Snapshot, resource: str, text: str) -> TableFound:
    try:
        table = table_rows(instance, snapshot, resource)
    except DataPatchError:
        # One file that cannot be read must not hide what the others hold.
        return TableFound(resource, 0, ())
    page = table.rows.select(Query(search=text, page_size=LOOKED_AT))
    cells = dict(zip(page.rows, table.rows.cells(page.rows), strict=True))
    names = {row: label(dict(zip(table.rows.columns, cells[row], strict=True))) for row in cells}
    best = _best(names, text)
    places = table.places(best, [cells[row] for row in best])
    shown = tuple(RowFound(place.address, names[place.row]) for place in places)
    return TableFound(resource, page.total, shown)


def _best(names: Mapping[int, str], text: str) -> list[int]:
    """The rows to show: those first whose name holds the searched words."""
    words = fold(text).split()
    return sorted(names, key=lambda row: not all(word in fold(names[row]) for word in words))[
        :SHOWN
    ]
