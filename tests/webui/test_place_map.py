"""The map beside a contribution that says where a place is: drawn by the server, told in words."""

import re

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.neighbours import neighbours
from tests.builders import PLACES, import_places
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest, suggest_addition

SETE = (43.4000, 3.6900)
ROWS = [
    ("p1", "La Fabrique", "43.4000", "3.6900"),
    ("p2", "Médiathèque", "43.4010", "3.6910"),
    ("p3", "Cyber-base", "43,4030", "3,6950"),
    ("p4", "Loin d'ici", "48.8500", "2.3500"),
    ("p5", "Nulle part", "", ""),
]
TABLE = "id,nom,latitude,longitude\n" + "".join(
    ",".join(f'"{cell}"' for cell in row) + "\n" for row in ROWS
)


@pytest.fixture
def located(instance: Instance) -> DatasetName:
    """Five rows, one of them far away and one without coordinates."""
    import_places(instance, data=TABLE.encode())
    return PLACES


def drawn(read: Read, contribution: str) -> Tag:
    """The map of a contribution."""
    found = read(f"/contributions/{contribution}").select_one("figure.place-map")
    assert found is not None
    return found


def mark(figure: Tag, kind: str) -> tuple[float, float]:
    """Where a place is drawn: to the right, and down."""
    found = figure.select_one(f".map-{kind}")
    assert found is not None
    return float(str(found["cx"])), float(str(found["cy"]))


@pytest.fixture
def moderating(client: FlaskClient, logged_in: LogIn) -> None:
    """Mo is logged in."""
    logged_in(client, "mo")


def test_a_place_that_moves_is_drawn_at_both_ends(
    instance: Instance, located: DatasetName, moderating: None, read: Read
) -> None:
    """North is up, east is right; the words say the same, to screen readers too."""
    made = suggest(instance, "p1", {"latitude": "43.4008", "longitude": "3.6911"})
    figure = drawn(read, made.id)
    (old_x, old_y), (new_x, new_y) = mark(figure, "old"), mark(figure, "new")
    assert (new_x > old_x, new_y < old_y) == (True, True)
    said = " ".join(figure.get_text(" ").split())
    assert "On the map: moved 130 m north-east." in said.replace("\xa0", " ")
    assert "The nearest place of this table is Médiathèque" in said
    svg = figure.select_one("svg")
    assert svg is not None
    assert svg["role"] == "img"
    assert "north-east" in svg["aria-label"]
    assert [text.text for text in svg.select(".map-word")] == ["Now", "Proposed"]
    assert len(svg.select(".map-dot")) == 2


def test_the_bar_is_as_long_as_it_says(
    instance: Instance, located: DatasetName, moderating: None, read: Read
) -> None:
    """The drawn way between the two places, measured with the bar, is the way in metres."""
    made = suggest(instance, "p1", {"latitude": "43.4090"})
    figure = drawn(read, made.id)
    path = figure.select_one(".map-scale path")
    words = figure.select_one(".map-scale text")
    assert path is not None
    assert words is not None
    length = float(re.findall(r"h([\d.]+)", str(path["d"]))[0])
    metres = float(words.text.split()[0].replace(",", "")) * (1000 if "km" in words.text else 1)
    way = mark(figure, "old")[1] - mark(figure, "new")[1]
    assert way * metres / length == pytest.approx(0.009 * 111_195, rel=0.02)


def test_an_addition_is_drawn_among_its_neighbours(
    instance: Instance, located: DatasetName, moderating: None, read: Read
) -> None:
    """One place, in the middle; how far the nearest one is stands in words."""
    row = {"nom": "Tiers-lieu", "latitude": "43.4001", "longitude": "3.6901"}
    figure = drawn(read, suggest_addition(instance, row).id)
    assert figure.select_one(".map-old") is None
    assert mark(figure, "new") == (320.0, 200.0)
    assert "La Fabrique, 14 m away" in figure.get_text(" ").replace("\xa0", " ")


def test_where_nothing_is_near_the_map_says_so(
    instance: Instance, located: DatasetName, moderating: None, read: Read
) -> None:
    """Far from everything else a place may be a slip."""
    figure = drawn(read, suggest(instance, "p5", {"latitude": "1", "longitude": "1"}).id)
    assert "No other place of this table is near." in figure.text
    assert figure.select_one(".map-dot") is None


@pytest.mark.parametrize(
    ("row", "cells"),
    [
        ("p1", {"nom": "La Fabrique du port"}),
        ("p1", {"latitude": "43.400001"}),
        ("p1", {"latitude": "north"}),
        ("p1", {"latitude": "", "longitude": ""}),
    ],
)
def test_what_moves_nothing_has_no_map(
    instance: Instance,
    located: DatasetName,
    moderating: None,
    read: Read,
    row: str,
    cells: dict[str, str],
) -> None:
    """Other cells, a hair's breadth, what is no place, and coordinates that go."""
    made = suggest(instance, row, cells)
    assert read(f"/contributions/{made.id}").select_one("figure.place-map") is None


def test_neighbours_are_the_nearest_in_a_crowd(instance: Instance) -> None:
    """Where thousands stand close together, those around the place are told, and 200 of them."""
    rows = "".join(
        f"r{n},Nom {n},{43.4 + n % 60 * 0.001:.4f},{3.69 + n // 60 * 0.001:.4f}\n"
        for n in range(3_000)
    )
    import_places(instance, data=f"id,nom,latitude,longitude\n{rows}".encode())
    found = neighbours(instance, PLACES, "places", [(43.43, 3.715)], metres=20_000)
    assert len(found) == 200
    assert found[0].position == (43.43, 3.715)
    assert all(abs(n.position[0] - 43.43) < 0.012 for n in found)
    assert all(abs(n.position[1] - 3.715) < 0.015 for n in found)


def test_points_in_one_field_have_neighbours_too(instance: Instance) -> None:
    """A field of type geopoint holds both coordinates."""
    rows = 'id,nom,point\na,Un,"3.69,43.40"\nb,Deux,"3.70,43.41"\nc,Trois,"2.35,48.85"\n'
    import_places(instance, data=rows.encode(), overrides=Overrides(types={"point": "geopoint"}))
    found = neighbours(instance, PLACES, "places", [SETE], metres=20_000)
    assert [row.label for row in found] == ["Un", "Deux"]
