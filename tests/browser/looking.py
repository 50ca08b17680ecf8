"""What is wrong with a page as it stands: for assistive technology, for a narrow window."""

from functools import cache
from pathlib import Path
from typing import Literal

import pytest
from playwright.sync_api import Page

from tests.conftest import ROOT

AXE = ROOT / "node_modules" / "axe-core" / "axe.min.js"
TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
RUN = """
async (tags) => {
  const found = await axe.run(document, { runOnly: tags, resultTypes: ["violations"] });
  return found.violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id} (${help}): ${node.target.join(" ")} ${node.failureSummary}`));
}
"""
SIDEWAYS = """
() => {
  const page = document.scrollingElement;
  if (page.scrollWidth <= page.clientWidth) return [];
  const wide = [...document.body.querySelectorAll("*")].filter((element) =>
    element.getBoundingClientRect().right > page.clientWidth + 1);
  const names = wide.slice(0, 8).map((element) => `${element.tagName}.${element.className}`);
  return [`${page.scrollWidth} px wide: ${names.join(", ")}`];
}
"""
SCHEMES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
LONGEST = 2600
"""Pixels of a page that a picture shows at most."""


@cache
def _axe() -> str:
    if not AXE.exists():
        pytest.skip("missing: axe-core, which judges the pages. Install it: make build")
    return AXE.read_text()


def faults(page: Page) -> list[str]:
    """What WCAG 2.2 AA objects to on the page as it stands, and whether it scrolls sideways."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(_axe())
    found: list[str] = page.evaluate(RUN, TAGS)
    return [*found, *page.evaluate(SIDEWAYS)]


def look(page: Page, name: str, folder: Path) -> list[str]:
    """`faults` in light and dark, with a picture of each in ``folder``."""
    found = []
    size = page.viewport_size
    assert size is not None
    width = size["width"]
    # A tall window holds the page, so that what sticks to its end is pictured there.
    height = min(LONGEST, page.evaluate("() => document.scrollingElement.scrollHeight"))
    page.set_viewport_size({"width": width, "height": height})
    for scheme in SCHEMES:
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")
        found += [f"{name}, {width} px, {scheme}: {fault}" for fault in faults(page)]
        page.screenshot(path=folder / f"{name}-{width}-{scheme}.png")
    return found
