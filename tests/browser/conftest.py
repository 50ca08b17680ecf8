"""The sample on a running site, a site on its first day, and a browser."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, sync_playwright
from sqlalchemy import delete

from datapatch.db.models import SenderTrace
from tests.browser.showcase import Showcase, show_everything
from tests.browser.sites import Site, empty_site, sample_site
from tests.browser.visiting import Visitor, launch


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The machine's Chromium."""
    with sync_playwright() as playwright:
        started = launch(playwright.chromium)
        yield started
        started.close()


@pytest.fixture(scope="session")
def site(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The sample, served for the whole run."""
    with sample_site(tmp_path_factory.mktemp("sample")) as running:
        yield running


@pytest.fixture(scope="session")
def first_day(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site without data."""
    with empty_site(tmp_path_factory.mktemp("empty")) as running:
        yield running


@pytest.fixture(scope="session")
def showcase(site: Site) -> Showcase:
    """A contribution in every state."""
    return show_everything(site.instance)


@pytest.fixture(scope="session")
def remembered() -> dict[str, Any]:
    """What browsers remember of people who logged in."""
    return {}


@pytest.fixture
def visitor(browser: Browser, site: Site, remembered: dict[str, Any]) -> Iterator[Visitor]:
    """Opens pages of the sample; when the test ends, nothing may have been wrong with any.

    Nobody remembers what came from this machine before: the tests together would be a flood.
    """
    with site.instance.database.transaction() as session:
        session.execute(delete(SenderTrace))
    visitor = Visitor(browser, site, remembered)
    yield visitor
    visitor.leave()


@pytest.fixture
def newcomer(browser: Browser, first_day: Site) -> Iterator[Visitor]:
    """Opens pages of the site without data."""
    visitor = Visitor(browser, first_day, {})
    yield visitor
    visitor.leave()
