"""Where a row is: its latitude and longitude, or the point that it holds."""

from collections.abc import Mapping, Sequence

from datapatch.tables.cell_places import geopoint_reader
from datapatch.tables.field import Field
from datapatch.tables.moves import read_position
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind


def row_position(fields: Sequence[Field], cells: Mapping[str, str]) -> tuple[float, float] | None:
    """Latitude and longitude of a row, whose ``cells`` go by the name of their field."""
    for field in fields:
        if field.type == "geopoint":
            point = geopoint_reader(field.format)(cells.get(field.name, ""))
            return (float(point[1]), float(point[0])) if point else None
    kinds = {field_kind(field): cells.get(field.name, "") for field in reversed(fields)}
    return read_position(kinds.get(FieldKind.LATITUDE, ""), kinds.get(FieldKind.LONGITUDE, ""))
