"""Reading points and shapes as frictionless 5.21 does."""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from functools import cache

Point = tuple[Decimal, Decimal]
"""Longitude and latitude, in degrees."""


def geopoint_reader(style: str) -> Callable[[str], Point | None]:
    """The reader of points: "default" is ``lon,lat``, "array" and "object" are JSON."""
    split = {"default": _plain, "array": _array, "object": _object}.get(style)

    def read(cell: str) -> Point | None:
        try:
            lon, lat = split(cell) if split else (None, None)
            point = Decimal(lon), Decimal(lat)  # type: ignore[arg-type]  # a TypeError is caught
            return point if abs(point[0]) <= 180 and abs(point[1]) <= 90 else None
        except (ValueError, TypeError, KeyError, InvalidOperation, RecursionError):
            return None

    return read


def geojson_reader(style: str) -> Callable[[str], Mapping[str, object] | None]:
    """The reader of shapes: "default" is GeoJSON, "topojson" TopoJSON, any other any object."""

    def read(cell: str) -> Mapping[str, object] | None:
        try:
            value: object = json.loads(cell)
        except (ValueError, RecursionError):
            return None
        if not isinstance(value, dict):
            return None
        return value if _follows(value, style) else None

    return read


def _plain(cell: str) -> tuple[object, object]:
    lon, lat = cell.split(",")
    return lon.strip(), lat.strip()


def _array(cell: str) -> tuple[object, object]:
    lon, lat = json.loads(cell)
    return lon, lat


def _object(cell: str) -> tuple[object, object]:
    point = json.loads(cell)
    if len(point) != 2:
        raise ValueError(cell)
    return point["lon"], point["lat"]


def _follows(value: Mapping[str, object], style: str) -> bool:
    validator = _profile(style) if style in {"default", "topojson"} else None
    return validator is None or validator(value)


@cache
def _profile(style: str) -> Callable[[object], bool]:
    # frictionless carries the profiles; importing it costs a second, which only tables of
    # shapes pay.
    from frictionless import settings
    from jsonschema import validators

    profile = settings.TOPOJSON_PROFILE if style == "topojson" else settings.GEOJSON_PROFILE
    is_valid: Callable[[object], bool] = validators.validator_for(profile)(profile).is_valid
    return is_valid
