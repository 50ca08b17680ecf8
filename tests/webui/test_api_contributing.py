"""Proposing by the API: what is taken, what is told about what is not, and how it is followed."""

import json
from collections.abc import Mapping

import pytest
from altcha import Challenge, Payload, solve_challenge
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.visiting import add_token
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, Staff
from tests.webui.sent import changed_lines, waiting
from tests.workflow.walking import suggest

URL = "/api/v1/datasets/hub/places/contributions"
CHANGE = {"op": "update", "key": {"id": "p3"}, "cells": {"commune": ["Nîmes", "Alès"]}}
PATCH: Mapping[str, object] = {"changes": [CHANGE]}


def post(
    client: FlaskClient, body: Mapping[str, object], token: str = "", **headers: str
) -> TestResponse:
    """Propose a patch."""
    given = {name.replace("_", "-"): value for name, value in headers.items()}
    if token:
        given["Authorization"] = f"Bearer {token}"
    return client.post(URL, json=body, headers=given)


def token_of(instance: Instance, staff: Staff) -> str:
    """A token of the moderator."""
    return add_token(instance, staff.moderator.person_id, "test", now=NOON)


def places(answer: TestResponse) -> list[str]:
    """Where a problem document says that something is wrong."""
    assert answer.content_type == "application/problem+json"
    return [found["pointer"] for found in json.loads(answer.data)["errors"]]


def test_a_patch_with_a_token_becomes_a_contribution(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """It waits like any other; its receipt follows it, answers and takes it back."""
    told = {"name": "Amine", "message": "They moved", "email": "a@example.org", "language": "fr"}
    answer = post(client, {**PATCH, **told}, token_of(instance, staff))
    assert (answer.status_code, answer.json["state"]) == (201, "open")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    record = waiting(instance)
    assert (record.origin, record.author_name, record.language) == ("api", "Amine", "fr")
    assert changed_lines(instance, record)[1] == "+p3,Cyber-base,Alès,+33465710003,cours"
    assert "Alès" in client.get(answer.json["receipt_url"]).text
    url, receipt = (
        answer.headers["Location"],
        {"Authorization": f"Receipt {answer.json['receipt']}"},
    )
    assert client.get(url).status_code == 401
    assert client.get(url, headers={"Authorization": "Receipt wrong"}).status_code == 404
    assert client.get(url, headers=receipt).json["state"] == "open"
    said = client.post(f"{url}/answer", json={"text": "Since May"}, headers=receipt)
    assert said.json["remarks"][0]["text"] == "Since May"
    gone = client.post(f"{url}/withdraw", headers=receipt)
    assert gone.json["state"] == "withdrawn"
    assert client.post(f"{url}/withdraw", headers=receipt).status_code == 409


def test_what_waits_is_sent_anew(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Another patch takes the place of the first, for who has the receipt alone."""
    sent = post(client, PATCH)
    url = sent.headers["Location"]
    receipt = {"Authorization": f"Receipt {sent.json['receipt']}"}
    other = {**PATCH, "changes": [{**CHANGE, "cells": {"commune": ["Nîmes", "Sète"]}}]}
    assert client.post(f"{url}/amend", json=other).status_code == 401
    told = client.post(f"{url}/amend", json=other, headers=receipt)
    (patch,) = told.json["patches"]
    assert patch["patch"]["changes"][0]["cells"] == {"commune": ["Nîmes", "Sète"]}
    nothing = client.post(f"{url}/amend", json={**PATCH, "changes": []}, headers=receipt)
    assert nothing.status_code in (400, 422)


def test_a_moderator_reads_it_by_the_same_address(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """A token of somebody who moderates opens it; the address that was left is not in it."""
    token = token_of(instance, staff)
    answer = post(client, {**PATCH, "email": "a@example.org"}, token)
    found = client.get(answer.headers["Location"], headers={"Authorization": f"Bearer {token}"})
    assert found.json["has_email"]
    assert "a@example.org" not in found.text


def test_without_token_a_solved_challenge_is_asked_for(
    client: FlaskClient, dataset: DatasetName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With its solution the patch waits; without, it is set apart, and nothing is lost."""
    monkeypatch.setattr("datapatch.workflow.abuse.proofs.COST", 10)
    assert post(client, PATCH).json["state"] == "quarantined"
    challenge = Challenge.from_dict(client.get(f"{URL}/challenge").json)
    solution = solve_challenge(challenge)
    assert solution is not None
    proof = Payload(challenge, solution).to_base64()
    assert post(client, {**PATCH, "proof": proof}).json["state"] == "open"
    assert post(client, {**PATCH, "proof": proof}).json["state"] == "quarantined"


def test_a_request_that_is_sent_twice_is_carried_out_once(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """The same key gives the same receipt; with another body it is refused."""
    token = token_of(instance, staff)
    first, again = (post(client, PATCH, token, Idempotency_Key="k1") for _ in range(2))
    assert again.json == first.json
    assert again.headers["Idempotency-Replayed"] == "true"
    assert waiting(instance).id == first.json["id"]
    other = post(client, {**PATCH, "message": "else"}, token, Idempotency_Key="k1")
    assert other.status_code == 422


def test_who_saw_another_version_is_told(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """If-Match with what is published goes on; with what was, it is 412."""
    token, seen = (
        token_of(instance, staff),
        client.get("/api/v1/datasets/hub/places").headers["ETag"],
    )
    assert post(client, PATCH, token, If_Match=seen).status_code == 201
    other = suggest(instance, "p1", {"commune": "Frontignan"})
    accept(instance, staff.moderator, other.id, now=NOON)
    assert post(client, PATCH, token, If_Match=seen).status_code == 412
    base = seen.strip('"')
    assert post(client, {**PATCH, "base": base}, token).status_code == 201


def test_what_is_wrong_is_told_with_its_place(client: FlaskClient, dataset: DatasetName) -> None:
    """Each problem has a JSON Pointer into what was sent."""
    good = {"op": "update", "key": {"id": "p1"}, "cells": {"commune": ["Sète", "Agde"]}}

    def with_cells(cells: Mapping[str, object]) -> Mapping[str, object]:
        return {"changes": [good, {**CHANGE, "cells": cells}]}

    moved = post(client, with_cells({"commune": ["Lyon", "Alès"]}))
    assert (moved.status_code, places(moved)) == (409, ["/changes/1/cells/commune"])
    number = post(client, with_cells({"commune": ["Nîmes", 3]}))
    assert (number.status_code, places(number)) == (422, ["/changes/1/cells/commune"])
    twice = {"op": "add", "key": {"id": "p1"}, "cells": {"nom": [None, "Encore"]}}
    assert post(client, {"changes": [good, twice]}).status_code in (409, 422)
    assert places(post(client, {**PATCH, "base": "0" * 40})) == ["/base"]
    assert places(post(client, {**PATCH, "resource": "other"})) == ["/resource"]
    assert places(post(client, {**PATCH, "email": "nobody"})) == ["/email"]
    assert places(post(client, {**PATCH, "surprise": 1})) == ["/surprise"]


def test_what_cannot_be_taken_at_all(client: FlaskClient, dataset: DatasetName) -> None:
    """No JSON, too many bytes, nothing changed, no such dataset, a wrong token."""
    assert client.post(URL, data="x").status_code == 400
    assert post(client, {"changes": []}).status_code == 400
    assert post(client, {**PATCH, "message": "x" * 2_000_001}).status_code == 413
    assert post(client, PATCH, "dp_wrong").status_code == 401
    assert client.post(URL.replace("places", "other"), json=PATCH).status_code == 404
    allowed = client.options(URL).headers
    assert "Idempotency-Key" in allowed["Access-Control-Allow-Headers"]


def test_a_refusal_is_read_by_the_receipt(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """The moderator's words come with the verdict."""
    answer = post(client, PATCH, token_of(instance, staff))
    refuse(instance, staff.moderator, answer.json["id"], motive="", words="Not so", now=NOON)
    receipt = {"Authorization": f"Receipt {answer.json['receipt']}"}
    found = client.get(answer.headers["Location"], headers=receipt).json
    assert (found["state"], found["reason"]) == ("refused", "Not so")
