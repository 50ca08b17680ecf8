"""A crowd without accounts waits in line: moderators pass by, and nothing written is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.webui.browsing import Form, parsed
from tests.webui.conftest import LogIn
from tests.webui.sent import waiting
from webui.admission import CONTRIBUTORS, READERS, Gate

ROW = "/hub/places/rows/places/p1"
CONTRIBUTIONS = "/api/v1/datasets/hub/places/contributions"


@pytest.fixture
def crowded(app: Flask) -> None:
    """Nobody else is let in."""
    closed = Gate(at_once=0, in_line=0)
    app.extensions["admission"] = {CONTRIBUTORS: closed, READERS: closed}


def test_the_line_is_served_in_order() -> None:
    """Who came first is let in first, each when somebody leaves."""
    gate, came = Gate(at_once=1, in_line=5), list[int]()
    assert gate.enter(0)

    def come(number: int) -> None:
        assert gate.enter(60)
        came.append(number)
        gate.leave()

    with ThreadPoolExecutor(5) as pool:
        for number in range(5):
            pool.submit(come, number)
            while gate.in_line < number + 1:
                time.sleep(0.001)
        gate.leave()

    assert came == list(range(5))


def test_a_full_line_turns_people_away_at_once() -> None:
    """Whoever finds no place in the line is told so without waiting."""
    gate = Gate(at_once=1, in_line=1)
    assert gate.enter(0)
    waiting_one = threading.Thread(target=gate.enter, args=[60])
    waiting_one.start()
    while not gate.in_line:
        time.sleep(0.001)

    assert not gate.enter(3600)
    gate.leave()
    waiting_one.join()


def test_who_gives_up_leaves_a_place() -> None:
    """An impatient one is out of the line, and the next one is let in when somebody leaves."""
    gate = Gate(at_once=1, in_line=1)
    assert gate.enter(0)
    assert not gate.enter(0.01)

    gate.leave()

    assert gate.enter(0)


@pytest.mark.usefixtures("crowded")
@pytest.mark.parametrize("address", ["/hub/places/", f"{ROW}/suggest"])
def test_a_page_says_when_to_come_back(
    client: FlaskClient, dataset: DatasetName, address: str
) -> None:
    """One sentence for a person, and the seconds for a program."""
    answer = client.get(address)

    assert (answer.status_code, answer.headers["Retry-After"]) == (503, "5")
    assert "Many people are here at this moment. Try again in 5 s." in answer.text


@pytest.mark.usefixtures("in_no_time")
def test_what_was_written_is_sent_again_by_one_button(
    app: Flask, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The page of a form that found no place keeps it, and its button sends it unchanged."""
    form = Form.at(client, f"{ROW}/suggest").fill(telephone="04 65 71 00 09", message="I asked.")
    gates = dict(app.extensions["admission"])
    app.extensions["admission"] = {CONTRIBUTORS: Gate(at_once=0, in_line=0)}
    answer = form.send(client)
    assert answer.status_code == 503
    kept = parsed(answer).select("form[method=post] input[type=hidden]")

    app.extensions["admission"] = gates
    again = client.post(
        f"{ROW}/suggest", data={str(each["name"]): str(each["value"]) for each in kept}
    )

    assert again.status_code == 303
    assert waiting(instance).message == "I asked."


@pytest.mark.usefixtures("crowded")
def test_a_call_is_told_in_a_problem_document(client: FlaskClient, dataset: DatasetName) -> None:
    """Programs get RFC 9457 and Retry-After."""
    answer = client.post(CONTRIBUTIONS, json={})

    assert answer.status_code == 503
    assert answer.content_type == "application/problem+json"
    assert answer.headers["Retry-After"] == "5"


@pytest.mark.usefixtures("crowded")
def test_moderators_and_git_pass_by(
    client: FlaskClient, dataset: DatasetName, logged_in: LogIn
) -> None:
    """Whoever decides, publishes or clones does not stand in the line of contributors."""
    fetched = client.get("/hub/places.git/info/refs?service=git-upload-pack")
    logged_in(client, "mo")

    assert fetched.status_code == 200
    assert client.get("/queue").status_code == 200
    assert client.get("/health").status_code == 200


def test_everybody_leaves_again(app: Flask, client: FlaskClient, dataset: DatasetName) -> None:
    """An answer frees its place, a failed one too."""
    app.extensions["admission"] = {name: Gate(1, 0) for name in (CONTRIBUTORS, READERS)}

    for address in ("/hub/places/", "/hub/nothing/", f"{ROW}/suggest", "/receipts/none") * 2:
        assert client.get(address).status_code in (200, 404)
