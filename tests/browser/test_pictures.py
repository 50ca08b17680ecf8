"""The pictures of the README: ``make pictures`` copies them to docs/images."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page

from tests.browser.screens import ROW
from tests.browser.showcase import Showcase
from tests.browser.sites import DATASET, MODERATOR
from tests.browser.visiting import Visitor, screens_folder
from tests.conftest import ROOT

pytestmark = pytest.mark.browser


def suggest(page: Page, _showcase: Showcase) -> None:
    """A form in the middle of being filled in."""
    page.goto(f"{ROW}/suggest")
    page.locator("[name=cell-telephone]").fill("04 65 71 20 18")
    page.locator("[name=cell-horaires]").fill("Tu-Sa 14:00-19:00")
    page.locator(".change-summary strong").wait_for()
    page.evaluate("() => document.querySelector('[name=cell-commune]').scrollIntoView()")


def review(page: Page, showcase: Showcase) -> None:
    """A contribution before its moderator."""
    page.goto(f"/contributions/{showcase.reviews['correction of several cells']}")


PICTURES: dict[str, Callable[[Page, Showcase], object]] = {
    "dataset": lambda page, _showcase: page.goto(f"{DATASET}/"),
    "suggest": suggest,
    "review": review,
    "changes": lambda page, _showcase: page.goto(f"{DATASET}/changes"),
}


@pytest.mark.parametrize("name", PICTURES)
def test_the_readme_has_its_picture(name: str, visitor: Visitor, showcase: Showcase) -> None:
    """Each is a window of the sample as a reader of English sees it."""
    who = MODERATOR if name == "review" else ""
    page = visitor.visit(who=who, language="en")
    PICTURES[name](page, showcase)
    page.screenshot(path=screens_folder(ROOT) / f"{name}-readme.png")

    assert page.locator("h1").is_visible()
