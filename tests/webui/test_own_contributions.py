"""The list of one's own contributions, by account."""

from flask.testing import FlaskClient

from datapatch.types import DatasetName
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import LogIn

ROW = "/hub/places/rows/places/p1"


def test_an_account_lists_what_its_person_sent(
    client: FlaskClient, dataset: DatasetName, logged_in: LogIn, in_no_time: None
) -> None:
    """Each entry leads to its receipt and says where it stands."""
    Form.at(client, f"{ROW}/suggest").fill(commune="Lunel").send(client)
    logged_in(client, "mo")
    sent = Form.at(client, f"{ROW}/suggest").fill(commune="Agde").send(client)
    page = client.get("/my-contributions")
    links = [str(tag["href"]) for tag in parsed(page).select("a[data-own]")]
    assert links == [sent.location], "only what was sent with this account"
    assert client.get(links[0]).status_code == 200
    assert "Waiting" in words(page)


def test_a_stranger_sees_what_would_stand_here(client: FlaskClient, dataset: DatasetName) -> None:
    """Without an account and without scripts, the page says where the receipts are."""
    page = client.get("/my-contributions")
    assert "the link of each receipt leads to it" in words(page)
    assert "no-cache" in page.headers["Cache-Control"]
