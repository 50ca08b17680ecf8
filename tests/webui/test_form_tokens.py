"""The note that a form carries: forms that are too old, too quick, or not ours come back."""

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR
from tests.webui.browsing import Form, is_refused, parsed
from tests.webui.conftest import LogIn
from tests.webui.sent import changed_lines, waiting

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p1"


def test_an_expired_form_comes_back_filled_in(
    app: Flask, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """After too long a time the same words come back with a new token, which is taken."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde")
    app.config["FORM_MOST_AGE"] = timedelta(seconds=-1)
    again = is_refused(form.send(client), "This form was open for a long time.")
    del app.config["FORM_MOST_AGE"]
    assert "was: Sète" in again.block("commune")
    assert again.send(client).status_code == 303
    assert "Agde" in changed_lines(instance, waiting(instance))[1]


def test_a_form_that_was_sent_at_once_is_asked_for_again(
    app: Flask, client: FlaskClient, dataset: DatasetName
) -> None:
    """Robots are quick: the form comes back with its token, which is old enough a moment later."""
    app.config["FORM_LEAST_AGE"] = timedelta(minutes=1)
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde")
    again = is_refused(form.send(client), "That was very quick.")
    app.config["FORM_LEAST_AGE"] = timedelta(0)
    assert again.values["token"] == form.values["token"]
    assert again.send(client).status_code == 303


@pytest.mark.parametrize("token", ["", "nonsense", "Gvla-9UGPT1GGjNu7UCIKvVF2Lk"])
def test_a_broken_token_loses_nothing(
    token: str, client: FlaskClient, dataset: DatasetName
) -> None:
    """Without a token of ours the form comes back filled in, with a good one."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", token=token)
    again = is_refused(form.send(client), "This form could not be recognised.")
    assert again.values["cell-commune"] == "Agde"
    assert again.send(client).status_code == 303


def test_a_token_serves_for_its_own_row_alone(client: FlaskClient, dataset: DatasetName) -> None:
    """The token of another row's form is as good as none."""
    other = Form.at(client, "/hub/places/rows/places/p2/suggest").values["token"]
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", token=other)
    is_refused(form.send(client), "This form could not be recognised.")


def test_what_robots_fill_in_is_refused(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The field that nobody sees comes back empty; everything else is kept."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", topic="casino")
    again = is_refused(form.send(client), "as robots do")
    assert (again.values["topic"], again.values["cell-commune"]) == ("", "Agde")
    assert not waiting_contributions(instance, OPERATOR)


def test_nobody_is_made_to_send_in_anothers_name(
    app: Flask, client: FlaskClient, logged_in: LogIn, dataset: DatasetName
) -> None:
    """A form that a stranger opened is shown again to who is logged in when it is sent."""
    form = Form.at(app.test_client(), f"{ROW}/suggest").fill(commune="Agde")
    logged_in(client, "mo")
    again = is_refused(form.send(client), "You logged in or out meanwhile.")
    assert again.send(client).status_code == 303


def test_sending_needs_neither_session_nor_cookie(
    app: Flask, client: FlaskClient, dataset: DatasetName
) -> None:
    """Forms of visitors set no cookie, and are taken without one while sessions are protected."""
    app.config["WTF_CSRF_ENABLED"] = True
    page = client.get(f"{ROW}/suggest")
    answer = Form(parsed(page)).fill(commune="Agde").send(app.test_client())
    assert (page.headers.get("Set-Cookie"), answer.headers.get("Set-Cookie")) == (None, None)
    assert answer.status_code == 303
