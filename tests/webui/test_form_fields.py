"""A form made from a Table Schema: one control of every kind, and what it sends back."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR
from tests.webui.browsing import Form, parsed, words
from tests.webui.packages import HELP_CSV, import_help

FULL = "/hub/help/rows/places/lieu-0001/suggest"
EMPTY = "/hub/help/rows/places/lieu-0002/suggest"
ADD = "/hub/help/add/places"


@pytest.fixture(autouse=True)
def help_dataset(in_no_time: None, instance: Instance, tmp_path: Path) -> DatasetName:
    """Two places, one filled in, one nearly empty."""
    return import_help(instance, tmp_path / "package")


def sent(client: FlaskClient, instance: Instance, form: Form) -> dict[str, str | None]:
    """What a form that is taken changes: the new cells by field."""
    answer = form.send(client)
    assert answer.status_code == 303, words(answer)
    (record,) = waiting_contributions(instance, OPERATOR)
    (change,) = record.patches[0].changes
    return {cell.field: cell.new for cell in change.cells}


def options(form: Form, name: str) -> list[str]:
    """The words of the choices that a control offers."""
    return [tag.get_text(" ", strip=True) for tag in form.control(name).select("option, label")]


@pytest.mark.parametrize(
    ("field", "kind"),
    [
        ("nom", "text"),
        ("telephone", "tel"),
        ("courriel", "email"),
        ("site", "url"),
        ("date_maj", "date"),
        ("latitude", "text"),
    ],
)
def test_inputs_have_the_type_of_their_field(field: str, kind: str, client: FlaskClient) -> None:
    """Phones show the keyboard that fits; numbers are texts with a decimal keyboard."""
    control = Form.at(client, FULL).control(field)
    assert control["type"] == kind
    assert (control.get("inputmode") == "decimal") == (field == "latitude")


def test_words_of_the_schema_stand_beside_the_input(client: FlaskClient) -> None:
    """Title, description, example and limits come from the schema; the key cannot be changed."""
    form = Form.at(client, FULL)
    assert form.block("telephone") == "Téléphone Le numéro de l’accueil. was: 04 65 71 00 01"
    empty = Form.at(client, EMPTY).block("telephone")
    assert "Example: 04 65 71 00 18" in empty
    assert "required" in form.block("nom")
    assert form.control("nom")["maxlength"] == "60"
    assert form.control("id").has_attr("readonly")
    assert "cannot be changed here" in form.block("id")


def test_few_choices_are_radios_and_many_a_select(client: FlaskClient) -> None:
    """Up to four choices are all shown; more are folded; both can be left empty."""
    form = Form.at(client, FULL)
    assert options(form, "prix") == ["Gratuit", "Payant", "not given"]
    assert form.control("type").name == "select"
    assert options(form, "type") == ["not given", "MJC", "Mairie", "FabLab", "CCAS", "École"]
    assert (form.values["cell-prix"], form.values["cell-type"]) == ("Gratuit", "MJC")


def test_a_list_pattern_becomes_boxes_with_what_the_cell_holds(client: FlaskClient) -> None:
    """A value that the schema does not know stays listed and ticked."""
    form = Form.at(client, FULL)
    assert options(form, "services") == ["wifi", "cours", "prêt (pc)", "fax"]
    assert form.values.getlist("cell-services") == ["", "wifi", "cours", "fax"]


def test_yes_and_no_are_words_and_keep_the_columns_spelling(
    client: FlaskClient, instance: Instance
) -> None:
    """The column says "True": its opposite is "False", whatever the schema lists first."""
    form = Form.at(client, EMPTY)
    assert options(form, "ouvert") == ["Yes", "No", "not given"]
    boxes = [str(tag["value"]) for tag in form.control("ouvert").select("input")]
    assert boxes == ["True", "False", ""]
    assert sent(client, instance, form.fill(ouvert="False")) == {"ouvert": "False"}


def test_an_untouched_form_changes_nothing(client: FlaskClient) -> None:
    """Line ends that a browser rewrites and boxes in another order are no change."""
    for path in (FULL, EMPTY):
        answer = Form.at(client, path).send(client)
        assert "Nothing differs" in words(answer)


@pytest.mark.parametrize(
    ("field", "typed", "cell"),
    [
        ("telephone", "04 65 71 00 09", "+33465710009"),
        ("telephone", "00 33 4.65.71.00.09", "+33465710009"),
        ("site", "example.org/nous", "https://example.org/nous"),
        ("latitude", "43,61", "43.61"),
        ("latitude", " 43.610 ", "43.610"),
        ("nom", " Le Port neuf ", "Le Port neuf"),
        ("date_maj", "2025-06-01", "2025-06-01"),
        ("presentation", "Une ligne.\nDeux.", "Une ligne.\nDeux."),
        ("type", "École", "École"),
    ],
)
def test_what_people_type_is_written_as_the_field_wants_it(
    field: str, typed: str, cell: str, client: FlaskClient, instance: Instance
) -> None:
    """Numbers with a comma, phone numbers in pairs and bare addresses are understood."""
    assert sent(client, instance, Form.at(client, EMPTY).fill(**{field: typed})) == {field: cell}


def test_boxes_keep_the_order_of_the_cell(client: FlaskClient, instance: Instance) -> None:
    """What stays ticked stays where it was; what is new comes after it."""
    form = Form.at(client, FULL).fill(services=["", "wifi", "cours", "prêt (pc)"])
    assert sent(client, instance, form) == {"services": "cours|wifi|prêt (pc)"}


def test_all_boxes_can_be_emptied(client: FlaskClient, instance: Instance) -> None:
    """A browser sends nothing for empty boxes; the form says that they were shown."""
    form = Form.at(client, FULL).fill(services=[""])
    assert sent(client, instance, form) == {"services": ""}


def test_a_text_keeps_its_line_ends(client: FlaskClient, instance: Instance) -> None:
    """A cell with line ends of one kind gets no others, whatever browsers send."""
    form = Form.at(client, FULL)
    assert form.control("presentation").name == "textarea"
    form.fill(presentation="Un lieu.\nAu bord du canal.\nAvec un jardin.")
    told = "Un lieu.\r\nAu bord du canal.\r\nAvec un jardin."
    assert sent(client, instance, form) == {"presentation": told}


def test_every_problem_is_told_at_once_and_nothing_is_lost(client: FlaskClient) -> None:
    """The summary leads to each input, which holds what was typed and says what is wrong."""
    typed = {"telephone": "soon", "courriel": "a(at)b", "latitude": "99,5", "nom": ""}
    answer = (
        Form.at(client, FULL).fill(**typed, services=["", "wifi"], message="Hello").send(client)
    )
    assert answer.status_code == 400
    summary = parsed(answer).select("#errors a")
    assert [link.text for link in summary] == ["Nom du lieu", "Téléphone", "courriel", "latitude"]
    form = Form(parsed(answer))
    assert all(parsed(answer).select_one(str(link["href"])) for link in summary)
    assert {name: form.values[f"cell-{name}"] for name in typed} == typed
    assert form.values.getlist("cell-services") == ["", "wifi"]
    assert "“soon” is not a phone number like +33465710018." in form.block("telephone")
    assert "too large" in form.block("latitude")
    assert "was: a@example.org" in form.block("courriel")


def test_what_was_wrong_before_blocks_nothing(client: FlaskClient, instance: Instance) -> None:
    """The unknown service of the row is not held against who corrects its name."""
    form = Form.at(client, FULL).fill(nom="La Grande Fabrique")
    assert sent(client, instance, form) == {"nom": "La Grande Fabrique"}


def test_a_day_that_is_no_day_is_shown_again(client: FlaskClient) -> None:
    """Browsers without a calendar send any text; an input for days would hide it."""
    answer = Form.at(client, FULL).fill(date_maj="3 May").send(client)
    form = Form(parsed(answer))
    assert (form.control("date_maj")["type"], form.values["cell-date_maj"]) == ("text", "3 May")
    assert "“3 May” is not a date" in form.block("date_maj")


def test_an_addition_shows_no_made_key_and_knows_the_day(
    client: FlaskClient, instance: Instance
) -> None:
    """The key is made as the schema wants it; a required date is today's until somebody says so."""
    form = Form.at(client, ADD)
    assert form.values["cell-date_maj"] == datetime.now(UTC).date().isoformat()
    written = sent(client, instance, form.fill(nom="Le Phare"))
    key = str(written["id"])
    assert key.startswith("lieu-")
    assert (len(key), key[5:].isdigit()) == (9, True)
    assert (written["nom"], written["telephone"]) == ("Le Phare", "")


def test_a_key_that_cannot_be_made_is_asked_for(
    client: FlaskClient, instance: Instance, tmp_path: Path
) -> None:
    """Where the schema refuses what we would make, the field of the key appears."""
    name = DatasetName("hub", "odd")
    import_help(instance, tmp_path / "odd", name=name, id_pattern=r"^lieu-\d{4}[A-Z]$")
    form = Form.at(client, "/hub/odd/add/places").fill(nom="Le Phare")
    again = Form(parsed(form.send(client)))
    assert "Fill in this field" in again.block("id")
    assert sent(client, instance, again.fill(id="lieu-0003A"))["id"] == "lieu-0003A"


def test_an_addition_asks_for_what_is_required(client: FlaskClient) -> None:
    """A required field that is empty is told; the rest is kept."""
    answer = Form.at(client, ADD).fill(telephone="04 65 71 00 09").send(client)
    form = Form(parsed(answer))
    assert "Fill in this field" in form.block("nom")
    assert form.values["cell-telephone"] == "04 65 71 00 09"


def test_keys_that_are_names_are_asked_for(
    client: FlaskClient, instance: Instance, tmp_path: Path
) -> None:
    """Nothing is made up where keys say something; a key that is taken is refused."""
    import_help(instance, tmp_path / "named", name=DatasetName("hub", "named"), key="nom")
    form = Form.at(client, "/hub/named/add/places").fill(courriel="b@example.org")
    again = Form(parsed(form.fill(id="lieu-0003").send(client)))
    assert "Fill in this field" in again.block("nom")
    answer = again.fill(nom="Le Port").send(client)
    assert "Le Port already" in words(answer)
    assert Form(parsed(answer)).fill(nom="Le Phare").send(client).status_code == 303


def test_the_most_useful_fields_stand_in_the_open(client: FlaskClient, instance: Instance) -> None:
    """Eight fields first, the others folded; the fold opens where something is wrong."""
    page = parsed(client.get(FULL))
    rest = page.select_one("details#rest")
    assert rest is not None
    assert "Show the other 4 fields" in rest.get_text()
    assert not rest.has_attr("open")
    assert "cell-telephone" not in {tag["name"] for tag in rest.select("[name]")}
    answer = Form(page).fill(latitude="99").send(client)
    opened = parsed(answer).select_one("details#rest")
    assert opened is not None
    assert opened.has_attr("open") == bool(opened.select("#field-cell-latitude"))


def test_columns_of_one_name_are_changed_apart(
    client: FlaskClient, instance: Instance, tmp_path: Path
) -> None:
    """Where the header repeats a name, each column has its own input."""
    twice = HELP_CSV.replace("presentation", "nom", 1)
    name = DatasetName("hub", "twice")
    import_help(instance, tmp_path / "twice", name=name, data=twice)
    form = Form.at(client, "/hub/twice/rows/places/lieu-0002/suggest")
    form.values["cell-nom⟨2⟩"] = "Encore"
    assert sent(client, instance, form) == {"nom⟨2⟩": "Encore"}


def test_what_the_encoding_cannot_hold_is_told(
    client: FlaskClient, instance: Instance, tmp_path: Path
) -> None:
    """A table in another encoding refuses what it cannot write; the words stay."""
    name = DatasetName("hub", "old")
    import_help(instance, tmp_path / "old", name=name, encoding="cp1252")
    form = Form.at(client, "/hub/old/rows/places/lieu-0002/suggest").fill(nom="Le Port 🎉")
    answer = form.send(client)
    assert "cannot be written in the encoding of this table (cp1252)" in words(answer)
    assert Form(parsed(answer)).values["cell-nom"] == "Le Port 🎉"
