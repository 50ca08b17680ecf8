"""Before anything is wrong the form says what a field asks for, and where a place is."""

import pytest
from flask.testing import FlaskClient

from datapatch.tables.schema import TableSchema
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, import_places
from tests.webui.browsing import Form, parsed, words

pytestmark = pytest.mark.usefixtures("in_no_time")

DATA = b"id,nom,code,places,ouvert,latitude,longitude\np1,Lac,FR12,12,2020-01-05,43.4028,3.6930\n"
FIELDS = [
    {"name": "id", "type": "string"},
    {"name": "nom", "type": "string", "constraints": {"minLength": 2, "maxLength": 40}},
    {"name": "code", "constraints": {"pattern": r"[A-Z]{2}\d{2,4}", "unique": True}},
    {"name": "places", "type": "integer", "constraints": {"minimum": 1, "maximum": 20000}},
    {"name": "ouvert", "type": "date", "constraints": {"minimum": "2001-02-03"}},
    {"name": "latitude", "type": "number", "constraints": {"exclusiveMaximum": 51.5}},
    {"name": "longitude", "type": "number"},
]
SUGGEST = "/hub/places/rows/places/p1/suggest"
ADD = "/hub/places/add/places"


@pytest.fixture(autouse=True)
def dataset(instance: Instance) -> None:
    """One place, in a table whose fields have rules."""
    schema = TableSchema.from_descriptor({"fields": FIELDS, "primaryKey": ["id"]})
    import_places(instance, data=DATA, overrides=Overrides(schema=schema, key=("id",)))


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("nom", "From 2 to 40 characters."),
        (
            "code",
            "Written so: 2 capital letters, then 2 to 4 digits. "
            "Each row has its own: none that another row has.",
        ),
        ("places", "From 1 to 20,000."),
        ("ouvert", "On February 3, 2001 or later."),
        ("latitude", "Less than 51.5."),
    ],
)
def test_rules_are_said_beside_the_input(name: str, said: str, client: FlaskClient) -> None:
    """In words, and announced with the input."""
    form = Form.at(client, SUGGEST)
    control = form.control(name)
    described = str(control["aria-describedby"]).split()
    assert f"{control['id']}-rules" in described
    rules = form.tag.find(id=f"{control['id']}-rules")
    assert rules is not None
    assert rules.get_text(strip=True) == said


def test_rules_speak_french(client: FlaskClient) -> None:
    """With its spaces and its commas."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    form = Form.at(client, SUGGEST)
    assert "De 1 à 20\u202f000." in form.block("places")
    assert "Moins de 51,5." in form.block("latitude")


@pytest.mark.parametrize(
    ("field", "pasted"),
    [
        ("latitude", "43.4038, 3.6940"),
        ("latitude", "43,4038 3,6940"),
        ("longitude", "43.4038 N 3.6940 E"),
    ],
)
def test_one_pasted_pair_fills_both(
    field: str, pasted: str, client: FlaskClient, instance: Instance
) -> None:
    """Latitude and longitude each get theirs, and are read back before they are sent."""
    form = Form.at(client, SUGGEST).fill(**{field: pasted, "step": "look-over"})
    looked = form.send(client)
    assert "moved 140 m north-east" in words(looked)
    again = Form(parsed(looked))
    assert (again.values["cell-latitude"], again.values["cell-longitude"]) == ("43.4038", "3.6940")
    assert "That is 43.4038° north, 3.694° east, moved 140\xa0m north-east." in again.block(
        "latitude"
    )
    again.values.poplist("step")
    assert again.send(client).status_code == 303
    (record,) = waiting_contributions(instance, OPERATOR)
    (change,) = record.patches[0].changes
    assert {c.field: c.new for c in change.cells} == {"latitude": "43.4038", "longitude": "3.6940"}


def test_a_place_is_read_back_from_the_start(client: FlaskClient) -> None:
    """Where it is, without a move; nothing where nothing stands."""
    block = Form.at(client, SUGGEST).block("latitude")
    assert "That is 43.4028° north, 3.693° east." in block
    empty = Form.at(client, ADD).control("latitude")
    assert "That is" not in Form.at(client, ADD).block("latitude")
    assert str(empty["aria-describedby"]).endswith("-place")
