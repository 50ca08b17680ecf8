"""Unsent forms and sent receipts, as a browser keeps them."""

import pytest
from playwright.sync_api import Page

from tests.browser.finding import place
from tests.browser.sites import Site
from tests.browser.visiting import SOON, Visitor, leaving
from tests.browser.walking import Walk, read

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("showcase")]


def anew(page: Page, path: str) -> Page:
    """The same browser after its tab was closed."""
    context, address = page.context, page.url.split("/", 3)[:3]
    page.close()
    opened = context.new_page()
    opened.goto("/".join(address) + path)
    return opened


def until_kept(page: Page, text: str) -> None:
    """Wait until the browser holds what was typed, some moments after the last key."""
    page.wait_for_function("text => Object.values(localStorage).join().includes(text)", arg=text)


def test_a_form_survives_a_closed_tab(visitor: Visitor, site: Site) -> None:
    """What was typed comes back and says so; once it is sent, the form is as published again."""
    spot = place(site, -2)
    walk = Walk(visitor, "en")
    page = walk.browse(f"{spot.path}/suggest")
    phone = page.locator("[name=cell-telephone]")
    published = phone.input_value()
    phone.fill("04 65 71 99 45")
    until_kept(page, "04 65 71 99 45")

    page = anew(page, f"{spot.path}/suggest")
    assert page.locator("[name=cell-telephone]").input_value() == "04 65 71 99 45"
    assert "What you wrote here last time is restored." in read(page)
    page.wait_for_timeout(SOON * 1000)
    walk.press(page, "Send")
    receipt = page.url

    page = anew(page, f"{spot.path}/suggest")
    assert page.locator("[name=cell-telephone]").input_value() == published
    assert "restored" not in read(page)

    page = anew(page, "/my-contributions")
    with leaving(page):
        page.get_by_role("link", name=spot.label, exact=True).click()
    assert page.url == receipt


def test_a_restored_form_starts_afresh(visitor: Visitor, site: Site) -> None:
    """One button brings the published values back, for good."""
    spot = place(site, -3)
    page = Walk(visitor, "en").browse(f"{spot.path}/suggest")
    published = page.locator("[name=cell-telephone]").input_value()
    page.locator("[name=cell-telephone]").fill("04 65 71 99 46")
    until_kept(page, "04 65 71 99 46")
    page = anew(page, f"{spot.path}/suggest")
    page.get_by_role("button", name="Start afresh").click()
    assert page.locator("[name=cell-telephone]").input_value() == published
    page.wait_for_timeout(1000)  # time enough to keep it again, which must not happen
    page = anew(page, f"{spot.path}/suggest")
    assert page.locator("[name=cell-telephone]").input_value() == published
