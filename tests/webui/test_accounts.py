"""Logging in, coming back where one wanted to go, and what belongs to an account."""

from datetime import UTC, datetime

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.people.joining import login_address
from datapatch.workflow.people.visiting import list_tokens, visitor
from tests.builders import PASSWORD, Staff, add_staff
from tests.webui.conftest import LogIn

WRONG = {"login": "mo", "password": "not the password"}
RIGHT = {"login": "mo", "password": PASSWORD}


@pytest.fixture
def staff(instance: Instance) -> Staff:
    """People with a password: here they log in by it."""
    return add_staff(instance, password=PASSWORD)


def test_a_moderator_logs_in_and_goes_on(client: FlaskClient, staff: Staff) -> None:
    """Logging in leads back to the page that asked for it."""
    asked = client.get("/queue")
    assert asked.status_code == 302
    page = client.get(asked.location)
    form = BeautifulSoup(page.text, "html.parser").find("input", {"name": "next"})
    answer = client.post("/login", data={**RIGHT, "next": str(form["value"])})
    assert answer.location == "/queue"
    assert client.get("/queue").status_code == 200


def test_a_remembered_device_stays_logged_in_for_thirty_days(
    client: FlaskClient, staff: Staff
) -> None:
    """The cookie outlives the session, and scripts cannot read it."""
    answer = client.post("/login", data={**RIGHT, "remember": "1"})
    (cookie,) = [c for c in answer.headers.getlist("Set-Cookie") if c.startswith("remember_token")]
    assert "HttpOnly" in cookie
    client.delete_cookie("session")
    assert client.get("/queue").status_code == 200


def test_a_wrong_password_says_so_and_keeps_the_name(client: FlaskClient, staff: Staff) -> None:
    """The status is 401, the sentence kind, and the name need not be typed again."""
    answer = client.post("/login", data=WRONG)
    assert answer.status_code == 401
    assert "do not go together" in answer.text
    assert 'value="mo"' in answer.text


def test_guessing_is_slowed_down(client: FlaskClient, staff: Staff) -> None:
    """After ten wrong passwords even the right one waits."""
    for _ in range(10):
        client.post("/login", data=WRONG)
    answer = client.post("/login", data=RIGHT)
    assert answer.status_code == 429
    assert int(answer.headers["Retry-After"]) > 0


@pytest.mark.parametrize(
    "target", ["https://evil.example", "//evil.example", "/\\evil.example", "javascript:alert(1)"]
)
def test_log_in_leads_to_this_site_alone(client: FlaskClient, staff: Staff, target: str) -> None:
    """An address elsewhere is not followed."""
    assert client.post("/login", data={**RIGHT, "next": target}).location == "/"


def test_opening_a_login_link_uses_nothing_up(
    client: FlaskClient, instance: Instance, staff: Staff
) -> None:
    """Mail scanners open links: the button logs in, once."""
    address = login_address(instance, "ada", now=datetime.now(UTC))
    path = address.removeprefix(instance.config.base_url)
    for _ in range(3):
        assert "Welcome, Ada" in client.get(path).text
    assert client.post(path).status_code == 302
    assert client.get("/account").status_code == 200
    assert client.post(path).status_code == 410
    assert client.get(path).status_code == 410


def test_logging_out_needs_a_post(client: FlaskClient, logged_in: LogIn) -> None:
    """A link on another site cannot log anybody out."""
    logged_in(client, "mo")
    assert client.get("/logout").status_code != 200
    assert client.get("/account").status_code == 200
    client.post("/logout")
    assert client.get("/account").status_code == 302


def test_a_token_is_shown_once_and_can_be_ended(
    client: FlaskClient, instance: Instance, staff: Staff, logged_in: LogIn
) -> None:
    """The page that makes it prints it; the list never does."""
    logged_in(client, "mo")
    page = BeautifulSoup(
        client.post("/account/tokens", data={"label": "laptop"}).text, "html.parser"
    )
    token = str(page.find(id="new-token")["value"])
    now = datetime.now(UTC)
    assert visitor(instance, "mo", token, now=now) is not None
    assert token not in client.get("/account").text
    (kept,) = list_tokens(instance, staff.moderator.person_id)
    client.post(f"/account/tokens/{kept.id}/end")
    assert visitor(instance, "mo", token, now=now) is None


def test_a_new_password_ends_other_sessions(
    client: FlaskClient, instance: Instance, staff: Staff, logged_in: LogIn
) -> None:
    """The device that changed it stays logged in; the others do not."""
    other = client.application.test_client()
    logged_in(other, "mo")
    logged_in(client, "mo")
    answer = client.post("/account/password", data={"password": "several new words"})
    assert answer.status_code == 302
    assert client.get("/account").status_code == 200
    assert other.get("/account").status_code == 302


def test_a_short_password_is_refused_beside_its_field(
    client: FlaskClient, logged_in: LogIn
) -> None:
    """Nothing changes, and the page says what is asked for."""
    logged_in(client, "mo")
    answer = client.post("/account/password", data={"password": "short"})
    assert answer.status_code == 400
    assert "too short" in answer.text


def test_forms_carry_their_token(app_with_csrf: FlaskClient, dataset: DatasetName) -> None:
    """A log-in that another site posts is refused with a sentence."""
    answer = app_with_csrf.post("/login", data=RIGHT)
    assert answer.status_code == 400
    assert "too old or incomplete" in answer.text


@pytest.fixture
def app_with_csrf(client: FlaskClient) -> FlaskClient:
    """The client of an application that asks for the token of its forms."""
    client.application.config["WTF_CSRF_ENABLED"] = True
    return client


def test_a_chosen_language_is_remembered(client: FlaskClient, dataset: DatasetName) -> None:
    """The link sets it once; later pages need no parameter."""
    assert '<html lang="en">' in client.get("/").text
    client.get("/?lang=fr")
    assert '<html lang="fr">' in client.get("/").text
