"""The other rows around a place, for whoever judges where it stands."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from math import cos, radians

from datapatch.index.querying import Filter, Query
from datapatch.tables.field import Field
from datapatch.tables.moves import move_between
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.reading import described_fields
from datapatch.workflow.rows.row_positions import row_position
from datapatch.workflow.rows.table_rows import TableRows, table_rows

Position = tuple[float, float]
"""Latitude and longitude in degrees (WGS 84)."""

MOST = 200
"""Neighbours that are told, the nearest first."""

LOOKED_AT = 2_000
"""Rows whose distance is measured; where there are more, it is looked around more closely."""

CLOSER = 4
DEGREE = 111_195.0
"""Metres of a degree of latitude."""

SMALL = 5_000
"""Rows of a table without a field for each coordinate, which is read as a whole."""


@dataclass(frozen=True, slots=True)
class Neighbour:
    """A row that stands near: where, and what it is called."""

    position: Position
    label: str


def neighbours(
    instance: Instance,
    name: DatasetName,
    resource: str,
    centres: Sequence[Position],
    *,
    metres: float,
) -> tuple[Neighbour, ...]:
    """The published rows within about so many metres of one of ``centres``, each row once.

    In a town that is full of places it is looked less far. Raises `NotFound`.
    """
    with published(instance, name) as snapshot:
        table = table_rows(instance, snapshot, resource)
        fields = described_fields(table.file.schema, table.fields)
        found: dict[int, Neighbour] = {}
        for centre in centres:
            near = sorted(_near(table, fields, centre, metres), key=lambda way: way[0])
            found |= {row: held for _way, row, held in near[: MOST // len(centres)]}
    return tuple(found.values())


def _near(
    table: TableRows, fields: Sequence[Field], centre: Position, metres: float
) -> Iterator[tuple[float, int, Neighbour]]:
    """Each with its distance and the number of its row."""
    columns, rows = table.rows.columns, _candidates(table, fields, centre, metres)
    for row, held in zip(rows, table.rows.cells(rows), strict=True):
        cells = dict(zip(columns, held, strict=True))
        position = row_position(fields, cells)
        if position is not None and (way := move_between(centre, position).metres) <= metres:
            yield way, row, Neighbour(position, label(cells))


def _candidates(
    table: TableRows, fields: Sequence[Field], centre: Position, metres: float
) -> Sequence[int]:
    """The rows of the square around ``centre``, at most `LOOKED_AT`."""
    if any(field.type == "geopoint" for field in fields):
        return range(table.rows.row_count if table.rows.row_count <= SMALL else 0)
    kinds = {field_kind(field): field.name for field in reversed(fields)}
    if FieldKind.LATITUDE not in kinds or FieldKind.LONGITUDE not in kinds:
        return ()
    while True:
        page = table.rows.select(Query(tuple(_square(kinds, centre, metres)), page_size=LOOKED_AT))
        if page.total <= LOOKED_AT or metres < 1:
            return page.rows
        metres /= CLOSER


def _square(kinds: Mapping[FieldKind, str], centre: Position, metres: float) -> Iterator[Filter]:
    up = metres / DEGREE
    aside = up / max(cos(radians(centre[0])), 0.01)
    for kind, middle, reach in (
        (FieldKind.LATITUDE, centre[0], up),
        (FieldKind.LONGITUDE, centre[1], aside),
    ):
        yield Filter(kinds[kind], "greater", f"{middle - reach:.7f}")
        yield Filter(kinds[kind], "less", f"{middle + reach:.7f}")
