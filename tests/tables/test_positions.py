"""Coordinates as people paste them, and the order in which a field of points holds them."""

import pytest

from datapatch.tables.field import Field
from datapatch.tables.positions import point_of, read_pair, read_point

HERE = ("43.61", "3.87")


@pytest.mark.parametrize(
    "text",
    [
        *("43.61, 3.87", "43.61,3.87", "43.61 3.87", "43,61 3,87", "43,61; 3,87", "43,61, 3,87"),
        *(
            "(43.61, 3.87)",
            "43.61° N, 3.87° E",
            "43,61 N 3,87 E",
            "3.87 E 43.61 N",
            "+43.61, +3.87",
        ),
        " 43.61 / 3.87 ",
    ],
)
def test_a_pair_is_read(text: str) -> None:
    """However it is written: latitude first, unless directions say otherwise."""
    pair = read_pair(text)
    assert pair is not None
    assert (pair.latitude, pair.longitude) == HERE


@pytest.mark.parametrize(
    "text", ["43.61", "43,61", "43 610 3", "91.0, 3.87", "43.61, 200.5", "", "ask, later", "43,3"]
)
def test_what_is_no_pair_is_left_alone(text: str) -> None:
    """One number with a decimal comma among them."""
    assert read_pair(text) is None


@pytest.mark.parametrize(
    ("text", "degrees"),
    [
        ("33.86 S, 151.2 E", (-33.86, 151.2)),
        ("48,1 N 4,5 O", (48.1, -4.5)),
        ("4.5 W 48.1 N", (48.1, -4.5)),
        ("-33.86, 151.2", (-33.86, 151.2)),
    ],
)
def test_directions_and_signs(text: str, degrees: tuple[float, float]) -> None:
    """South and west are negative, in French too."""
    pair = read_pair(text)
    assert pair is not None
    assert pair.degrees == degrees


def point(style: str) -> Field:
    """A field of places, written in this way."""
    return Field.from_descriptor({"name": "place", "type": "geopoint", "format": style})


@pytest.mark.parametrize(
    ("style", "old", "typed", "cell"),
    [
        ("default", "3.88, 43.60", "43.61, 3.87", "3.87, 43.61"),
        ("default", "3.88,43.60", "3.87,43.61", "3.87,43.61"),
        ("default", "", "3.87,43.61", "3.87,43.61"),
        ("default", "", "43.61 N 3.87 E", "3.87,43.61"),
        ("array", "[3.88, 43.60]", "43,61 3,87", "[3.87, 43.61]"),
        ("object", '{"lon": 3.88, "lat": 43.6}', "43.61 3.87", '{"lon": 3.87, "lat": 43.61}'),
        ("default", "3.88,43.60", "near the church", "near the church"),
        ("default", "3.88,43.60", "3.88,43.60", "3.88,43.60"),
    ],
)
def test_a_point_is_put_in_the_order_of_its_field(
    style: str, old: str, typed: str, cell: str
) -> None:
    """Of the two orders the nearer one is meant, where the row is somewhere already."""
    field = point(style)
    assert point_of(field, typed, old) == cell
    if cell != "near the church":
        assert read_point(field, cell) is not None
