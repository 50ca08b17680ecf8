"""Opening hours on a form: the notation, its words, and seven inputs that need no notation."""

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.builders import PLACES, import_places
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.sent import waiting

ROW = "/hub/places/rows/places/h1/suggest"
CSV = (
    b'id,nom,horaires\nh1,Le Port,"Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00"\n'
    b"h2,Le Lac,sur rendez-vous\n"
)


@pytest.fixture(autouse=True)
def places(in_no_time: None, instance: Instance) -> DatasetName:
    """Two places with opening hours, one of them in words."""
    import_places(instance, PLACES, CSV)
    return PLACES


def sent(client: FlaskClient, instance: Instance, form: Form) -> str | None:
    """The cell that a form that is taken proposes."""
    answer = form.send(client)
    assert answer.status_code == 303, words(answer)
    return waiting(instance).patches[0].changes[0].cells[0].new


def day(form: Form, name: str, hours: str) -> Form:
    """Type the hours of a day."""
    return form.fill(**{f"days-cell-horaires-{name}": hours})


def test_the_notation_is_read_back_in_words(client: FlaskClient) -> None:
    """The days show what the notation says."""
    form = Form.at(client, ROW)
    said = "Monday to Friday 9:00–12:00, 14:00–18:00 · Saturday 10:00–12:00"
    assert said in form.block("horaires")
    assert form.values["days-cell-horaires-mo"] == "09:00-12:00, 14:00-18:00"
    assert form.values["days-cell-horaires-su"] == ""


def test_the_row_says_it_in_the_readers_language(client: FlaskClient) -> None:
    """As people say it; the notation is one pointer away."""
    row = ROW.removesuffix("/suggest")
    for language, said in (
        ("en", "Monday to Friday 9:00–12:00, 14:00–18:00 · Saturday 10:00–12:00"),
        ("fr", "du lundi au vendredi, 9 h – 12 h, 14 h – 18 h · samedi, 10 h – 12 h"),
    ):
        page = parsed(client.get(row, headers={"Accept-Language": language}))
        told = page.find("span", title="Mo-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00")
        assert told is not None
        assert " ".join(told.get_text().split()) == said


def test_a_day_is_changed_without_any_notation(client: FlaskClient, instance: Instance) -> None:
    """Who writes 9h-12h changes that day alone."""
    cell = sent(client, instance, day(Form.at(client, ROW), "we", "9h-12h"))
    assert cell == (
        "Mo-Tu 09:00-12:00,14:00-18:00; We 09:00-12:00; "
        "Th-Fr 09:00-12:00,14:00-18:00; Sa 10:00-12:00"
    )


def test_the_notation_wins_where_it_was_changed(client: FlaskClient, instance: Instance) -> None:
    """The days stand beside it as they were."""
    form = Form.at(client, ROW).fill(horaires="PH off")
    assert sent(client, instance, form) == "PH off"


def test_an_untouched_form_changes_nothing(client: FlaskClient) -> None:
    """The way in which the notation is written stays where nobody says anything else."""
    is_refused(Form.at(client, ROW).send(client), "Nothing differs from what is published.")


def test_words_in_place_of_hours_stay(client: FlaskClient, instance: Instance) -> None:
    """Where the cell is no week, the days are empty, and replace it when they are filled in."""
    path = ROW.replace("h1", "h2")
    form = Form.at(client, path)
    assert form.values["cell-horaires"] == "sur rendez-vous"
    assert form.values["days-cell-horaires-mo"] == ""
    assert sent(client, instance, day(form, "mo", "14-18")) == "Mo 14:00-18:00"


def test_hours_that_nobody_can_read_come_back(client: FlaskClient, instance: Instance) -> None:
    """The day is named beside the field, all of the days are still there, then it is taken."""
    form = day(day(Form.at(client, ROW), "tu", "the morning"), "su", "10-12")
    again = is_refused(form.send(client), "Tuesday: write the hours as 9:00-12:00, 14:00-18:00.")
    assert again.values["days-cell-horaires-tu"] == "the morning"
    assert again.values["days-cell-horaires-su"] == "10-12"
    cell = sent(client, instance, day(again, "tu", "closed"))
    assert cell is not None
    assert "We-Fr" in cell
    assert "Su 10:00-12:00" in cell


def test_a_day_changed_after_a_look_is_taken(client: FlaskClient, instance: Instance) -> None:
    """What was looked over can be changed once more, day by day."""
    looked = day(Form.at(client, ROW), "we", "9h-12h").fill(step="look-over").send(client)
    assert "Wednesday 9:00–12:00" in words(looked)
    again = is_refused(looked, "What you are about to send", status=200)
    cell = sent(client, instance, day(again, "we", ""))
    assert cell is not None
    assert "We" not in cell
