"""Before a form is sent: what changes in words, and rows that a new one may repeat."""

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, PLACES, import_places
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.packages import import_help
from tests.webui.sent import waiting

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p1/suggest"
ADD = "/hub/places/add/places"
MAP_CSV = b"id,nom,latitude,longitude\nm1,La Fabrique,43.4028,3.6930\nm2,Le Port,43.41,3.70\n"
PLAIN = DatasetName("hub", "plain")


def test_the_changes_are_shown_in_words(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Old and new stand as people write them; nothing is sent yet; the next button sends it."""
    form = Form.at(client, ROW).fill(telephone="04 99 00 00 01", message="New number.")
    answer = form.fill(step="look-over").send(client)
    assert answer.status_code == 200
    page = words(answer)
    assert "What you are about to send" in page
    assert "telephone 04 65 71 00 01 → becomes 04 99 00 00 01" in page
    assert not waiting_contributions(instance, OPERATOR)
    again = Form(parsed(answer))
    assert again.values["message"] == "New number."
    assert again.send(client).status_code == 303
    assert waiting(instance).message == "New number."


def test_the_form_begins_with_the_button_that_shows(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """Without a script, the first button leads to the words, and the licence is named above it."""
    page = parsed(client.get(ROW))
    button = page.select_one(".action-bar button")
    assert button is not None
    assert (button["name"], button["value"]) == ("step", "look-over")
    assert button.get_text() == "Look it over"


@pytest.mark.parametrize(
    ("latitude", "said"),
    [("43,4038", "moved 110 m north"), ("43.402809", "moved 1 m north"), ("43.3", "11.4 km south")],
)
def test_a_new_position_is_read_back(
    latitude: str, said: str, client: FlaskClient, instance: Instance
) -> None:
    """Coordinates are told as a way, for nobody sees a mistake in figures."""
    import_places(instance, PLACES, MAP_CSV)
    form = Form.at(client, "/hub/places/rows/places/m1/suggest")
    answer = form.fill(latitude=latitude, step="look-over").send(client)
    assert said in words(answer).replace("\xa0", " ")


@pytest.mark.parametrize(
    ("nom", "commune"),
    [("Mediatheque du lac", "Montpellier"), ("Médiathèque municipale du Lac", "montpellier")],
)
def test_an_addition_that_is_there_already_is_shown(
    nom: str, commune: str, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Nearly the same name in the same town: the row is shown, and “another one” sends it."""
    answer = Form.at(client, ADD).fill(nom=nom, commune=commune, message="Hi").send(client)
    assert answer.status_code == 409
    page = parsed(answer)
    assert "Is it this one?" in words(answer)
    links = [str(tag["href"]) for tag in page.select(".twins a")]
    assert links == ["/hub/places/rows/places/p2", "/hub/places/rows/places/p2/suggest"]
    again = Form(page)
    assert again.values["message"] == "Hi"
    again.fill(another="yes", email="nobody")
    refused = is_refused(again.send(client), "Your e-mail")
    assert refused.fill(email="").send(client).status_code == 303, "it was said once"
    assert waiting(instance).kind == "addition"


@pytest.mark.parametrize(
    ("nom", "commune"), [("Médiathèque du Lac", "Lille"), ("Le Phare", "Montpellier")]
)
def test_another_place_is_no_duplicate(
    nom: str, commune: str, client: FlaskClient, dataset: DatasetName
) -> None:
    """The same name elsewhere, or another name in the same town, is sent without a question."""
    form = Form.at(client, ADD).fill(nom=nom, commune=commune)
    assert form.send(client).status_code == 303


@pytest.mark.parametrize(("latitude", "status"), [("43.4031", 409), ("43.9", 303)])
def test_a_name_is_repeated_only_nearby(
    latitude: str, status: int, client: FlaskClient, instance: Instance
) -> None:
    """With positions, the distance tells whether it is the same place."""
    import_places(instance, PLACES, MAP_CSV)
    form = Form.at(client, ADD).fill(nom="la fabrique", latitude=latitude, longitude="3.693")
    assert form.send(client).status_code == status


def test_the_same_key_is_shown_with_its_row(
    client: FlaskClient, instance: Instance, tmp_path: Path
) -> None:
    """Who adds a key that exists sees why it cannot be, and the row that has it."""
    import_help(instance, tmp_path, name=PLAIN, key="nom")
    answer = Form.at(client, "/hub/plain/add/places").fill(nom="Le Port").send(client)
    assert answer.status_code == 400
    links = [str(tag["href"]) for tag in parsed(answer).select(".twins a")]
    assert links[0] == "/hub/plain/rows/places/Le+Port"
