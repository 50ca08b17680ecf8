"""The API for moderators: the same verdicts as on the pages, by an access token."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.visiting import add_token
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from tests.builders import NOON, Staff
from tests.test_schemas import validator
from tests.workflow.walking import published_text, suggest

ADDRESS = "/api/v1/contributions"
TWO = {"telephone": "+33465710002", "services": "wifi|cours"}
Call = Callable[..., TestResponse]


@pytest.fixture
def receipt(instance: Instance, dataset: DatasetName) -> Receipt:
    """A correction of two cells of one row that waits."""
    who = Contributor("Amine", "amine@example.org", "We moved", language="en")
    return suggest(instance, "p2", TWO, who)


@pytest.fixture
def call(client: FlaskClient, instance: Instance, staff: Staff) -> Call:
    """``call("/ID/accept", {…})``: an answer to the moderator; a GET without a body."""
    token = add_token(instance, staff.moderator.person_id, "tests", now=NOON)
    headers = {"Authorization": f"Bearer {token}"}

    def ask(path: str, body: object = None) -> TestResponse:
        if body is None:
            return client.get(ADDRESS + path, headers=headers)
        return client.post(ADDRESS + path, json=body, headers=headers)

    return ask


def test_without_a_token_nothing_is_told_or_decided(
    client: FlaskClient, instance: Instance, receipt: Receipt
) -> None:
    """Every address answers 401, as a problem document."""
    for path in ("", f"/{receipt.id}"):
        answer = client.get(ADDRESS + path)
        assert answer.status_code == 401
        assert answer.mimetype == "application/problem+json"
    assert client.post(f"{ADDRESS}/{receipt.id}/accept", json={}).status_code == 401
    assert "+33465710002" not in published_text(instance)


def test_the_queue_fits_its_schema_and_keeps_addresses(call: Call, receipt: Receipt) -> None:
    """What waits, with the counts of every part; whether an address was left, never which."""
    answer = call("")
    validator("contributions.schema.json").validate(answer.get_json())
    assert [found["id"] for found in answer.get_json()["data"]] == [receipt.id]
    assert answer.get_json()["data"][0]["has_email"] is True
    assert "amine@example.org" not in answer.text
    assert call("?kind=addition").get_json()["data"] == []


def test_a_cell_is_left_out_and_another_corrected(
    call: Call, instance: Instance, receipt: Receipt
) -> None:
    """The names of the places come with the contribution, and go back with the verdict."""
    seen = call(f"/{receipt.id}").get_json()["examination"]
    cells = {c["field"]: c["place"] for c in seen["tables"][0]["rows"][0]["cells"]}
    body = {
        "seen": seen["seen"],
        "published": seen["published"],
        "left_out": [cells["services"]],
        "values": {cells["telephone"]: "+33465719999"},
    }
    validator("verdict.schema.json").validate(body)
    told = call(f"/{receipt.id}/accept", body).get_json()
    assert told["state"] == "published"
    assert "p2,Médiathèque du Lac,Montpellier,+33465719999,wifi\n" in published_text(instance)


def test_what_clashes_says_so_and_takes_a_choice(
    call: Call, instance: Instance, receipt: Receipt
) -> None:
    """A 409 without one; the chosen value with one."""
    other = suggest(instance, "p2", {"telephone": "+33465710099"})
    call(f"/{receipt.id}/accept", {})
    assert call(f"/{other.id}/accept", {}).status_code == 409
    (conflict,) = call(f"/{other.id}").get_json()["examination"]["tables"][0]["conflicts"]
    assert (conflict["published"], conflict["proposed"]) == ("+33465710002", "+33465710099")
    body = {"resolutions": {conflict["place"]: {"side": "proposed"}}}
    validator("verdict.schema.json").validate(body)
    assert call(f"/{other.id}/accept", body).status_code == 200
    assert "+33465710099" in published_text(instance)


def test_asking_refusing_and_reverting(call: Call, instance: Instance, receipt: Receipt) -> None:
    """Each answers with how the contribution stands then."""
    assert call(f"/{receipt.id}/ask", {"question": "Since when?"}).get_json()["state"] == "asked"
    assert call(f"/{receipt.id}/refuse", {}).status_code == 400
    before = published_text(instance)
    assert call(f"/{receipt.id}/accept", {}).get_json()["state"] == "published"
    assert call(f"/{receipt.id}/refuse", {"motive": "spam"}).status_code == 409
    assert call(f"/{receipt.id}/revert", {}).get_json()["reverted_commit"]
    assert published_text(instance) == before


def test_a_body_of_another_form_is_refused(call: Call, receipt: Receipt) -> None:
    """With a sentence, and without a decision."""
    for body in ([], {"left_out": "x"}, {"values": {"a/b": "c"}}, {"seen": 5}):
        answer = call(f"/{receipt.id}/accept", body)
        assert answer.status_code == 400, body
        assert answer.get_json()["title"]
    assert call(f"/{receipt.id}").get_json()["state"] == "open"
