"""A running application over a real instance, a small dataset in it, and people who log in."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from datapatch.accounts.people import find_person
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.builders import PLACES, Staff, add_staff, import_places, make_instance
from webui import create_app

LogIn = Callable[[FlaskClient, str], None]
"""Logs the person of that login in, without the form."""

Read = Callable[[str], BeautifulSoup]
"""The page at an address, which must answer 200."""


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The folder of one instance."""
    return tmp_path / "home"


@pytest.fixture
def instance(home: Path) -> Iterator[Instance]:
    """An empty instance."""
    made = make_instance(home)
    yield made
    made.database.close()


@pytest.fixture
def app(instance: Instance) -> Flask:
    """The application of ``instance``; its forms can be posted without their token."""
    app = create_app(instance.config)
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    app.extensions["datapatch"].database.close()
    app.extensions["datapatch"] = instance
    return app


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that reads English."""
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


@pytest.fixture
def dataset(instance: Instance) -> DatasetName:
    """Three places that anybody may read."""
    import_places(instance)
    return PLACES


@pytest.fixture
def staff(instance: Instance) -> Staff:
    """An administrator (``ada``) and a moderator of the workspace ``hub`` (``mo``)."""
    return add_staff(instance)


@pytest.fixture
def logged_in(instance: Instance, staff: Staff) -> LogIn:
    """Logs a client in: ``logged_in(client, "mo")``."""

    def log_in(client: FlaskClient, login: str) -> None:
        with instance.database.reading() as session:
            person = find_person(session, login)
        assert person is not None
        with client.session_transaction() as browser:
            browser["_user_id"] = f"{person.id}.{person.session_version}"
            browser["_fresh"] = True

    return log_in


@pytest.fixture
def read(client: FlaskClient) -> Read:
    """``read("/hub/places/")``: the page as a tree."""

    def read_page(address: str) -> BeautifulSoup:
        answer = client.get(address)
        assert answer.status_code == 200, answer.text
        return BeautifulSoup(answer.text, "html.parser")

    return read_page


@pytest.fixture
def in_no_time(app: Flask) -> None:
    """Tests fill in forms faster than people."""
    app.config["FORM_LEAST_AGE"] = timedelta(0)
