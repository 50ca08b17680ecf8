"""Coordinates as they are typed: a pasted pair is put where it belongs, and read back in words."""

import pytest
from playwright.sync_api import expect

from tests.browser.finding import place
from tests.browser.sites import Site
from tests.browser.visiting import Visitor

pytestmark = pytest.mark.browser


def test_a_pasted_pair_is_read_back(visitor: Visitor, site: Site) -> None:
    """Before anything is sent: both fields are filled, and the words say how far it moved."""
    page = visitor.visit(f"{place(site, 40).path}/suggest", language="fr")
    page.locator("details.more#rest").evaluate("details => { details.open = true; }")
    latitude, longitude = (page.locator(f"[name=cell-{n}]") for n in ("latitude", "longitude"))
    said = page.locator("[data-place]")
    expect(said).to_contain_text("° nord")
    expect(said).not_to_contain_text("déplacé")
    north = float(latitude.input_value()) + 0.001
    pasted = f"{north:.5f}".replace(".", ",") + f" {longitude.input_value()}".replace(".", ",")
    latitude.fill(pasted)
    latitude.blur()
    expect(latitude).to_have_value(f"{north:.5f}")
    expect(said).to_contain_text("déplacé de 110\u00a0m vers le nord")
    expect(page.locator(".change-summary")).to_contain_text("atitude")
