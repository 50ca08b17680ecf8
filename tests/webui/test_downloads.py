"""Files of a dataset, as a browser or a script gets them; what is private stays so."""

import csv
from urllib.parse import quote

import pytest
from flask.testing import FlaskClient

from datapatch.formats.reading import read_tables
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.builders import NOON, PLACES_CSV, import_places
from tests.webui.conftest import LogIn

PRIVATE = DatasetName("hub", "drafts")


def test_download_is_the_stored_bytes(client: FlaskClient, dataset: DatasetName) -> None:
    """The CSV comes byte for byte as a file to keep, and any site may read it."""
    answer = client.get("/hub/places/places.csv")
    assert answer.data == PLACES_CSV
    assert answer.headers["Content-Disposition"] == "attachment; filename=places.csv"
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get("/hub/places/places.tsv").status_code == 404
    assert client.get("/hub/places/other.csv").status_code == 404


def test_download_of_a_known_version_is_304(client: FlaskClient, dataset: DatasetName) -> None:
    """The ETag is the commit; asked for by its full name, the answer never changes."""
    first = client.get("/hub/places/places.csv")
    again = client.get("/hub/places/places.csv", headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    commit = first.headers["ETag"].strip('"')
    fixed = client.get(f"/hub/places/places.csv?at={commit}")
    assert "immutable" in fixed.headers["Cache-Control"]
    assert "immutable" not in first.headers["Cache-Control"]


def test_download_at_another_time(client: FlaskClient, dataset: DatasetName) -> None:
    """A date means the last version of that day; before the first one there is nothing."""
    assert client.get(f"/hub/places/places.csv?at={NOON:%Y-%m-%d}").data == PLACES_CSV
    assert client.get("/hub/places/places.csv?at=1999-01-01").status_code == 404
    assert client.get("/hub/places/places.csv?at=nonsense").status_code == 404


def test_descriptor(client: FlaskClient, dataset: DatasetName) -> None:
    """The stored datapackage.json can be had alone."""
    answer = client.get("/hub/places/datapackage.json")
    assert answer.json["title"] == "Places that help"
    assert answer.headers["ETag"]


@pytest.mark.parametrize(
    "path",
    [
        "/hub/drafts/",
        "/hub/drafts/about",
        "/hub/drafts/waiting",
        "/hub/drafts/places.csv",
        "/hub/drafts/datapackage.json",
        "/hub/drafts/rows/places/p1",
        "/api/v1/datasets/hub/drafts",
        "/api/v1/datasets/hub/drafts/resources/places/rows",
        "/api/v1/datasets/hub/drafts/resources/places/rows/p1",
        "/hub/",
    ],
)
def test_private_is_like_missing(
    client: FlaskClient, instance: Instance, logged_in: LogIn, path: str
) -> None:
    """A stranger gets 404 everywhere; whoever belongs to the workspace reads."""
    import_places(instance, PRIVATE, public=False)
    elsewhere = path.replace("/hub/", "/none/", 1)
    missing, hidden = client.get(elsewhere), client.get(path)
    assert hidden.status_code == 404
    assert hidden.text == missing.text.replace(elsewhere, path).replace(quote(elsewhere), path)
    logged_in(client, "mo")
    seen = client.get(path)
    assert seen.status_code == 200
    assert "public" not in seen.headers["Cache-Control"]


def test_copies_for_spreadsheets_hold_the_same_cells(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """XLSX and the French CSV hold the stored texts; their names tell the revision."""
    commit = client.get("/hub/places/places.csv").headers["ETag"].strip('"')
    stored = [tuple(row) for row in csv.reader(PLACES_CSV.decode().splitlines())]
    for address, dialect in (("places.xlsx", ""), ("places.csv?dialect=excel-fr", "excel-fr")):
        answer = client.get(f"/hub/places/{address}")
        file = f"places@{commit[:12]}.{address[7:].split('?')[0]}"
        assert file in answer.headers["Content-Disposition"]
        (found,) = read_tables(answer.data, file, dialect=dialect)
        assert [tuple(found.table.fields), *found.table.rows()] == stored
    assert client.get("/hub/places/other.xlsx").status_code == 404


def test_the_french_copy_runs_no_formula(client: FlaskClient, dataset: DatasetName) -> None:
    """What begins like a formula stands behind an apostrophe; semicolons and a BOM come with it."""
    text = client.get("/hub/places/places.csv?dialect=excel-fr").data.decode()
    assert text.startswith("\ufeffid;nom;commune")
    assert ";'+33465710001;" in text
