"""Where a row is: its latitude and longitude, or the point that it holds."""

from collections.abc import Mapping, Sequence

from datapatch.tables.cell_places import geopoint_reader
from datapatch.tables.field import Field
from datapatch.tables.positions import Move, Position, move, position
from datapatch.workflow.field_kinds import FieldKind, field_kind


def row_position(fields: Sequence[Field], cells: Mapping[str, str]) -> Position | None:
    """The place of a row whose ``cells`` go by the name of their field; None without one."""
    for field in fields:
        if field.type == "geopoint":
            point = geopoint_reader(field.format)(cells.get(field.name, ""))
            return Position(float(point[1]), float(point[0])) if point else None
    kinds = {field_kind(field): cells.get(field.name, "") for field in reversed(fields)}
    return position(kinds.get(FieldKind.LATITUDE, ""), kinds.get(FieldKind.LONGITUDE, ""))


def row_move(
    fields: Sequence[Field], before: Mapping[str, str], after: Mapping[str, str]
) -> Move | None:
    """How far a row moves between two states of its cells; None when it stays, or has no place."""
    old, new = row_position(fields, before), row_position(fields, after)
    return None if old is None or new is None or old == new else move(old, new)
