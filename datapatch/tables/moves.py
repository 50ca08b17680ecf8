"""How far and which way a place moved: two pairs of coordinates compared."""

import math
from dataclasses import dataclass
from typing import Literal, get_args

Direction = Literal[
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"
]

EARTH_METRES = 6_371_008.8
"""The mean radius of the earth (https://www.ngdc.noaa.gov/mgg/global/ and IUGG's R1)."""


@dataclass(frozen=True, slots=True)
class Move:
    """The way between two points, in metres along the ground, and where it leads."""

    metres: float
    direction: Direction


def move_between(old: tuple[float, float], new: tuple[float, float]) -> Move:
    """The way from ``old`` to ``new``, each a latitude and a longitude in degrees (WGS 84).

    The distance is that of the haversine formula, which holds for the smallest ways too.
    """
    (lat, lon), (to_lat, to_lon) = (map(math.radians, point) for point in (old, new))
    across, up = to_lon - lon, to_lat - lat
    half = math.sin(up / 2) ** 2 + math.cos(lat) * math.cos(to_lat) * math.sin(across / 2) ** 2
    metres = 2 * EARTH_METRES * math.asin(min(1.0, math.sqrt(half)))
    return Move(metres, _direction(lat, to_lat, across))


def read_position(lat: str, lon: str) -> tuple[float, float] | None:
    """Two cells as degrees, decimal comma or point alike; None where no place on earth is."""
    try:
        found = float(lat.strip().replace(",", ".")), float(lon.strip().replace(",", "."))
    except ValueError:
        return None
    inside = abs(found[0]) <= 90 and abs(found[1]) <= 180
    return found if inside else None


def _direction(lat: float, to_lat: float, across: float) -> Direction:
    """The initial bearing, rounded to one of eight directions."""
    east = math.sin(across) * math.cos(to_lat)
    north = math.cos(lat) * math.sin(to_lat) - math.sin(lat) * math.cos(to_lat) * math.cos(across)
    names: tuple[Direction, ...] = get_args(Direction)
    return names[round(math.degrees(math.atan2(east, north)) / 45) % 8]
