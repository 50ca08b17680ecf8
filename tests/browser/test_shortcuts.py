"""Keys for moderators: they press what stands on the page, and can be switched off."""

import pytest

from tests.browser.showcase import Showcase
from tests.browser.sites import MODERATOR
from tests.browser.visiting import Visitor, leaving

pytestmark = pytest.mark.browser


def test_keys_walk_the_list_and_open_what_they_stand_on(
    visitor: Visitor, showcase: Showcase
) -> None:
    """J goes down, k up, x ticks, Enter opens; r opens the refusal with the focus inside."""
    page = visitor.visit("/queue", who=MODERATOR, language="en")
    items = page.locator(".queue-item")
    for key in "jjkx":
        page.keyboard.press(key)
    assert items.nth(0).locator("input").is_checked()
    wanted = items.nth(0).locator("a").get_attribute("href")
    with leaving(page):
        page.keyboard.press("Enter")
    assert wanted is not None
    assert page.url.endswith(wanted)
    page.keyboard.press("r")
    assert page.evaluate("document.activeElement.name") == "reason"


def test_keys_type_where_somebody_types(visitor: Visitor, showcase: Showcase) -> None:
    """An "a" in a word to the contributor accepts nothing."""
    path = f"/contributions/{showcase.reviews['addition']}"
    page = visitor.visit(path, who=MODERATOR, language="en")
    page.locator(".ask-menu summary").click()
    page.get_by_label("What do you want to know?").press_sequentially("a jar?")
    assert page.get_by_label("What do you want to know?").input_value() == "a jar?"
    assert page.url.endswith(path)


def test_keys_are_explained_and_can_be_switched_off(visitor: Visitor, showcase: Showcase) -> None:
    """? opens the words; without the tick there, no letter does anything (WCAG 2.1.4)."""
    page = visitor.visit("/queue", who=MODERATOR, language="en")
    page.keyboard.press("?")
    help_window = page.get_by_role("dialog", name="Keys")
    assert help_window.is_visible()
    help_window.get_by_label("Keys are on").uncheck()
    help_window.get_by_role("button", name="Close").click()
    page.keyboard.press("j")
    assert page.locator(".queue-item.is-current").count() == 0
