"""A place that moves on the map, in words: "moved 120 m north-east"."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.tables.moves import Direction, Move, move_between, read_position
from datapatch.tables.schema import TableSchema
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from webui.words import number

NEAR = 1.0
"""Metres below which nothing is said to have moved."""


def moved_words(schema: TableSchema, before: Mapping[str, str], after: Mapping[str, str]) -> str:
    """How far a row's place moved between its cells ``before`` and ``after``; "" if it did not."""
    old, new = (_position(schema, cells) for cells in (before, after))
    if old is None or new is None:
        return ""
    move = move_between(old, new)
    return move_words(move) if move.metres >= NEAR else ""


def move_words(move: Move) -> str:
    """A move in words, in metres or kilometres."""
    return direction_words(move.direction, distance_words(move.metres))


def direction_words(direction: Direction, distance: str) -> str:
    """So far this way."""
    how_far = {"distance": distance}
    said: dict[Direction, str] = {
        "north": _("moved %(distance)s north", **how_far),
        "north-east": _("moved %(distance)s north-east", **how_far),
        "east": _("moved %(distance)s east", **how_far),
        "south-east": _("moved %(distance)s south-east", **how_far),
        "south": _("moved %(distance)s south", **how_far),
        "south-west": _("moved %(distance)s south-west", **how_far),
        "west": _("moved %(distance)s west", **how_far),
        "north-west": _("moved %(distance)s north-west", **how_far),
    }
    return said[direction]


def distance_words(metres: float) -> str:
    """A way in metres or kilometres, no more exact than anybody needs."""
    if metres < 1_000:
        return f"{number(round(metres, -1) if metres >= 100 else round(metres))}\N{NO-BREAK SPACE}m"
    kilometres = metres / 1_000
    rounded = round(kilometres, 1) if kilometres < 100 else round(kilometres)
    return f"{number(rounded)}\N{NO-BREAK SPACE}km"


def _position(schema: TableSchema, cells: Mapping[str, str]) -> tuple[float, float] | None:
    """The latitude and longitude of a row, from two fields or from one that holds both."""
    found: dict[FieldKind, str] = {}
    for name, cell in cells.items():
        field = schema.field(name)
        if field is None or not cell:
            continue
        if field.type == "geopoint":
            lon, _comma, lat = cell.strip(" []").partition(",")
            return read_position(lat, lon)
        found.setdefault(field_kind(field), cell)
    if FieldKind.LATITUDE not in found or FieldKind.LONGITUDE not in found:
        return None
    return read_position(found[FieldKind.LATITUDE], found[FieldKind.LONGITUDE])
