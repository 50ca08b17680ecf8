"""Many contributions at once: looked at, confirmed, carried out, taken back."""

import pytest
from flask.testing import FlaskClient

from datapatch.jobs import _carry_out_verdicts
from datapatch.types import DatasetName
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import published_text, suggest


@pytest.fixture
def three(instance: Instance, dataset: DatasetName) -> list[Receipt]:
    """Three corrections that wait; the last two want something else of the same cell."""
    return [
        suggest(instance, "p1", {"telephone": "+33465710011"}),
        suggest(instance, "p2", {"telephone": "+33465710012"}),
        suggest(instance, "p3", {"telephone": "+33465710013"}),
    ]


def test_what_is_ticked_is_looked_at_first_and_then_published(
    client: FlaskClient, instance: Instance, three: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """Nothing changes before the second click; the third stays where it is."""
    logged_in(client, "mo")
    before = published_text(instance)
    data = {"which": "ticked", "verdict": "accept", "id": [three[0].id, three[1].id]}
    looked = client.post("/queue/many", data=data)
    assert "Accept 2 contributions" in words(looked)
    assert published_text(instance) == before
    begun = Form(parsed(looked)).send(client)
    _carry_out_verdicts(instance)
    page = read(begun.location)
    assert "2 published" in page.text
    assert "+33465710011" in published_text(instance)
    assert "+33465710012" in published_text(instance)
    assert read_receipt(instance, three[2].secret).state == "open"


def test_all_that_a_filter_holds_is_refused_with_a_reason(
    client: FlaskClient, instance: Instance, three: list[Receipt], logged_in: LogIn
) -> None:
    """The filter of the page says which; without a reason nothing is refused."""
    logged_in(client, "mo")
    data = {"which": "all", "verdict": "refuse", "place": "Montpellier"}
    looked = client.post("/queue/many", data=data)
    assert "Refuse one contribution" in words(looked)
    form = Form(parsed(looked))
    assert form.fill(reason="").send(client).status_code == 400
    form.fill(reason="spam").send(client)
    _carry_out_verdicts(instance)
    states = [str(read_receipt(instance, receipt.secret).state) for receipt in three]
    assert states == ["open", "refused", "open"]


def test_it_can_be_stopped_and_taken_back_as_one(
    client: FlaskClient, instance: Instance, three: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """What was published goes with one click; what was not reached waits again."""
    logged_in(client, "mo")
    before = published_text(instance)
    data = {"which": "all", "verdict": "accept"}
    begun = Form(parsed(client.post("/queue/many", data=data))).send(client)
    assert "Stop" in read(begun.location).text
    client.post(f"{begun.location}/stop")
    assert [str(read_receipt(instance, r.secret).state) for r in three] == ["open"] * 3
    begun = Form(parsed(client.post("/queue/many", data=data))).send(client)
    _carry_out_verdicts(instance)
    assert published_text(instance) != before
    client.post(f"{begun.location}/revert")
    assert published_text(instance) == before
    page = read(begun.location)
    assert "All of it was reverted" in page.text
    assert page.select_one("form[action$='/revert']") is None


def test_the_page_of_what_is_carried_out_loads_itself_again(
    client: FlaskClient, instance: Instance, three: list[Receipt], logged_in: LogIn
) -> None:
    """Until it is done, without a script."""
    logged_in(client, "mo")
    data = {"which": "all", "verdict": "accept"}
    begun = Form(parsed(client.post("/queue/many", data=data))).send(client)
    assert client.get(begun.location).headers["Refresh"]
    _carry_out_verdicts(instance)
    assert "Refresh" not in client.get(begun.location).headers


def test_nothing_ticked_is_told(
    client: FlaskClient, three: list[Receipt], logged_in: LogIn
) -> None:
    """It leads back to the queue, wherever the form says that it came from."""
    logged_in(client, "mo")
    data = {"which": "ticked", "verdict": "accept", "back": "https://elsewhere.example"}
    answer = client.post("/queue/many", data=data)
    assert answer.location.startswith("/queue?")
    assert "Nothing is ticked" in client.get(answer.location).text
