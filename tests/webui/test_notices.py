"""The bell, how often to be mailed, and the one click that ends mails."""

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from datapatch.db.models import OutboxEntry, Rhythm
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bells import mail_settings
from datapatch.workflow.mails.bouncing import address_bounced
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import refuse
from tests.builders import NOON, OPERATOR, Staff
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import LogIn
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "amine@example.org", "We moved.", "", "en")


def news(client: FlaskClient) -> str:
    """The number on the bell."""
    bell = parsed(client.get("/")).select_one("a.bell")
    assert bell is not None
    return bell.get_text().strip()


def way_out(instance: Instance, recipient: str) -> str:
    """The path that the last mail to this address names in its header."""
    query = select(OutboxEntry).where(OutboxEntry.recipient == recipient)
    with instance.database.reading() as session:
        mail = session.scalars(query.order_by(OutboxEntry.id.desc())).first()
    assert mail is not None
    address = mail.headers["List-Unsubscribe"].strip("<>")
    assert address in mail.text_body
    return address.removeprefix(instance.config.base_url)


def test_the_bell_counts_and_lists(
    client: FlaskClient, logged_in: LogIn, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """A number in the header, a list that leads to the screen; decided elsewhere, it is handled."""
    first = suggest(instance, "p1", {"commune": "Agde"})
    suggest(instance, "p2", {"commune": "Agde"})
    logged_in(client, "mo")
    assert news(client) == "2"
    page = parsed(client.get("/notices"))
    assert page.select_one(f"a[href='/contributions/{first.id}']")
    refuse(instance, staff.administrator, first.id, words="no", now=NOON)
    assert news(client) == "1"
    assert "taken care of" in words(client.get("/notices"))


def test_all_is_marked_as_read(
    client: FlaskClient, logged_in: LogIn, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Looking changes nothing, the button does."""
    suggest(instance, "p1", {"commune": "Agde"})
    logged_in(client, "mo")
    assert client.get("/notices").status_code == 200
    assert news(client) == "1"
    Form(parsed(client.get("/notices"))).send(client)
    assert news(client) == ""
    assert "Nothing new" in words(client.get("/notices"))


def test_strangers_have_no_bell(client: FlaskClient, dataset: DatasetName) -> None:
    """It belongs to people with an account."""
    assert parsed(client.get("/")).select_one("a.bell") is None
    assert client.get("/notices").status_code == 302


def test_the_rhythm_is_chosen_on_the_account_page(
    client: FlaskClient, logged_in: LogIn, instance: Instance, staff: Staff
) -> None:
    """The choice is kept, and one that does not exist is refused."""
    logged_in(client, "mo")
    form = Form(parsed(client.get("/account")), "form[action='/account/mail']")
    assert form.values["rhythm"] == "daily"
    assert (
        "Your choice is kept." in client.get(form.fill(rhythm="weekly").send(client).location).text
    )
    assert mail_settings(instance, staff.moderator.person_id).rhythm == Rhythm.WEEKLY
    assert client.post("/account/mail", data={"rhythm": "hourly"}).status_code == 400


def test_a_mail_program_unsubscribes_by_one_post(
    app: Flask, client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Neither session nor second question (RFC 8058); opening the link does nothing."""
    app.config["WTF_CSRF_ENABLED"] = True
    suggest(instance, "p1", {"commune": "Agde"})
    path = way_out(instance, "mo@example.org")
    assert "You moderate here." in words(client.get(path))
    assert mail_settings(instance, staff.moderator.person_id).rhythm == Rhythm.DAILY
    answer = app.test_client().post(path, data={"List-Unsubscribe": "One-Click"})
    assert answer.status_code == 200
    assert mail_settings(instance, staff.moderator.person_id).rhythm == Rhythm.NEVER


def test_a_contributor_unsubscribes_and_is_forgotten(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The address goes; the next suggestion with it is answered again."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    client.post(way_out(instance, "amine@example.org"), data={"List-Unsubscribe": "One-Click"})
    assert not find_contribution(instance, OPERATOR, receipt.id).has_email
    suggest(instance, "p2", {"commune": "Agde"}, AMINE)
    assert way_out(instance, "amine@example.org")


def test_an_address_can_be_left_alone_for_good(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Whoever types it into a form, nothing is sent there any more."""
    suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    page = BeautifulSoup(
        client.get(path := way_out(instance, "amine@example.org")).text, "html.parser"
    )
    button = page.select_one("button[name=everywhere]")
    assert button is not None
    client.post(path, data={"everywhere": str(button["value"])})
    suggest(instance, "p2", {"commune": "Agde"}, AMINE)
    with instance.database.reading() as session:
        found = select(OutboxEntry).where(OutboxEntry.recipient == AMINE.email)
        assert session.scalars(found).all() == []


def test_a_forged_token_ends_nothing(client: FlaskClient, dataset: DatasetName) -> None:
    """Only this instance makes them."""
    for token in ("nothing", "WyJtb2RlcmF0aW5nIiwgIjEiXQ.AAAA", "%00"):
        assert client.get(f"/unsubscribe/{token}").status_code == 404
        assert client.post(f"/unsubscribe/{token}").status_code == 404


def test_moderators_see_that_an_address_does_not_work(
    client: FlaskClient, logged_in: LogIn, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """In the queue and on the screen, so that nobody waits for an answer."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    with instance.database.transaction() as session:
        address_bounced(session, "amine@example.org", NOON, secret=instance.secret)
    logged_in(client, "mo")
    assert "mail comes back" in words(client.get("/queue"))
    assert "comes back" in words(client.get(f"/contributions/{receipt.id}"))
    assert "come back" in words(client.get(f"/receipts/{receipt.secret}"))
