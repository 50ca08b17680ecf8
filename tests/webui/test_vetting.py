"""What happens between Send and the receipt: limits, proofs of work, quarantine, pauses."""

import json
from pathlib import Path

import pytest
from altcha import Challenge, Payload, solve_challenge
from flask import Flask, request
from flask.testing import FlaskClient
from werkzeug.test import Client

from datapatch.config import Config
from datapatch.db.models import State
from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.queue.queues import read_queue
from datapatch.workflow.queue.sights import QueueFilter, Tab
from tests.builders import NOON, OPERATOR
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.sent import waiting
from tests.workflow.test_notifying import mails
from webui.proxies import behind_proxies

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p1"
SPAM = "See https://shop.example/ and https://other.example/"


def test_too_many_are_asked_to_come_back_and_lose_nothing(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The answer is 429 with Retry-After and a sentence, around the form as it was filled in."""
    choose(instance, OPERATOR, dataset, {"sender_hourly": 1})
    assert Form.at(client, f"{ROW}/suggest").fill(commune="Agde").send(client).status_code == 303
    answer = Form.at(client, f"{ROW}/suggest").fill(commune="Lunel").send(client)
    form = is_refused(answer, "Try again in 60 min", status=429)
    assert 0 < int(answer.headers["Retry-After"]) <= 3601
    assert form.values["cell-commune"] == "Lunel"


def test_a_pause_is_told_before_anybody_fills_in_a_form(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The form is not offered; who had it open already keeps what was typed."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde")
    choose(instance, OPERATOR, dataset, {"paused": True})
    answer = client.get(f"{ROW}/suggest")
    assert (answer.status_code, "takes no contributions" in words(answer)) == (503, True)
    again = is_refused(form.send(client), "takes no contributions just now", status=503)
    assert again.values["cell-commune"] == "Agde"


def test_a_suspicious_form_is_asked_for_a_sum_and_taken_with_it(
    client: FlaskClient, instance: Instance, dataset: DatasetName, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The form comes back with a challenge; what a browser makes of it lets the form through."""
    monkeypatch.setattr("datapatch.workflow.abuse.proofs.COST", 10)
    answer = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", message=SPAM).send(client)
    again = is_refused(answer, "does a small sum first")
    holder = parsed(answer).select_one("[data-proof]")
    assert holder is not None
    challenge = Challenge.from_dict(json.loads(str(holder["data-proof"])))
    solution = solve_challenge(challenge)
    assert solution is not None
    again.values["proof"] = Payload(challenge, solution).to_base64()
    assert again.send(client).status_code == 303
    record = waiting(instance)
    assert (record.state, record.message) == (State.OPEN, SPAM)
    assert [flag.name for flag in record.flags] == ["links"]


def test_without_a_proof_it_is_set_apart_with_the_reasons_shown(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """A browser without scripts sends it again all the same: a moderator finds it apart."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", message=SPAM)
    again = is_refused(form.send(client), "Nothing is lost")
    assert again.send(client).status_code == 303
    assert not waiting_contributions(instance, OPERATOR)
    (record,) = read_queue(instance, OPERATOR, Tab.APART, QueueFilter(), now=NOON).records
    assert [flag.name for flag in record.flags] == ["links", "unproven"]


def test_without_scripts_a_link_in_a_mail_serves_as_well(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Who left an address is mailed a link, whose button lets the contribution wait for all."""
    typed = {"commune": "Agde", "message": SPAM, "email": "amine@example.org"}
    form = Form.at(client, f"{ROW}/suggest").fill(**typed)
    again = is_refused(form.send(client), "does a small sum first")
    assert again.send(client).status_code == 303
    (mail,) = mails(instance, "amine@example.org")
    assert "shop.example" not in mail.text_body
    link = next(word for word in mail.text_body.split() if "/confirm/" in word)
    path = link.removeprefix(instance.config.base_url)
    assert client.get(path[:-1]).status_code == 404
    page = Form.at(client, path)
    assert not waiting_contributions(instance, OPERATOR)  # opening the link decided nothing
    answer = page.send(client)
    assert "Thank you. A moderator reads it now." in client.get(answer.location).text
    record = waiting(instance)
    assert [flag.name for flag in record.flags] == ["links"]
    assert page.send(client).status_code == 303  # twice is once
    assert waiting(instance).id == record.id


def test_the_api_gives_a_challenge(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Any client of ALTCHA can solve it; a dataset that takes nothing gives none."""
    address = "/api/v1/datasets/hub/places/contributions/challenge"
    answer = client.get(address)
    assert set(answer.get_json()) == {"parameters", "signature"}
    assert answer.headers["Cache-Control"] == "no-store"
    assert client.get(address.replace("places", "absent")).status_code == 404
    choose(instance, OPERATOR, dataset, {"paused": True})
    assert client.get(address).status_code == 503


def test_what_a_proxy_says_is_believed_only_where_one_stands(app: Flask) -> None:
    """A sender cannot choose an address by writing a header, unless a proxy of ours wrote it."""
    app.add_url_rule("/who", view_func=lambda: str(request.remote_addr))
    told = {}
    for proxies in 0, 1:
        config = Config(Path(app.root_path), proxies=proxies)
        client = Client(behind_proxies(app, config))
        told[proxies] = client.get(
            "/who",
            headers={"X-Forwarded-For": "203.0.113.9, 198.51.100.4"},
            environ_base={"REMOTE_ADDR": "192.0.2.1"},
        ).text
    assert told == {0: "192.0.2.1", 1: "198.51.100.4"}
