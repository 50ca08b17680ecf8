"""Correcting in place: a moderator meets the inputs of the contributor's form, field by field."""

from pathlib import Path

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from tests.builders import import_places
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import LogIn
from tests.webui.packages import import_help
from tests.workflow.walking import suggest

PROPOSED = {
    "telephone": "+33465710009",
    "courriel": "b@example.org",
    "site": "https://b.example.org",
    "date_maj": "2026-05-03",
    "latitude": "43.5",
    "prix": "Payant",
    "type": "FabLab",
}


@pytest.fixture
def help_dataset(instance: Instance, tmp_path: Path) -> DatasetName:
    """Two places with a field of every kind."""
    return import_help(instance, tmp_path / "package")


@pytest.fixture
def receipt(instance: Instance, help_dataset: DatasetName) -> Receipt:
    """A correction of many cells."""
    return suggest(instance, "lieu-0001", PROPOSED, name=help_dataset)


@pytest.fixture
def form(client: FlaskClient, receipt: Receipt, logged_in: LogIn) -> Form:
    """The page of the moderator with its inputs open."""
    logged_in(client, "mo")
    return Correcting.at(client, f"/contributions/{receipt.id}?correct=1")


class Correcting(Form):
    """The form of a verdict, whose inputs stand beside it on the page."""

    def __init__(self, page: Tag, selector: str = "#verdict") -> None:
        super().__init__(page, selector)  # type: ignore[arg-type]
        self.page = page
        for tag in page.select("textarea[form=verdict], select[form=verdict]"):
            chosen = tag.select_one("option[selected]") or tag.select_one("option")
            text = str(chosen["value"]) if chosen else tag.get_text().removeprefix("\n")
            self.values.add(str(tag["name"]), text)

    def input(self, field: str) -> Tag:
        """The control of a cell."""
        found = self.page.select_one(f"[id='field-{name(field)}']")
        assert found is not None, field
        return found

    def correct(self, **cells: str | list[str]) -> "Correcting":
        """Type into the inputs of these cells, or tick their boxes."""
        for field, text in cells.items():
            self.values.setlist(name(field), [text] if isinstance(text, str) else text)
        self.values["verdict"] = "correct"
        return self


def name(field: str) -> str:
    """What is sent for a cell of the first row."""
    return f"value:places/update/0/{field}"


def row(instance: Instance, dataset: DatasetName) -> dict[str, str]:
    """The first row as it is published."""
    with published(instance, dataset) as snapshot:
        table = snapshot.table("places")
        return dict(zip(table.fields, table.values(0), strict=True))


@pytest.mark.parametrize(
    ("field", "kind", "value"),
    [
        ("telephone", "tel", "04 65 71 00 09"),
        ("courriel", "email", "b@example.org"),
        ("site", "url", "https://b.example.org"),
        ("date_maj", "date", "2026-05-03"),
        ("latitude", "text", "43.5"),
        ("nom", "text", "La Fabrique"),
    ],
)
def test_each_cell_has_the_input_of_its_field(
    form: Correcting, field: str, kind: str, value: str
) -> None:
    """With its name for screen readers, and what was proposed, or stands there, in it."""
    control = form.input(field)
    assert (control["type"], control["form"]) == (kind, "verdict")
    assert control["value"] == value
    assert str(control["aria-label"]).endswith(", as it shall be")
    assert (control.get("inputmode") == "decimal") == (field == "latitude")


def test_choices_are_radios_a_select_and_boxes(form: Correcting) -> None:
    """Those of the schema, with what was proposed chosen."""
    prices = form.input("prix")
    assert prices.name == "fieldset"
    chosen = prices.select_one("input[type=radio][checked]")
    assert chosen is not None
    assert (chosen["value"], chosen["form"]) == ("Payant", "verdict")
    kinds = form.input("type")
    assert kinds.name == "select"
    option = kinds.select_one("option[selected]")
    assert option is not None
    assert option["value"] == "FabLab"
    assert form.input("services").select("input[type=checkbox]")


def test_hours_are_a_text_with_a_hint(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """Seven days would leave no room beside the other cells."""
    logged_in(client, "mo")
    table = DatasetName("hub", "hours")
    import_places(instance, table, b"id,nom,horaires\np1,A,\np2,B,\n")
    receipt = suggest(instance, "p1", {"horaires": "Mo-Fr 09:00-12:00"}, name=table)
    form = Correcting.at(client, f"/contributions/{receipt.id}?correct=1")
    control = form.input("horaires")
    assert (control["type"], control["value"]) == ("text", "Mo-Fr 09:00-12:00")
    hint = form.page.select_one(f"[id='{control['aria-describedby']}']")
    assert hint is not None
    assert "Mo-Fr" in hint.text


def test_an_untouched_page_corrects_nothing(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName, form: Correcting
) -> None:
    """What is shown in other words than it is stored is no correction either."""
    before = row(instance, help_dataset)
    assert form.correct().send(client).status_code == 302
    assert row(instance, help_dataset) == before | PROPOSED


def test_what_is_typed_as_people_write_becomes_a_cell(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName, form: Correcting
) -> None:
    """A phone number in pairs, a decimal comma, an address without https, boxes that are ticked."""
    boxes = form.input("services").select("input[type=checkbox]")
    services = [str(box["value"]) for box in boxes[:2]]
    form.correct(
        telephone="04 65 71 00 77", latitude="43,61", site="c.example.org", type="MJC", prix=""
    ).correct(services=services)
    assert form.send(client).status_code == 302
    now = row(instance, help_dataset)
    assert now["telephone"] == "+33465710077"
    assert (now["latitude"], now["site"]) == ("43.61", "https://c.example.org")
    assert (now["type"], now["prix"]) == ("MJC", "")
    assert sorted(now["services"].split("|")) == sorted(services)


def test_boxes_of_which_none_is_ticked_empty_the_cell(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName, form: Correcting
) -> None:
    """A browser sends nothing of them."""
    assert row(instance, help_dataset)["services"]
    form.correct(services=[]).send(client)
    assert row(instance, help_dataset)["services"] == ""


def test_what_cannot_be_is_told_beside_its_input(
    client: FlaskClient, instance: Instance, help_dataset: DatasetName, form: Correcting
) -> None:
    """With everything that was typed; nothing is decided."""
    before = row(instance, help_dataset)
    answer = form.correct(courriel="nobody", latitude="high", prix="Gratuit").send(client)
    assert answer.status_code == 409
    again = Correcting(parsed(answer))
    for field, typed in (("courriel", "nobody"), ("latitude", "high")):
        control = again.input(field)
        assert (control["value"], control["aria-invalid"]) == (typed, "true")
        error = again.page.select_one(f"[id='{control['id']}-error']")
        assert error is not None
        assert error["id"] in str(control["aria-describedby"])
        assert error.get_text(strip=True)
    assert "aria-invalid" not in again.input("telephone").attrs
    chosen = again.input("prix").select_one("input[checked]")
    assert chosen is not None
    assert chosen["value"] == "Gratuit"
    assert "would add 2 problems" in words(answer)
    assert row(instance, help_dataset) == before


def test_what_is_wrong_in_the_rest_of_the_row_stands_open(
    client: FlaskClient, form: Correcting
) -> None:
    """A fold would hide why nothing was published."""
    answer = form.correct(nom="").send(client)
    rest = parsed(answer).select_one("details.unchanged[open]")
    assert rest is not None
    assert rest.select_one(".field-error") is not None
