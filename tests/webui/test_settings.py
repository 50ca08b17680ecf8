"""The settings of a dataset: owners choose, in words; nobody else."""

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import NAMES, Preferences, choose, read_preferences
from tests.builders import OPERATOR
from tests.webui.browsing import Form, is_refused, parsed
from tests.webui.conftest import LogIn

PAGE = "/hub/places/settings"


def chosen(instance: Instance, name: DatasetName) -> Preferences:
    """What is kept."""
    return read_preferences(instance, OPERATOR, name)


def test_an_owner_chooses(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """Every kind of setting is kept as it was chosen; the others stay usual."""
    logged_in(client, "ada")
    form = Form.at(client, PAGE).fill(paused="yes", agreement="2", light_fields=["nom", "commune"])
    form.fill(locked_fields="id", territory_field="commune", territory_values="Sète\nAgde\n")
    assert form.fill(ask_hourly="25").send(client).status_code == 303
    assert chosen(instance, dataset) == Preferences(
        paused=True,
        agreement=2,
        light_fields=("nom", "commune"),
        locked_fields=("id",),
        territory_field="commune",
        territory_values=("Sète", "Agde"),
        ask_hourly=25,
    )
    again = Form.at(client, PAGE)
    assert again.values.getlist("light_fields") == ["nom", "commune"]
    assert again.values["territory_values"].split() == ["Sète", "Agde"]


def test_an_untouched_page_keeps_what_is_chosen(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """Saving without a change changes nothing, and every setting stands on the page."""
    choose(instance, OPERATOR, dataset, {"honeypot": False, "max_waiting": 7})
    logged_in(client, "ada")
    form = Form.at(client, PAGE)
    names = {str(tag["name"]) for tag in form.tag.select("[name]")} - {"csrf_token"}
    assert names == set(NAMES)
    form.send(client)
    assert chosen(instance, dataset) == Preferences(honeypot=False, max_waiting=7)


@pytest.mark.parametrize(
    ("name", "typed"), [("agreement", "0"), ("max_waiting", "many"), ("trace_days", "31")]
)
def test_a_number_that_cannot_be(
    name: str, typed: str, client: FlaskClient, dataset: DatasetName, logged_in: LogIn
) -> None:
    """It is told beside its input, with the numbers that can be; all else is still there."""
    logged_in(client, "ada")
    form = Form.at(client, PAGE).fill(**{name: typed, "paused": "yes"})
    again = is_refused(form.send(client), "Write a whole number from")
    assert again.values[name] == typed
    assert again.values["paused"] == "yes"
    assert again.control(name)["aria-invalid"] == "true"


def test_nobody_else_chooses(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """A visitor logs in first, a moderator may not, and only an owner is shown the way."""
    assert "/login" in client.get(PAGE).location
    logged_in(client, "mo")
    assert client.get(PAGE).status_code == 403
    assert client.post(PAGE, data={"paused": "yes"}).status_code == 403
    assert not chosen(instance, dataset).paused
    about = "/hub/places/about"
    assert not parsed(client.get(about)).select(f'a[href="{PAGE}"]')
    logged_in(client, "ada")
    assert parsed(client.get(about)).select(f'a[href="{PAGE}"]')
