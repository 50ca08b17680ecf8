"""Places on the ground: how far apart two are, and in which direction one lies from the other."""

import math
from dataclasses import dataclass
from typing import Literal

EARTH = 6_371_008.8
"""The mean radius of the Earth in metres (IUGG)."""

Direction = Literal[
    "north", "north-east", "east", "south-east", "south", "south-west", "west", "north-west"
]
DIRECTIONS: tuple[Direction, ...] = (
    "north",
    "north-east",
    "east",
    "south-east",
    "south",
    "south-west",
    "west",
    "north-west",
)
"""Clockwise; each is the middle of 45 degrees."""


@dataclass(frozen=True, slots=True)
class Position:
    """A place in degrees, WGS 84."""

    latitude: float
    longitude: float


@dataclass(frozen=True, slots=True)
class Move:
    """How far a place moved, in metres, and to where."""

    metres: float
    direction: Direction


def position(latitude: str, longitude: str) -> Position | None:
    """The place that two cells name, with a point or a decimal comma; None when they name none."""
    try:
        found = Position(_degrees(latitude), _degrees(longitude))
    except ValueError:
        return None
    inside = abs(found.latitude) <= 90 and abs(found.longitude) <= 180
    return found if inside else None


def move(old: Position, new: Position) -> Move:
    """The way from ``old`` to ``new`` along a great circle."""
    return Move(distance(old, new), DIRECTIONS[round(_bearing(old, new) / 45) % 8])


def distance(one: Position, other: Position) -> float:
    """Metres between two places, by the haversine formula."""
    lat1, lat2 = math.radians(one.latitude), math.radians(other.latitude)
    half_lat = (lat2 - lat1) / 2
    half_lon = math.radians(other.longitude - one.longitude) / 2
    chord = math.sin(half_lat) ** 2 + math.cos(lat1) * math.cos(lat2) * math.sin(half_lon) ** 2
    return 2 * EARTH * math.asin(min(1.0, math.sqrt(chord)))


def _bearing(old: Position, new: Position) -> float:
    """Degrees clockwise from north, at the start."""
    lat1, lat2 = math.radians(old.latitude), math.radians(new.latitude)
    turn = math.radians(new.longitude - old.longitude)
    east = math.sin(turn) * math.cos(lat2)
    north = math.cos(lat1) * math.sin(lat2) - math.sin(lat1) * math.cos(lat2) * math.cos(turn)
    return math.degrees(math.atan2(east, north)) % 360


def _degrees(cell: str) -> float:
    found = float(cell.strip().replace(",", "."))
    if not math.isfinite(found):
        raise ValueError(cell)
    return found
