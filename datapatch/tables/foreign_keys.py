"""Whether the values of a table exist where its foreign keys say.

Source: https://specs.frictionlessdata.io/table-schema/#foreign-keys
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from datapatch.tables.advice import shortened
from datapatch.tables.comparable import comparable
from datapatch.tables.expected import expected
from datapatch.tables.field import Field
from datapatch.tables.judging import Column, columns
from datapatch.tables.schema import ForeignKey, TableSchema
from datapatch.tables.table import Table
from datapatch.tables.violation import Cells, Violation
from datapatch.translation import N_

FOREIGN_KEY = N_("{fields}: “{cell}” does not exist in “{resource}”: choose a value that does.")
FOREIGN_KEY_HERE = N_("{fields}: “{cell}” does not exist in this table: choose a value that does.")


def check_foreign_keys(
    table: Table,
    schema: TableSchema,
    referenced: Mapping[str, Table],
    *,
    schemas: Mapping[str, TableSchema] | None = None,
) -> tuple[Violation, ...]:
    """The rows whose foreign keys point nowhere, as violations of type "foreign-key".

    ``referenced`` and ``schemas`` go by the name of the resource. A table without a schema is read
    as the pointing fields are. A key into a resource that is not given, or with fields that do not
    exist, is not checked; nor is a row where all its cells are missing.
    """
    here = _Side(table, columns(expected(table, schema).fields, schema.missing_values))
    found: list[Violation] = []
    for key in schema.foreign_keys:
        there = here if not key.resource else _other(key, here, referenced, schemas or {})
        if there and here.has(key.fields) and there.has(key.reference_fields):
            found += _dangling(key, here, there)
    return tuple(sorted(found, key=lambda item: item.row or 0))


@dataclass(frozen=True, slots=True)
class _Side:
    """A table with the judges of its columns."""

    table: Table
    judges: tuple[Column, ...]

    @property
    def names(self) -> list[str]:
        return [judge.field.name for judge in self.judges]

    def has(self, fields: tuple[str, ...]) -> bool:
        return bool(fields) and all(name in self.names for name in fields)

    def places(self, fields: tuple[str, ...]) -> list[int]:
        return [self.names.index(name) for name in fields]

    def values(self, fields: tuple[str, ...]) -> Iterator[tuple[Cells, tuple[object, ...]]]:
        """The cells of every row, and the values of ``fields`` in it."""
        places = self.places(fields)
        for cells in self.table.rows():
            values = [self.judges[p][cells[p]].value if p < len(cells) else None for p in places]
            yield cells, tuple(values)


def _other(
    key: ForeignKey,
    here: _Side,
    referenced: Mapping[str, Table],
    schemas: Mapping[str, TableSchema],
) -> _Side | None:
    table, schema = referenced.get(key.resource), schemas.get(key.resource)
    if table is None:
        return None
    if schema is not None:
        return _Side(table, columns(expected(table, schema).fields, schema.missing_values))
    if not here.has(key.fields):
        return None
    pointing = dict(zip(key.reference_fields, here.places(key.fields), strict=False))
    alike = [
        here.judges[pointing[name]].field if name in pointing else None for name in table.fields
    ]
    fields = tuple(
        replace(field, name=name) if field else Field(name, type="any")
        for field, name in zip(alike, table.fields, strict=True)
    )
    return _Side(table, columns(fields, ("",)))


def dangling(
    key: ForeignKey, labels: str, places: Sequence[int], *, cells: Cells, row: int
) -> Violation:
    """A row whose cells at ``places``, of the fields called ``labels``, point nowhere."""
    cell = ", ".join(cells[place] if place < len(cells) else "" for place in places)
    data = {"cell": shortened(cell), "fields": labels, "resource": key.resource}
    template = FOREIGN_KEY if key.resource else FOREIGN_KEY_HERE
    return Violation(row, None, None, "foreign-key", cell, template, data, cells)


def _dangling(key: ForeignKey, here: _Side, there: _Side) -> Iterator[Violation]:
    existing = {comparable(values) for _, values in there.values(key.reference_fields)}
    existing.discard(None)  # what equals nothing is no value that one could point at
    places = here.places(key.fields)
    labels = ", ".join(here.judges[place].field.label for place in places)
    for index, (cells, values) in enumerate(here.values(key.fields)):
        if all(value is None for value in values) or comparable(values) in existing:
            continue
        yield dangling(key, labels, places, cells=cells, row=here.table.line(index))
