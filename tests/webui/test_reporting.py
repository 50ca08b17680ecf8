"""Reports in words: when no form fits, somebody still reads it."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from datapatch.db.models import OutboxEntry, State
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, Staff
from tests.webui.browsing import Form, is_refused, words
from tests.webui.conftest import LogIn
from tests.webui.sent import waiting
from tests.workflow.walking import published_text

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p1"
SAID = "The map shows it in the sea."


def report(client: FlaskClient, path: str = f"{ROW}/report", **about: str) -> str:
    """Report a problem; the address of the receipt."""
    answer = Form.at(client, path).fill(message=SAID, **about).send(client)
    assert answer.status_code == 303, words(answer)
    return str(answer.location)


def test_a_report_reaches_the_moderators_in_its_words(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName, logged_in: LogIn
) -> None:
    """It waits like any other contribution, changes nothing, and is not taken for done."""
    before = published_text(instance)
    receipt = report(client)
    assert SAID in words(client.get(receipt))
    record = waiting(instance)
    assert (record.kind, record.row_address, record.message) == ("report", "p1", SAID)
    logged_in(client, "mo")
    page = client.get(f"/contributions/{record.id}")
    assert SAID in words(page)
    assert "Taken care of" in words(page)
    assert f'href="{ROW}"' in page.text
    assert waiting(instance).state == State.OPEN
    assert published_text(instance) == before


def test_a_report_is_taken_care_of(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName, logged_in: LogIn
) -> None:
    """One click ends it, nothing is published, and who left an address is thanked."""
    before = published_text(instance)
    report(client, email="amine@example.org")
    record = waiting(instance)
    logged_in(client, "mo")
    answer = Form.at(client, f"/contributions/{record.id}").fill(verdict="accept").send(client)
    assert answer.status_code == 302
    ended = find_contribution(instance, OPERATOR, record.id)
    assert (ended.state, ended.decided_by) == (State.ALREADY_SO, "Mo")
    assert published_text(instance) == before
    with instance.database.reading() as session:
        mails = [item.text_body for item in session.scalars(select(OutboxEntry))]
    assert any("was taken care of" in mail for mail in mails)


def test_a_report_can_be_refused(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName, logged_in: LogIn
) -> None:
    """What makes no sense is refused with a motive, as everything else."""
    report(client, "/hub/places/report/places")
    record = waiting(instance)
    logged_in(client, "mo")
    form = Form.at(client, f"/contributions/{record.id}")
    form.fill(verdict="refuse", reason="spam").send(client)
    assert find_contribution(instance, OPERATOR, record.id).state == State.REFUSED


def test_a_report_without_words_is_asked_for_them(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """The one thing that it needs is told beside its input; the name stays."""
    form = Form.at(client, f"{ROW}/report").fill(public_name="Amine")
    again = is_refused(form.send(client), "Say in a few words what it is.")
    assert again.control("message")["aria-invalid"] == "true"
    assert again.values["public_name"] == "Amine"


def test_the_way_to_a_report_stands_on_row_and_form(
    client: FlaskClient, dataset: DatasetName
) -> None:
    """Both the page of a row and its form lead there."""
    for path in (ROW, f"{ROW}/suggest"):
        assert f'href="{ROW}/report"' in client.get(path).text
