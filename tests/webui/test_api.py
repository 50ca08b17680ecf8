"""The API for reading, as a script gets it."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff, import_places
from tests.workflow.walking import suggest

DATASET = "/api/v1/datasets/hub/places"
ROWS = f"{DATASET}/resources/places/rows"


def ids(client: FlaskClient, query: str) -> list[str]:
    """The ids of the rows that a query gives."""
    answer = client.get(f"{ROWS}?{query}")
    assert answer.status_code == 200, answer.text
    return [row["id"] for row in answer.json["data"]]


def test_rows(client: FlaskClient, dataset: DatasetName) -> None:
    """Rows come with their lasting address, cells as they are stored, in the table's order."""
    answer = client.get(ROWS)
    assert answer.json["data"][1] == {
        "__id": "p2",
        "id": "p2",
        "nom": "Médiathèque du Lac",
        "commune": "Montpellier",
        "telephone": "",
        "services": "wifi",
    }
    assert list(answer.json["data"][0]) == [
        "__id",
        "id",
        "nom",
        "commune",
        "telephone",
        "services",
    ]
    meta = answer.json["meta"]
    assert (meta["page"], meta["page_size"], meta["total"]) == (1, 50, 3)
    assert answer.headers["ETag"] == f'"{meta["commit"]}"'
    assert "Médiathèque" in answer.text


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("commune__exact=Sète", ["p1"]),
        ("telephone__isnull", ["p2"]),
        ("telephone__isblank=1", ["p2"]),
        ("services__contains=WIFI&q=lac", ["p2"]),
        ("id__in=p1,p3", ["p1", "p3"]),
        ("id__gt=p1", ["p2", "p3"]),
        ("nom__sort=desc", ["p2", "p1", "p3"]),
        ("services__sort=asc&id__sort=desc", ["p3", "p2", "p1"]),
        ("q=zzz", []),
    ],
)
def test_filters(
    client: FlaskClient, dataset: DatasetName, query: str, expected: list[str]
) -> None:
    """Filters, search and order are those of the tabular API of data.gouv.fr."""
    assert ids(client, query) == expected


def test_pages_are_linked(client: FlaskClient, dataset: DatasetName) -> None:
    """Links lead from page to page with everything else that was asked."""
    second = client.get(f"{ROWS}?page=2&page_size=1&id__in=p1,p2,p3").json
    assert [row["id"] for row in second["data"]] == ["p2"]
    third = client.get(second["links"]["next"]).json
    assert [row["id"] for row in third["data"]] == ["p3"]
    assert third["links"]["next"] is None
    assert client.get(third["links"]["prev"]).json["data"] == second["data"]
    assert client.get(f"{ROWS}?page=9&page_size=1").json["data"] == []


def test_columns(client: FlaskClient, dataset: DatasetName) -> None:
    """Only the columns that were asked for, in that order; the id when it is among them."""
    row = client.get(f"{ROWS}?columns=nom,__id").json["data"][0]
    assert list(row.items()) == [("nom", "La Fabrique, Sète"), ("__id", "p1")]


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("ville__exact=x", "ville"),
        ("ville__sort=asc", "ville"),
        ("columns=ville", "ville"),
        ("commune__like=x", "like"),
        ("commune=Sète", "commune"),
        ("commune__sort=up", "up"),
        ("page=0", "page"),
        ("page=x", "page"),
        ("page_size=1001", "1000"),
        ("sort=nom", "sort"),
    ],
)
def test_what_is_not_understood_is_refused(
    client: FlaskClient, dataset: DatasetName, query: str, named: str
) -> None:
    """A mistake is a 400 with a problem document that names it; nothing is ignored."""
    answer = client.get(f"{ROWS}?{query}")
    assert answer.status_code == 400
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert named in answer.json["title"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_unknown_field_lists_the_right_ones(client: FlaskClient, dataset: DatasetName) -> None:
    """The refusal tells which fields there are."""
    answer = client.get(f"{ROWS}?ville__exact=x")
    assert "id, nom, commune, telephone, services" in answer.json["title"]


def test_known_version_is_304(client: FlaskClient, dataset: DatasetName) -> None:
    """Whoever holds the published version already gets no body, from every address."""
    tag = client.get(ROWS).headers["ETag"]
    for address in (ROWS, f"{ROWS}?q=lac", f"{ROWS}/p1", DATASET):
        assert client.get(address, headers={"If-None-Match": tag}).status_code == 304
    assert client.get(ROWS, headers={"If-None-Match": '"other"'}).status_code == 200


def test_any_site_may_read(client: FlaskClient, dataset: DatasetName) -> None:
    """Scripts of other sites read without cookies, also after asking first."""
    assert client.get(ROWS).headers["Access-Control-Allow-Origin"] == "*"
    asked = client.options(ROWS)
    assert asked.headers["Access-Control-Allow-Headers"] == "If-None-Match"
    assert "Access-Control-Allow-Credentials" not in asked.headers


def test_earlier_version(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """A date or a commit gives the rows of then; by the commit's full name, for ever."""
    before = client.get(ROWS).json["meta"]["commit"]
    receipt = suggest(instance, "p2", {"commune": "Sète"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    assert ids(client, "commune__exact=Montpellier") == []
    for at in (before, before[:8], "2026-05-04"):
        assert ids(client, f"commune__exact=Montpellier&at={at}") == ["p2"]
    assert "immutable" in client.get(f"{ROWS}?at={before}").headers["Cache-Control"]
    assert "immutable" not in client.get(f"{ROWS}?at=2026-05-04").headers["Cache-Control"]
    assert client.get(f"{ROWS}/p2?at={before}").json["data"]["commune"] == "Montpellier"
    assert client.get(f"{ROWS}?at=1999-01-01").status_code == 404


def test_one_row(client: FlaskClient, dataset: DatasetName) -> None:
    """A row has an address of its own, and links to its page."""
    answer = client.get(f"{ROWS}/p1").json
    assert answer["data"]["nom"] == "La Fabrique, Sète"
    assert answer["links"]["html"].endswith("/hub/places/rows/places/p1")
    assert client.get(f"{ROWS}/p9").status_code == 404


def test_row_without_key_is_followed(client: FlaskClient, instance: Instance, staff: Staff) -> None:
    """The id of a row without key leads on to today's."""
    import_places(instance, overrides=Overrides(key=()))
    old = client.get(ROWS).json["data"][1]["__id"]
    receipt = suggest(instance, old, {"commune": "Sète"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    answer = client.get(f"{ROWS}/{old}", follow_redirects=True)
    assert answer.json["data"]["commune"] == "Sète"
    assert answer.json["data"]["__id"] != old


def test_datasets(client: FlaskClient, dataset: DatasetName) -> None:
    """The list names each dataset and leads to its description and rows."""
    (entry,) = client.get("/api/v1/datasets").json["data"]
    assert (entry["workspace"], entry["name"], entry["rows"]) == ("hub", "places", 3)
    found = client.get(entry["links"]["self"]).json["data"]
    (resource,) = found["resources"]
    assert [field["name"] for field in resource["fields"]][:2] == ["id", "nom"]
    assert client.get(resource["links"]["rows"]).json["meta"]["total"] == 3


def test_repeated_columns_lose_nothing(client: FlaskClient, instance: Instance) -> None:
    """Two columns of one name are two members of a row."""
    import_places(instance, data=b"a,a\n1,2\n")
    row = client.get(ROWS).json["data"][0]
    assert [row["a"], row["a⟨2⟩"]] == ["1", "2"]


def test_nothing_there(client: FlaskClient, dataset: DatasetName) -> None:
    """What is not there is a 404 with a problem document."""
    for address in (f"{DATASET}/resources/none/rows", "/api/v1/datasets/hub/none", "/api/v1/none"):
        answer = client.get(address)
        assert answer.status_code == 404
        assert answer.headers["Content-Type"] == "application/problem+json"
