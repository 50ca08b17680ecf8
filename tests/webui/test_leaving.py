"""Deleting one's own account: on its page, and by the API."""

from datetime import UTC, datetime

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from datapatch.accounts.memberships import give_role
from datapatch.accounts.people import find_person
from datapatch.db.models import Role, Workspace
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.joining import new_token
from tests.builders import PASSWORD, Staff, add_staff
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.conftest import LogIn, Read

LEAVE = "/account/leave"


@pytest.fixture
def staff(instance: Instance, dataset: DatasetName) -> Staff:
    """People with a password."""
    return add_staff(instance, password=PASSWORD)


def is_known(instance: Instance, login: str) -> bool:
    """Whether somebody has this login."""
    with instance.database.reading() as session:
        return find_person(session, login) is not None


def own(instance: Instance, *logins: str) -> None:
    """Let these people own the workspace."""
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace).where(Workspace.slug == "hub")).one()
        for login in logins:
            person = find_person(session, login)
            assert person is not None
            give_role(session, person, hub, Role.OWNER)


def test_it_ends_with_the_password(
    client: FlaskClient, instance: Instance, read: Read, logged_in: LogIn
) -> None:
    """A wrong one, or no choice about the name, deletes nothing; then every device is out."""
    other = client.application.test_client()
    for browser in (client, other):
        logged_in(browser, "mo")
    assert read("/account").select_one(f"a[href='{LEAVE}']")
    form = Form.at(client, LEAVE).fill(confirmed="not the password", name="keep")
    form = is_refused(form.send(client), "This is not your password.")
    form.values.poplist("name")
    form = is_refused(form.fill(confirmed=PASSWORD).send(client), "Choose one of these.")
    assert is_known(instance, "mo")
    answer = form.fill(confirmed=PASSWORD, name="withdraw").send(client)
    assert answer.status_code == 303
    assert "Your account is deleted." in client.get(answer.location).text
    assert not is_known(instance, "mo")
    for browser in (client, other):
        assert browser.get("/account").status_code == 302


def test_the_last_owner_is_told_to_whom_to_hand_over(
    client: FlaskClient, instance: Instance, logged_in: LogIn
) -> None:
    """The page lists who works there too; nothing happens before one of them is chosen."""
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace).where(Workspace.slug == "hub")).one()
        ada = find_person(session, "ada")
        assert ada is not None
        give_role(session, ada, hub, Role.EDITOR)
    own(instance, "mo")
    logged_in(client, "mo")
    form = Form.at(client, LEAVE)
    assert "Who takes over Hub?" in words(client.get(LEAVE))
    options = [option["value"] for option in form.control("heir-hub").select("option")]
    assert options == ["", "ada"]
    form.fill(confirmed=PASSWORD, name="keep")
    refused = form.send(client)
    assert refused.status_code == 409
    assert "Nobody else answers for Hub" in words(refused)
    assert is_known(instance, "mo")
    form = Form(parsed(refused)).fill(**{"heir-hub": "ada", "confirmed": PASSWORD})
    assert form.send(client).status_code == 303


def test_the_only_administrator_finds_no_button(
    client: FlaskClient, logged_in: LogIn, read: Read
) -> None:
    """The page says who names another one."""
    logged_in(client, "ada")
    page = read(LEAVE)
    assert "the only administrator" in page.get_text()
    assert page.select_one("main form") is None


def test_the_api_tells_and_deletes(client: FlaskClient, instance: Instance, staff: Staff) -> None:
    """With a token, the login for confirmation, and a word about the name."""
    token = new_token(instance, "mo", "script", now=datetime.now(UTC))
    headers = {"Authorization": f"Bearer {token}"}
    held = client.get("/api/v1/account/held", headers=headers)
    assert held.get_json()["account"]["email"] == "mo@example.org"
    assert held.headers["Cache-Control"] == "no-store"
    for body in ({}, {"login": "ada", "keep_name": True}, {"login": "mo"}):
        assert client.delete("/api/v1/account", headers=headers, json=body).status_code == 400
    assert client.delete("/api/v1/account", json={}).status_code == 401
    body = {"login": "mo", "keep_name": False}
    assert client.delete("/api/v1/account", headers=headers, json=body).status_code == 204
    assert not is_known(instance, "mo")
    assert client.get("/api/v1/account/held", headers=headers).status_code == 401
