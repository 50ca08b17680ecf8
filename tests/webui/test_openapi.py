"""The description of the API is one, and it says what the API does."""

import json
from functools import reduce

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator

from datapatch.types import DatasetName

INSTANCE = "/api/v1/openapi.json"
DATASET = "/api/v1/datasets/hub/places/openapi.json"


@pytest.mark.parametrize("address", [INSTANCE, DATASET])
def test_it_is_an_openapi_document(client: FlaskClient, dataset: DatasetName, address: str) -> None:
    """The validator of the standard has nothing against it."""
    judge = pytest.importorskip("openapi_spec_validator", reason="needs openapi-spec-validator")
    judge.validate(json.loads(client.get(address).data))


@pytest.mark.parametrize("address", [INSTANCE, DATASET])
def test_every_path_that_it_names_is_there(
    client: FlaskClient, dataset: DatasetName, address: str
) -> None:
    """Each operation has an address of the application behind it."""
    names = {"{workspace}": "hub", "{dataset}": "places", "{resource}": "places", "{row}": "p1"}
    for template, item in json.loads(client.get(address).data)["paths"].items():
        path = reduce(lambda found, name: found.replace(*name), names.items(), template)
        for method in {"get", "post"} & set(item):
            answer = client.open(f"/api/v1{path}", method=method)
            assert answer.status_code not in (404, 405, 500), (method, path)


def test_rows_are_as_a_dataset_describes_them(client: FlaskClient, dataset: DatasetName) -> None:
    """Each field is there with its name, and a page of rows fits."""
    document = json.loads(client.get(DATASET).data)
    row = document["components"]["schemas"]["Row1"]
    assert list(row["properties"]) == ["__id", "id", "nom", "commune", "telephone", "services"]
    rows = client.get("/api/v1/datasets/hub/places/resources/places/rows").json
    schema = {**document, "$ref": "#/components/schemas/Rows1"}
    Draft202012Validator(schema).validate(rows)
    body = {"changes": [], "name": "Amine"}
    Draft202012Validator({**document, "$ref": "#/components/schemas/Proposal"}).validate(body)


def test_the_page_shows_operations_and_fields(client: FlaskClient, dataset: DatasetName) -> None:
    """People find the same on a page."""
    page = BeautifulSoup(client.get("/hub/places/api").text, "html.parser").get_text(" ")
    assert "POST http://127.0.0.1:5000/api/v1/datasets/hub/places/contributions" in page
    assert "telephone" in page
