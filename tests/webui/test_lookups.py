"""Fields that name a row of another table: a list where they are few, a search where not."""

import json
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.packages import import_package
from datapatch.workflow.instance import Instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR, PLACES
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.sent import waiting

ROW = "/hub/places/rows/places/p1/suggest"


def import_towns(instance: Instance, folder: Path, towns: int) -> DatasetName:
    """A place in a town, and as many towns as that."""
    key = {"fields": "insee", "reference": {"resource": "towns", "fields": "code"}}
    places = {
        "fields": [{"name": "id"}, {"name": "nom"}, {"name": "insee", "title": "Commune"}],
        "primaryKey": "id",
        "foreignKeys": [key],
    }
    codes = {"fields": [{"name": "code"}, {"name": "nom"}], "primaryKey": "code"}
    descriptor = {
        "name": "places",
        "resources": [
            {"name": "places", "path": "places.csv", "schema": places},
            {"name": "towns", "path": "towns.csv", "schema": codes},
        ],
    }
    folder.mkdir(exist_ok=True)
    rows = "".join(f"34{n:03},Ville {n:03}\n" for n in range(towns - 1))
    (folder / "towns.csv").write_text(f"code,nom\n99301,Sète\n{rows}")
    (folder / "places.csv").write_text("id,nom,insee\np1,La Fabrique,99301\n")
    (folder / "datapackage.json").write_text(json.dumps(descriptor))
    author = public_signature(instance, "Hub", NOON)
    import_package(instance, OPERATOR, PLACES, folder / "datapackage.json", author=author)
    return PLACES


@pytest.fixture
def few(in_no_time: None, instance: Instance, tmp_path: Path) -> DatasetName:
    """Three towns."""
    return import_towns(instance, tmp_path / "package", 3)


@pytest.fixture
def many(in_no_time: None, instance: Instance, tmp_path: Path) -> DatasetName:
    """Three hundred towns."""
    return import_towns(instance, tmp_path / "package", 300)


def test_few_rows_are_all_offered_by_name(
    client: FlaskClient, instance: Instance, few: DatasetName
) -> None:
    """The list shows names, the table gets codes, and the change is told by name."""
    form = Form.at(client, ROW)
    offered = [tag.get_text() for tag in form.control("insee").select("option")]
    assert offered[-3:] == ["Sète (99301)", "Ville 000 (34000)", "Ville 001 (34001)"]
    looked = form.fill(insee="34001", step="look-over").send(client)
    assert "Sète (99301) → becomes Ville 001 (34001)" in words(looked)
    assert Form(parsed(looked)).send(client).status_code == 303
    assert waiting(instance).patches[0].changes[0].cells[0].new == "34001"


def test_among_many_rows_somebody_searches(
    client: FlaskClient, instance: Instance, many: DatasetName
) -> None:
    """Search, pick, send: no script, no code to know; what was typed elsewhere stays."""
    form = Form.at(client, ROW).fill(nom="La Fabrique du Port")
    assert "Sète (99301)" in form.block("insee")
    form.fill(**{"sought-cell-insee": "ville 123", "look": "cell-insee"})
    answer = form.send(client)
    assert answer.status_code == 200
    found = Form(parsed(answer))
    assert found.values["cell-nom"] == "La Fabrique du Port"
    picks = found.tag.select("[name=picked-cell-insee]")
    assert [tag["value"] for tag in picks] == ["34123"]
    assert found.fill(**{"picked-cell-insee": "34123"}).send(client).status_code == 303
    changed = waiting(instance).patches[0].changes[0].cells
    assert {cell.field: cell.new for cell in changed} == {
        "nom": "La Fabrique du Port",
        "insee": "34123",
    }


def test_a_search_without_a_find_says_so(client: FlaskClient, many: DatasetName) -> None:
    """And offers to try again."""
    form = Form.at(client, ROW).fill(**{"sought-cell-insee": "Paris", "look": "cell-insee"})
    assert "Nothing was found by these words" in words(form.send(client))


def test_a_value_that_is_nowhere_is_refused(client: FlaskClient, many: DatasetName) -> None:
    """Who types a code that does not exist is told so beside the field."""
    form = Form.at(client, ROW).fill(insee="00000")
    again = is_refused(form.send(client), "“00000” is not in the list.")
    assert again.control("insee")["aria-invalid"] == "true"


def test_the_enter_key_does_not_search(client: FlaskClient, many: DatasetName) -> None:
    """The first button of the form, which Enter presses, is the one that goes on."""
    first = Form.at(client, ROW).tag.select_one("button[type=submit]")
    assert first is not None
    assert first.get("value") == "look-over"
