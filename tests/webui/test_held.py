"""Who asks what is held about them gets all of it, and nobody else's."""

import json

from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import refuse
from tests.builders import NOON, Staff
from tests.webui.browsing import words
from tests.webui.conftest import LogIn
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "amine@example.org", "Ring twice", "the door", "en")
ZOE = Contributor("Zoé", "zoe@example.org", "Quite another", "", "en")


def test_a_receipt_tells_all_that_is_held_with_it(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Address, words, change and mails of this contribution; no secret, no other sender."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, AMINE)
    suggest(instance, "p1", {"telephone": "+33465710009"}, ZOE)
    answer = client.get(f"/receipts/{receipt.secret}/held.json")
    held = answer.get_json()
    (sent,) = held["contributions"]
    assert (sent["email"], sent["message"], sent["source"]) == (
        "amine@example.org",
        "Ring twice",
        "the door",
    )
    assert "+33465710002" in sent["patch"]
    assert {mail["recipient"] for mail in held["mails"]} == {"amine@example.org"}
    page = client.get(f"/receipts/{receipt.secret}/held")
    assert all(told in words(page) for told in ("amine@example.org", "Ring twice", "the door"))
    assert f"/receipts/{receipt.secret}/held.json" in page.text
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert client.get("/receipts/nonsense/held").status_code == 404
    assert "receipt_hash" not in sent
    assert "zoe@example.org" not in answer.text
    assert client.get("/receipts/nonsense/held.json").status_code == 404


def test_an_account_tells_its_owner_alone(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName, logged_in: LogIn
) -> None:
    """Account, roles, decisions and notices, without the password; strangers log in first."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, AMINE)
    refuse(instance, staff.moderator, receipt.id, motive="", words="No.", now=NOON)
    assert client.get("/account/held.json").status_code == 302
    logged_in(client, "mo")
    assert "/account/held" in client.get("/account").text
    page = words(client.get("/account/held"))
    assert all(told in page for told in ("mo@example.org", "What you decided", "No."))
    assert "ada@example.org" not in page
    held = client.get("/account/held.json").get_json()
    assert held["account"]["email"] == "mo@example.org"
    assert [decision["words"] for decision in held["decisions"]] == ["No."]
    assert [membership["role"] for membership in held["memberships"]] == ["moderator"]
    text = json.dumps(held)
    assert "password_hash" not in text
    assert "ada@example.org" not in text
