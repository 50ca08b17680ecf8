"""Counting and following by the API: facets, groups, what changed since."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff, import_places
from tests.workflow.walking import suggest

DATASET = "/api/v1/datasets/hub/places"
TABLE = f"{DATASET}/resources/places"
SHOPS = (
    "id,town,places,since\n"
    "a,Sète,12,2020-01-01\n"
    'b,Sète,"1,5",\n'
    "c,Nîmes,,2019-05-05\n"
    "d,,x,2021-01-01\n"
).encode()


@pytest.fixture
def shops(instance: Instance) -> None:
    """Four shops, in a dataset of the name that these tests ask for."""
    import_places(instance, data=SHOPS)


def test_facets(client: FlaskClient, shops: None) -> None:
    """Each value of a field with its number of rows, the most frequent first."""
    found = client.get(f"{TABLE}/facets?fields=town,since&limit=1").json
    assert found["data"]["town"] == {"distinct": 3, "values": [{"value": "Sète", "rows": 2}]}
    assert found["data"]["since"]["distinct"] == 4


def test_facets_under_the_other_filters(client: FlaskClient, shops: None) -> None:
    """A filter on a field leaves its own values alone, and narrows those of the others."""
    asked = "fields=town&fields=id&town__exact=Sète&places__greater=2"
    data = client.get(f"{TABLE}/facets?{asked}").json["data"]
    assert [v["value"] for v in data["id"]["values"]] == ["a"]
    assert [v["value"] for v in data["town"]["values"]] == ["Sète"]
    data = client.get(f"{TABLE}/facets?fields=town&town__exact=Sète&q=2020").json["data"]
    assert data["town"]["values"] == [{"value": "Sète", "rows": 1}]


def test_groups(client: FlaskClient, shops: None) -> None:
    """Rows by town in the order of towns, with what was asked to be measured."""
    asked = "town__groupby&places__sum&places__mean&places__count&since__min&since__max"
    answer = client.get(f"{TABLE}/aggregates?{asked}").json
    assert answer["data"] == [
        {
            "town": "Nîmes",
            "__rows": 1,
            "places__sum": None,
            "places__mean": None,
            "places__count": 0,
            "since__min": "2019-05-05",
            "since__max": "2019-05-05",
        },
        {
            "town": "Sète",
            "__rows": 2,
            "places__sum": 13.5,
            "places__mean": 6.75,
            "places__count": 2,
            "since__min": "2020-01-01",
            "since__max": "2020-01-01",
        },
        {
            "town": "",
            "__rows": 1,
            "places__sum": None,
            "places__mean": None,
            "places__count": 1,
            "since__min": "2021-01-01",
            "since__max": "2021-01-01",
        },
    ]
    assert answer["meta"]["total"] == 3


def test_groups_in_pages(client: FlaskClient, shops: None) -> None:
    """Groups come in pages that are linked; without a field all rows are one group."""
    first = client.get(f"{TABLE}/aggregates?town__groupby&page_size=2").json
    second = client.get(first["links"]["next"]).json
    assert [group["town"] for group in first["data"] + second["data"]] == ["Nîmes", "Sète", ""]
    whole = client.get(f"{TABLE}/aggregates?places__max&town__exact=Sète").json
    assert whole["data"] == [{"__rows": 2, "places__max": 12}]


def test_numbers_that_json_does_not_know(client: FlaskClient, instance: Instance) -> None:
    """A number beyond all bounds is null: the answer stays JSON."""
    import_places(instance, data=b"id,n\na," + b"9" * 400 + b"\n")
    answer = client.get(f"{TABLE}/aggregates?n__max")
    assert "Infinity" not in answer.text
    assert answer.json["data"] == [{"__rows": 1, "n__max": None}]


@pytest.mark.parametrize(
    ("path", "named"),
    [
        ("facets", "fields=a,b"),
        ("facets?fields=ville", "ville"),
        ("facets?fields=town&limit=1001", "1000"),
        ("facets?fields=town&size=3", "size"),
        ("facets?fields=town&town__like=x", "like"),
        ("aggregates?ville__groupby", "ville"),
        ("aggregates?ville__sum", "ville"),
        ("aggregates?town__median", "groupby, count, min, max, sum, avg, mean, exact"),
        ("aggregates?town=x", "town"),
        ("changes", "since="),
        ("changes?since=2026-05-04&page=1", "page"),
    ],
)
def test_what_is_not_understood_is_refused(
    client: FlaskClient, shops: None, path: str, named: str
) -> None:
    """A mistake is a 400 that names it and lists what is right."""
    answer = client.get(f"{TABLE}/{path}")
    assert answer.status_code == 400
    assert named in answer.json["title"]
    assert answer.headers["Access-Control-Allow-Origin"] == "*"


def test_changes_since(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """Whoever holds a version learns what leads to today's, cell by cell."""
    before = client.get(f"{TABLE}/rows").json["meta"]["commit"]
    receipt = suggest(instance, "p2", {"commune": "Sète"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    answer = client.get(f"{TABLE}/changes?since={before}")
    assert answer.json["data"] == {
        "base": before,
        "fields": {"added": [], "removed": [], "renamed": []},
        "changes": [
            {
                "op": "update",
                "key": {"id": "p2"},
                "row": [2, 2],
                "cells": {"commune": ["Montpellier", "Sète"]},
            }
        ],
    }
    assert answer.headers["ETag"] == f'"{answer.json["meta"]["commit"]}"'
    (table,) = client.get(f"{DATASET}/changes?since=2026-05-04").json["data"]
    assert table == {"resource": "places", **answer.json["data"]}


def test_nothing_changed(client: FlaskClient, dataset: DatasetName) -> None:
    """Since today's version nothing changed; what is not there is 404."""
    now = client.get(f"{TABLE}/rows").json["meta"]["commit"]
    assert client.get(f"{TABLE}/changes?since={now}").json["data"]["changes"] == []
    assert client.get(f"{DATASET}/changes?since={now}").json["data"] == []
    assert client.get(f"{TABLE}/changes?since=1999-01-01").status_code == 404
    assert client.get(f"{DATASET}/resources/none/changes?since={now}").status_code == 404


def test_what_is_lasting(client: FlaskClient, dataset: DatasetName) -> None:
    """Between two commits named in full nothing changes ever; a known version is 304."""
    now = client.get(f"{TABLE}/rows").json["meta"]["commit"]
    fixed = client.get(f"{TABLE}/changes?since={now}&at={now}")
    assert "immutable" in fixed.headers["Cache-Control"]
    dated = client.get(f"{TABLE}/changes?since=2026-05-04&at={now}")
    assert "immutable" not in dated.headers["Cache-Control"]
    for path in ("facets?fields=id", "aggregates?id__count", f"changes?since={now}"):
        answer = client.get(f"{TABLE}/{path}", headers={"If-None-Match": f'"{now}"'})
        assert answer.status_code == 304


def test_names_with_commas(client: FlaskClient, instance: Instance) -> None:
    """Fields whose names hold a comma are written as a JSON array."""
    import_places(instance, data=b'id,"a,b"\n1,x\n')
    assert client.get(f'{TABLE}/facets?fields=["a,b"]').json["data"]["a,b"]["distinct"] == 1
    assert client.get(f'{TABLE}/rows?columns=["a,b"]').json["data"] == [{"a,b": "x"}]
