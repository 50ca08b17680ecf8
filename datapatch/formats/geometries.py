"""Shapes of GeoJSON: whether they are well formed, and the points of a table's rows.

Source: RFC 7946
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.formats.json_rows import Digits
from datapatch.tables.schema import TableSchema
from datapatch.tables.wording import words

_DEPTHS = {
    "Point": 0,
    "MultiPoint": 1,
    "LineString": 1,
    "MultiLineString": 2,
    "Polygon": 2,
    "MultiPolygon": 3,
}
"""How deep the positions of a shape lie in lists."""
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_LATITUDES = (("latitude",), ("lat",), ("geo", "lat"), ("y",))
_LONGITUDES = (
    ("longitude",),
    ("lon",),
    ("lng",),
    ("long",),
    ("geo", "lon"),
    ("geo", "long"),
    ("x",),
)
_SHAPES = (("geojson",), ("geometry",), ("geom",), ("geo", "shape"))


@dataclass(frozen=True, slots=True)
class Places:
    """The columns that say where a row lies: two of them, or one point, or one shape, or none."""

    latitude: int = -1
    longitude: int = -1
    point: int = -1
    shape: int = -1

    @property
    def columns(self) -> frozenset[int]:
        """The places of these columns."""
        found = (self.latitude, self.longitude, self.point, self.shape)
        return frozenset(place for place in found if place >= 0)


def find_places(fields: Sequence[str], schema: TableSchema | None) -> Places:
    """Where rows lie, as the schema says, else as the names of the fields do."""
    types = {field.name: (field.type, field.format) for field in schema.fields} if schema else {}
    kinds = [types.get(name, ("", "")) for name in fields]
    shape = next((n for n, (kind, _) in enumerate(kinds) if kind == "geojson"), -1)
    point = next((n for n, kind in enumerate(kinds) if kind == ("geopoint", "default")), -1)
    latitude, longitude = _named(fields, _LATITUDES), _named(fields, _LONGITUDES)
    if shape < 0 and point < 0 and min(latitude, longitude) >= 0:
        return Places(latitude=latitude, longitude=longitude)
    if shape < 0 and point >= 0:
        return Places(point=point)
    return Places(shape=shape if shape >= 0 else _named(fields, _SHAPES))


def position(longitude: str, latitude: str) -> str | None:
    """The JSON of a position, with the digits of both cells; None when they are none."""
    if not (_NUMBER.fullmatch(longitude) and _NUMBER.fullmatch(latitude)):
        return None
    if abs(float(longitude)) > 180 or abs(float(latitude)) > 90:
        return None
    return f"[{longitude},{latitude}]"


def is_geometry(value: object) -> bool:
    """Whether ``value``, from ``load_json``, is a shape with positions as deep as it needs."""
    if not isinstance(value, Mapping):
        return False
    kind = value.get("type")
    if kind == "GeometryCollection":
        members = value.get("geometries")
        return isinstance(members, list) and all(map(is_geometry, members))
    depth = _DEPTHS.get(kind) if isinstance(kind, str) else None
    return depth is not None and _is_deep(value.get("coordinates"), depth)


def _is_deep(value: object, depth: int) -> bool:
    if not isinstance(value, list):
        return False
    if depth:
        return all(_is_deep(member, depth - 1) for member in value)
    return len(value) >= 2 and all(isinstance(number, Digits) for number in value)


def _named(fields: Sequence[str], names: Sequence[tuple[str, ...]]) -> int:
    """The first field of one of these names, the most telling name first."""
    told = [words(field) for field in fields]
    return next((told.index(name) for name in names if name in told), -1)
