"""What a moderator can do on the page of one contribution, each by its form alone."""

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from tests.builders import OPERATOR, PLACES, Staff
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import published_text, suggest

TWO = {"telephone": "+33465710002", "services": "wifi|cours"}


@pytest.fixture
def receipt(instance: Instance, dataset: DatasetName, staff: Staff) -> Receipt:
    """A correction of two cells of one row that waits."""
    return suggest(instance, "p2", TWO, Contributor("Amine", language="en"))


def test_only_what_is_ticked_is_published(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """The box of a cell is named by its place; the other cell keeps its value."""
    logged_in(client, "mo")
    page = client.get(f"/contributions/{receipt.id}").text
    assert 'aria-label="Accept telephone"' in page
    data = {
        "verdict": "ticked",
        "shown": ["places/update/1/telephone", "places/update/1/services"],
        "tick": "places/update/1/telephone",
    }
    assert client.post(f"/contributions/{receipt.id}", data=data).status_code == 302
    assert "p2,Médiathèque du Lac,Montpellier,+33465710002,wifi\n" in published_text(instance)


def test_a_correction_is_made_in_place(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """The proposed value stands in an input; the rest of the row can be corrected, too."""
    logged_in(client, "mo")
    address = f"/contributions/{receipt.id}"
    page = client.get(f"{address}?correct=1").text
    assert 'value="+33465710002"' in page
    data = {
        "verdict": "correct",
        "value:places/update/1/telephone": "+33465719999",
        "was:places/update/1/telephone": "+33465710002",
        "value:places/update/1/commune": "Lattes",
        "was:places/update/1/commune": "Montpellier",
    }
    assert client.post(address, data=data).status_code == 302
    assert "p2,Médiathèque du Lac,Lattes,+33465719999,wifi|cours\n" in published_text(instance)


def test_a_correction_that_the_schema_does_not_allow_says_why(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """The page comes back with what was typed and with what is wrong; nothing is decided."""
    logged_in(client, "mo")
    place = "places/update/1/id"
    data = {"verdict": "correct", f"value:{place}": "p1", f"was:{place}": "p2"}
    answer = client.post(f"/contributions/{receipt.id}", data=data)
    assert answer.status_code == 409
    assert "would add 1 problem" in words(answer)
    typed = parsed(answer).select_one(f"[name='value:{place}']")
    assert typed is not None
    assert typed["value"] == "p1"
    assert read_receipt(instance, receipt.secret).state == "open"


def test_a_question_waits_for_its_answer(
    client: FlaskClient, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """It leaves the list of what is to do, and stands under its own tab with its words."""
    logged_in(client, "mo")
    data = {"verdict": "ask", "question": "Since when?"}
    client.post(f"/contributions/{receipt.id}", data=data)
    assert not read("/queue").find_all(class_="queue-item")
    assert len(read("/queue?tab=information").find_all(class_="queue-item")) == 1
    assert "Since when?" in read(f"/contributions/{receipt.id}").text


def test_a_refusal_without_a_reason_keeps_the_page(
    client: FlaskClient, receipt: Receipt, logged_in: LogIn
) -> None:
    """It says what is missing and decides nothing."""
    logged_in(client, "mo")
    answer = client.post(f"/contributions/{receipt.id}", data={"verdict": "refuse", "reason": ""})
    assert answer.status_code == 400
    assert "Say why" in words(answer)


def test_what_is_published_is_reverted_in_one_click(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """The button stands on its page; afterwards it is gone."""
    logged_in(client, "mo")
    before = published_text(instance)
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    page = read(f"/contributions/{receipt.id}")
    assert page.find("form", action=f"/contributions/{receipt.id}/revert")
    client.post(f"/contributions/{receipt.id}/revert")
    assert published_text(instance) == before
    assert "reverted later" in read(f"/contributions/{receipt.id}").text


def test_a_verdict_can_be_undone_until_its_time_is_over(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """Every page of the moderator offers it; too late, it says that it can be reverted."""
    object.__setattr__(instance.config, "undo_seconds", 60)
    logged_in(client, "mo")
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    assert read_receipt(instance, receipt.secret).state == "scheduled"
    form = Form.at(client, "/queue")
    assert form.tag["action"] == f"/contributions/{receipt.id}/undo"
    form.send(client)
    assert read_receipt(instance, receipt.secret).state == "open"
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    made = read_receipt(instance, receipt.secret)
    assert made.carry_out_at is not None
    carry_out_due(instance, now=made.carry_out_at + timedelta(seconds=1))
    late = client.post(f"/contributions/{receipt.id}/undo", follow_redirects=True)
    assert "can be reverted" in words(late)
    assert "+33465710002" in published_text(instance)


def test_what_is_so_already_closes_by_itself(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """Another contribution that says the same needs no decision."""
    twin = suggest(instance, "p2", TWO)
    logged_in(client, "mo")
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    assert read_receipt(instance, twin.secret).state == "already_so"
    assert "closed by itself" in read(f"/contributions/{twin.id}").text


def test_two_have_to_agree_where_the_producer_wants_it(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """The first is told how many agree; the second publishes."""
    choose(instance, OPERATOR, PLACES, {"agreement": 2})
    logged_in(client, "mo")
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    assert "+33465710002" not in published_text(instance)
    logged_in(client, "ada")
    assert "1 of 2 agree so far: Mo." in read(f"/contributions/{receipt.id}").text
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    assert "+33465710002" in published_text(instance)


def test_who_looks_is_told_to_others(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """A hint, and no lock; nobody is told of themselves."""
    logged_in(client, "mo")
    assert "looking at this" not in read(f"/contributions/{receipt.id}").text
    logged_in(client, "ada")
    assert "Mo: looking at this too" in read(f"/contributions/{receipt.id}").text


def test_others_on_the_same_row_are_named(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """So that both are decided with the other in view."""
    other = suggest(instance, "p2", {"commune": "Lattes"})
    logged_in(client, "mo")
    page = read(f"/contributions/{receipt.id}")
    assert page.select_one("#others").find("a", href=f"/contributions/{other.id}")


def test_a_form_that_no_page_sent_decides_nothing(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """It is answered with a sentence."""
    logged_in(client, "mo")
    data = {"verdict": "ticked", "shown": "places/explode/x"}
    answer = client.post(f"/contributions/{receipt.id}", data=data)
    assert answer.status_code == 400
    assert "names nothing of this contribution" in words(answer)
    assert read_receipt(instance, receipt.secret).state == "open"
