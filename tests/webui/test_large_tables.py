"""A table in parts answers as the same table in one file does: pages, rows, counts, screens."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.config import PartSizes
from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, add_staff, import_places, make_instance
from tests.workflow.walking import suggest
from webui import create_app

SIZES = PartSizes(rows=20, least_rows=5, least_size=10_000, greatest_rows=20, chosen=5)
LINES = [f'p{n},"Place {n}, é{n % 9}",Town {n % 7},{n % 5 or ""},a|b{n % 3}\n' for n in range(200)]
LINES[50:50] = ["p7,twice,Nowhere,,\n", ",no key,Nowhere,,\n"]
TABLE = ("id,nom,commune,places,services\n" + "".join(LINES)).encode()
KEYLESS = DatasetName("hub", "keyless")
KEYED = Overrides(key=("id",))
API = "/api/v1/datasets/hub/places/resources/places"


@pytest.fixture(params=["parts", "one file"])
def both(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Instance]:
    """The table in an instance that keeps it in parts, and in one that does not."""
    sizes = {"parts": SIZES} if request.param == "parts" else {}
    made = make_instance(tmp_path / "home", **sizes)
    import_places(made, data=TABLE, overrides=KEYED)
    yield made
    made.database.close()


@pytest.fixture
def client(both: Instance) -> FlaskClient:
    """A browser that reads English."""
    client = create_app(both.config).test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def answer(client: FlaskClient, path: str) -> tuple[object, object]:
    """The data that an address gives, and how many there are in all."""
    found = client.get(f"{API}/{path}")
    assert found.status_code == 200, found.text
    return found.json["data"], found.json["meta"].get("total")


def test_pages(client: FlaskClient) -> None:
    """Filters, order, search and pages."""
    rows, total = answer(client, "rows?commune__exact=Town 3&id__sort=desc&page_size=3")
    assert [row["id"] for row in rows] == ["p94", "p87", "p80"]
    assert total == 29
    rows, total = answer(client, "rows?q=TOWN E8&page=2&page_size=20")
    assert [row["id"] for row in rows] == ["p188", "p197"]
    rows, _ = answer(client, "rows?page=3&page_size=1&places__isnull&columns=id")
    assert rows == [{"id": "p10"}]


def test_addresses(client: FlaskClient) -> None:
    """Keys address rows where they tell them apart; others have a position."""
    rows, _ = answer(client, "rows?page_size=200")
    strange = [(row["id"], row["__id"][0]) for row in rows if row["id"] != row["__id"]]
    assert strange == [("p7", "@"), ("p7", "@"), ("", "@")]
    assert client.get(f"{API}/rows/p199").json["data"]["nom"] == "Place 199, é1"
    for gone in ("p7", "p200", "", "p1,p2"):
        assert client.get(f"{API}/rows/{gone}").status_code == 404
    address = next(row["__id"] for row in rows if row["nom"] == "twice")
    assert client.get(f"{API}/rows/{address}").json["data"]["commune"] == "Nowhere"


def test_rows_without_key(client: FlaskClient, both: Instance) -> None:
    """Without a key, rows are addressed by their position, and found there."""
    import_places(both, KEYLESS, data=TABLE, overrides=Overrides(key=()))
    address = f"/api/v1/datasets/{KEYLESS}/resources/places/rows"
    row = client.get(f"{address}?q=place+150").json["data"][0]
    assert (row["__id"][0], row["__id"].split(".")[1]) == ("@", "153")
    assert client.get(f"{address}/{row['__id']}").json["data"] == row


def test_counts(client: FlaskClient) -> None:
    """Facets and groups."""
    found, _ = answer(client, "facets?fields=services&commune__exact=Nowhere")
    assert found["services"] == {"distinct": 1, "values": [{"value": "", "rows": 2}]}
    groups, total = answer(client, "aggregates?commune__groupby&places__sum&page_size=1&page=2")
    assert groups == [{"commune": "Town 0", "__rows": 29, "places__sum": 57.0}]
    assert total == 8


def test_screens(client: FlaskClient) -> None:
    """The table with its filters, a row's page and the search over all data."""
    page = BeautifulSoup(client.get("/hub/places/?commune__exact=Town+2").text, "html.parser")
    assert len(page.select("tbody tr")) == 29
    options = [option["value"] for option in page.select("select[name=commune__exact] option")]
    assert options[1:] == ["Nowhere", *(f"Town {n}" for n in range(7))]
    assert "Place 198" in client.get("/hub/places/rows/places/p198").text
    assert "Place 198" in client.get("/?q=place+198").text


def test_a_publication_is_seen_at_once(client: FlaskClient, both: Instance) -> None:
    """What was published is what the next question is answered from; the past stays askable."""
    before = client.get(f"{API}/rows").json["meta"]["commit"]
    receipt = suggest(both, "p120", {"commune": "Elsewhere"})
    accept(both, add_staff(both).moderator, receipt.id, now=NOON + timedelta(days=1))
    rows, total = answer(client, "rows?commune__exact=Elsewhere")
    assert ([row["__id"] for row in rows], total) == (["p120"], 1)
    assert client.get(f"{API}/rows/p120").json["data"]["commune"] == "Elsewhere"
    assert answer(client, f"rows?commune__exact=Elsewhere&at={before}") == ([], 0)
    (change,) = client.get(f"{API}/changes?since={before}").json["data"]["changes"]
    assert change["cells"] == {"commune": ["Town 1", "Elsewhere"]}
