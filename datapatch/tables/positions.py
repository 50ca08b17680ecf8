"""Places as people paste them: "43.61, 3.87", "43,61 3,87", "43.61° N 3.87° E"."""

import json
import re
from dataclasses import dataclass

from datapatch.tables.field import Field
from datapatch.tables.moves import move_between

Degrees = tuple[float, float]
"""A latitude and a longitude, in degrees (WGS 84)."""

_NUMBER = r"(?P<{0}>[+-]?\d{{1,3}}(?:[.,]\d+)?)\s*°?\s*(?P<{0}_towards>[NSEWO])?"
_FIRST, _SECOND = _NUMBER.format("first"), _NUMBER.format("second")
_PAIR = re.compile(
    rf"[(\[]?\s*{_FIRST}(?P<between>\s*[;/|]\s*|\s*,\s+|\s+|,){_SECOND}\s*[)\]]?", re.IGNORECASE
)
_ACROSS, _BACK = frozenset("EWO"), frozenset("SWO")


@dataclass(frozen=True, slots=True)
class Pair:
    """Two coordinates as texts with a decimal point, latitude first.

    ``is_told``: directions say which is which; else it is the usual order of maps.
    """

    latitude: str
    longitude: str
    is_told: bool = False

    @property
    def degrees(self) -> Degrees:
        """The same as numbers."""
        return float(self.latitude), float(self.longitude)

    @property
    def is_on_earth(self) -> bool:
        """Whether there is such a place."""
        latitude, longitude = self.degrees
        return abs(latitude) <= 90 and abs(longitude) <= 180

    @property
    def swapped(self) -> "Pair":
        """The other way round."""
        return Pair(self.longitude, self.latitude)


def read_pair(text: str) -> Pair | None:
    """The two coordinates in a text; None for one number, and for anything else.

    A comma between digits is a decimal comma: "43,61" is one number. Without directions the
    latitude comes first, as maps copy it.
    """
    found = _PAIR.fullmatch(text.strip())
    if found is None or (found["between"] == "," and not _has_points(found)):
        return None
    first, second = (_coordinate(found, name) for name in ("first", "second"))
    towards = [(found[f"{name}_towards"] or "").upper() for name in ("first", "second")]
    pair = Pair(first, second, is_told=all(towards))
    if towards[0] in _ACROSS or (towards[1] and towards[1] not in _ACROSS):
        pair = Pair(second, first, is_told=all(towards))
    return pair if pair.is_on_earth else None


def read_point(field: Field, cell: str) -> Degrees | None:
    """The place in a cell of a geopoint field, which holds the longitude first."""
    text = cell.strip()
    if field.format == "object":
        try:
            held = json.loads(text)
            pair = Pair(str(float(held["lat"])), str(float(held["lon"])))
        except (ValueError, KeyError, TypeError):
            return None
        return pair.degrees if pair.is_on_earth else None
    longitude, _comma, latitude = text.strip("[]").partition(",")
    try:
        pair = Pair(str(float(latitude)), str(float(longitude)))
    except ValueError:
        return None
    return pair.degrees if pair.is_on_earth else None


def point_of(field: Field, typed: str, old: str) -> str:
    """What a geopoint field holds for a pair that somebody typed; any other text as it is.

    Without directions both orders are possible. The one is taken that leads nearer to the ``old``
    place; without one, the text is what the field asks for.
    """
    pair, before, as_asked = read_pair(typed), read_point(field, old), read_point(field, typed)
    if pair is None or typed.strip() == old.strip():
        return typed
    if not pair.is_told and before is not None and pair.swapped.is_on_earth:
        ways = [move_between(before, each.degrees).metres for each in (pair, pair.swapped)]
        pair = pair if ways[0] <= ways[1] else pair.swapped
    elif not pair.is_told and as_asked is not None:
        return typed
    return _written(field, pair, old)


def _written(field: Field, pair: Pair, old: str) -> str:
    if field.format == "object":
        return f'{{"lon": {pair.longitude}, "lat": {pair.latitude}}}'
    if field.format == "array":
        return f"[{pair.longitude}, {pair.latitude}]"
    return f"{pair.longitude},{' ' if ', ' in old else ''}{pair.latitude}"


def _coordinate(found: re.Match[str], name: str) -> str:
    text = found[name].replace(",", ".").removeprefix("+")
    back = (found[f"{name}_towards"] or "").upper() in _BACK
    return f"-{text}" if back and not text.startswith("-") else text


def _has_points(found: re.Match[str]) -> bool:
    """Whether a bare comma stands between two numbers: "43.61,3.87" and not "43,61"."""
    return all("," not in found[name] for name in ("first", "second")) and (
        "." in found["first"] or "." in found["second"]
    )
