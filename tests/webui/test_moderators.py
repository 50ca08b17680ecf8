"""For which rows each moderator cares: owners choose on a page, and nobody else sees it."""

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.team import TeamMember, read_team
from tests.builders import OPERATOR, PLACES, Staff
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest

TEAM = "/hub/places/settings/moderators"


@pytest.fixture
def page(staff: Staff, dataset: DatasetName) -> str:
    """The page of Mo."""
    return f"{TEAM}/{staff.moderator.person_id}"


def mo(instance: Instance) -> TeamMember:
    """What is kept of Mo."""
    return read_team(instance, OPERATOR, PLACES).moderators[0]


def test_an_owner_gives_a_moderator_some_rows(
    client: FlaskClient, instance: Instance, page: str, logged_in: LogIn, read: Read
) -> None:
    """The field first, then its values with their rows; the moderator meets these rows alone."""
    suggest(instance, "p1", {"telephone": "+33465710011"})
    suggest(instance, "p2", {"telephone": "+33465710012"})
    logged_in(client, "ada")
    assert "every row" in read(TEAM).select_one(".team").text
    looked = Form.at(client, page).fill(field="commune", look="1").send(client)
    assert mo(instance).field == ""
    form = Form(parsed(looked))
    assert "Sète (1)" in form.control("values").text
    assert form.fill(values=["Sète"], deputy="yes").send(client).status_code == 303
    kept = mo(instance)
    assert (kept.field, kept.values, kept.is_deputy) == ("commune", ("Sète",), True)
    said = " ".join(read(TEAM).select_one(".team").text.split())
    assert "Mo deputy commune: Sète (1 row)" in said
    logged_in(client, "mo")
    assert len(read("/queue").find_all(class_="queue-item")) == 1


def test_every_row_again(
    client: FlaskClient, instance: Instance, page: str, logged_in: LogIn
) -> None:
    """Without a field the condition goes, and what was ticked for it."""
    logged_in(client, "ada")
    limited = Form.at(client, page).fill(field="commune", shown="commune", values=["Sète"])
    limited.send(client)
    again = Form.at(client, page)
    assert again.values.getlist("values") == ["Sète"]
    again.fill(field="").send(client)
    assert (mo(instance).field, mo(instance).values) == ("", ())


def test_a_field_without_values_is_asked_again(
    client: FlaskClient, instance: Instance, page: str, logged_in: LogIn
) -> None:
    """Beside the boxes of the chosen field; what was ticked for another one is no value."""
    logged_in(client, "ada")
    Form.at(client, page).fill(field="commune", shown="commune", values=["Sète"]).send(client)
    answer = Form.at(client, page).fill(field="nom").send(client)
    again = is_refused(answer, "Say which values these rows hold")
    assert "Cyber-base" in again.control("values").text
    assert again.values.getlist("values") == []
    assert mo(instance).field == "commune"


def test_many_values_are_typed_on_lines(
    client: FlaskClient,
    instance: Instance,
    page: str,
    logged_in: LogIn,
    read: Read,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """And what no row holds is told in the list, since it may be a slip."""
    monkeypatch.setattr("webui.presenters.moderators.TICKED", 1)
    logged_in(client, "ada")
    looked = Form.at(client, page).fill(field="commune", look="1").send(client)
    form = Form(parsed(looked))
    assert "Montpellier" in form.block("lines")
    form.fill(lines="sete\nAgde\n\n").send(client)
    assert mo(instance).values == ("sete", "Agde")
    assert "(1 row)" in words(client.get(TEAM))
    Form.at(client, page).fill(lines="Agde").send(client)
    assert "No row of this dataset holds that." in words(client.get(TEAM))


@pytest.mark.parametrize(("login", "status"), [("mo", 403), ("", 302)])
def test_nobody_else_sees_or_changes_it(
    client: FlaskClient,
    instance: Instance,
    page: str,
    logged_in: LogIn,
    login: str,
    status: int,
) -> None:
    """A moderator is no owner; a stranger logs in first."""
    if login:
        logged_in(client, login)
    answers = [client.get(TEAM), client.get(page), client.post(page, data={"field": "nom"})]
    assert [answer.status_code for answer in answers] == [status] * 3
    assert mo(instance).field == ""


def test_only_moderators_have_a_page(
    client: FlaskClient, staff: Staff, dataset: DatasetName, logged_in: LogIn
) -> None:
    """An administrator, or somebody of another workspace, has none."""
    logged_in(client, "ada")
    assert client.get(f"{TEAM}/{staff.administrator.person_id}").status_code == 404
    assert client.get(f"{TEAM}/999").status_code == 404


def test_the_settings_lead_there(
    client: FlaskClient, dataset: DatasetName, logged_in: LogIn, read: Read
) -> None:
    """Above the form of the settings."""
    logged_in(client, "ada")
    assert read("/hub/places/settings").select_one(f"main a[href='{TEAM}']").text == "Moderators"
