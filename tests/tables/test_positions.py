"""Distances and directions between places, against known ones."""

import pytest

from datapatch.tables.positions import Position, distance, move, position

SETE = Position(43.4028, 3.6930)


def test_a_known_distance() -> None:
    """Paris to Marseille is 661 km as the crow flies."""
    paris, marseille = Position(48.8566, 2.3522), Position(43.2965, 5.3698)
    assert distance(paris, marseille) == pytest.approx(660_500, rel=0.002)


@pytest.mark.parametrize(
    ("north", "east", "said"),
    [
        (0.001, 0, "north"),
        (0.001, 0.00138, "north-east"),
        (0, 0.001, "east"),
        (-0.001, 0.00138, "south-east"),
        (-0.001, 0, "south"),
        (-0.001, -0.00138, "south-west"),
        (0, -0.001, "west"),
        (0.001, -0.00138, "north-west"),
    ],
)
def test_the_eight_directions(north: float, east: float, said: str) -> None:
    """A degree of longitude is shorter than one of latitude: 0.00138° east is 0.001° north here."""
    moved = move(SETE, Position(SETE.latitude + north, SETE.longitude + east))
    assert moved.direction == said


@pytest.mark.parametrize("cells", [("", "3.6"), ("north", "3"), ("91", "3"), ("43", "nan")])
def test_what_names_no_place(cells: tuple[str, str]) -> None:
    """Empty, no number, outside the globe."""
    assert position(*cells) is None


def test_a_decimal_comma_is_understood() -> None:
    """As French spreadsheets write it."""
    assert position(" 43,4028", "3,6930 ") == SETE
