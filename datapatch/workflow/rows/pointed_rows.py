"""The rows that a foreign key may point at: a short list where they are few, else a search.

Source: https://specs.frictionlessdata.io/table-schema/#foreign-keys
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from datapatch.errors import NotFound
from datapatch.index.querying import Filter, Query
from datapatch.tables.columns import name_of
from datapatch.tables.schema import ForeignKey
from datapatch.types import DatasetName
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.table_rows import TableRows, table_rows
from datapatch.workflow.snapshot import Snapshot

FEW = 60
"""Rows that are all offered at once."""
FOUND = 12
"""Rows that a search shows."""

Option = tuple[str, str]
"""A value, and what people call the row that has it."""


@dataclass(frozen=True, slots=True)
class Pointer:
    """A column whose values stand in ``field`` of the table ``resource``.

    ``options`` are all of them where there are ``few``, else only the one that the row holds.
    """

    column: str
    resource: str
    field: str
    options: tuple[Option, ...] = ()
    few: bool = False


def pointers(
    instance: Instance, snapshot: Snapshot, resource: str, cells: Mapping[str, str]
) -> tuple[Pointer, ...]:
    """The columns of a row that point at other rows, with what to choose from.

    Keys of several fields are left to the check: no single input can choose them.
    """
    found = []
    for key in snapshot.table_file(resource).schema.foreign_keys:
        here = [column for column in cells if name_of(column) in key.fields]
        table = _target(instance, snapshot, key.resource or resource)
        if table is None or not len(key.fields) == len(here) == len(key.reference_fields) == 1:
            continue
        if key.reference_fields[0] in table.fields:
            found.append(_pointer(table, key, here[0], cells[here[0]]))
    return tuple(found)


def names_a_row(
    instance: Instance, name: DatasetName, at: str, pointer: Pointer, value: str
) -> bool:
    """Whether there is a row that ``value`` names."""
    with at_revision(instance, name, at) as snapshot:
        table = table_rows(instance, snapshot, pointer.resource)
        query = Query(filters=(Filter(pointer.field, "exact", value),), page_size=1)
        return table.rows.select(query).total > 0


def search_rows(
    instance: Instance, name: DatasetName, at: str, pointer: Pointer, words: str
) -> tuple[Option, ...]:
    """The rows that hold these words, as values to choose from; some of them if there are many."""
    with at_revision(instance, name, at) as snapshot:
        table = table_rows(instance, snapshot, pointer.resource)
        return _options(table, pointer.field, Query(search=words, page_size=FOUND))


def _target(instance: Instance, snapshot: Snapshot, resource: str) -> TableRows | None:
    try:
        return table_rows(instance, snapshot, resource)
    except NotFound:
        return None


def _pointer(table: TableRows, key: ForeignKey, column: str, cell: str) -> Pointer:
    field, few = key.reference_fields[0], table.rows.row_count <= FEW
    query = Query(page_size=FEW)
    if not few:
        if not cell:
            return Pointer(column, table.file.name, field)
        query = Query(filters=(Filter(field, "exact", cell),), page_size=1)
    return Pointer(column, table.file.name, field, _options(table, field, query), few)


def _options(table: TableRows, field: str, query: Query) -> tuple[Option, ...]:
    rows = table.rows.select(query).rows
    return tuple(dict(_named(table, field, rows)).items())


def _named(table: TableRows, field: str, rows: Sequence[int]) -> Iterator[Option]:
    place = table.fields.index(field)
    for cells in table.rows.cells(rows):
        value = cells[place]
        named = label(dict(zip(table.rows.columns, cells, strict=True)))
        if value:
            yield value, named if value in named else f"{named} ({value})"
