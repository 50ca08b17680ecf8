"""“Still correct” and “checked on”, as a visitor without account and script meets them."""

from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.preferences import choose
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, Staff, import_places
from tests.webui.conftest import Read
from tests.workflow.walking import suggest

ROW = "/hub/places/rows/places/p1"
SEND = f"{ROW}/still-correct"


def token(read: Read) -> str:
    """What the button on the row's page sends."""
    return str(read(ROW).select_one(f'form[action="{SEND}"] input[name=token]')["value"])


def test_one_tap(read: Read, client: FlaskClient, dataset: DatasetName) -> None:
    """The tap leads back to the row, which thanks, says “checked today”, and asks no more."""
    answer = client.post(SEND, data={"token": token(read)})
    assert answer.status_code == 303
    assert "Set-Cookie" not in answer.headers
    page = read(answer.headers["Location"])
    assert "Thank you." in page.find(role="status").text
    assert "Checked today" in page.find(class_="stats").text
    assert page.select(f'form[action="{SEND}"]') == []


def test_the_table_says_when(read: Read, client: FlaskClient, dataset: DatasetName) -> None:
    """A column appears as soon as some row on the page was checked."""
    assert "Checked" not in [th.text.strip() for th in read("/hub/places/").select("thead th")]
    client.post(SEND, data={"token": token(read)})
    page = read("/hub/places/")
    cells = page.select('td[data-label="Checked"]')
    assert len(cells) == 3
    assert cells[0].text.strip().startswith("today")


def test_the_heading_says_how_many(
    read: Read, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """Each published change counts as a look at its row."""
    assert "within a year" not in read("/hub/places/").find(class_="stats").text
    sent = suggest(instance, "p2", {"nom": "Lac"})
    accept(instance, staff.moderator, sent.id, now=NOON)
    index_history(instance, PLACES)
    assert "33% checked within a year" in read("/hub/places/").find(class_="stats").text


def test_a_forged_tap_is_asked_again(read: Read, client: FlaskClient, dataset: DatasetName) -> None:
    """Without the page's own token nothing is recorded; the page asks once more."""
    for sent in ("", "forged", token(read)[:-3]):
        answer = client.post(SEND, data={"token": sent})
        page = read(answer.headers["Location"])
        assert "Tap again" in page.find(role="status").text
        assert len(page.select(f'form[action="{SEND}"]')) == 1


def test_a_tap_on_what_changed(
    read: Read, client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """Who saw the row before it changed is shown it as it stands now."""
    old = token(read)
    sent = suggest(instance, "p1", {"nom": "Fabrique"})
    accept(instance, staff.moderator, sent.id, now=NOON)
    page = read(client.post(SEND, data={"token": old}).headers["Location"])
    assert "Look once more" in page.find(role="status").text


def test_a_paused_dataset_takes_no_taps(
    read: Read, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Its producer is away: nothing is recorded, and the sentence says so."""
    made = token(read)
    choose(instance, OPERATOR, PLACES, {"paused": True})
    answer = client.post(SEND, data={"token": made})
    assert answer.status_code == 403
    assert "takes no contributions at present" in answer.text


def test_too_many_taps(
    read: Read, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Beyond the dataset's limit it says when to tap again, to people and to programs."""
    choose(instance, OPERATOR, PLACES, {"dataset_hourly": 1})
    client.post(SEND, data={"token": token(read)})
    other = "/hub/places/rows/places/p2/still-correct"
    page = read(other.removesuffix("/still-correct"))
    sent = page.select_one(f'form[action="{other}"] input[name=token]')
    answer = client.post(other, data={"token": sent["value"]})
    assert answer.status_code == 429
    assert 3590 < int(answer.headers["Retry-After"]) <= 3601
    assert "Tap again in 60 min" in answer.text


def test_a_column_about_checks_says_it(read: Read, client: FlaskClient, instance: Instance) -> None:
    """Where the table has a field for it, its cell tells the later check, and warns no more."""
    data = b"id,nom,date_maj\np1,Le Lac,2019-01-01\np2,Le Quai,2019-01-01\n"
    import_places(instance, data=data)
    client.post(SEND, data={"token": token(read)})
    rows = read("/hub/places/").select("tbody tr")
    assert "checked today" in rows[0].text
    assert ["to check" in row.text for row in rows] == [False, True]
