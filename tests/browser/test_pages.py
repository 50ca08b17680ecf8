"""Every page, for everybody: wide and narrow, light and dark, in French and in English."""

from pathlib import Path

import pytest

from tests.browser.looking import look
from tests.browser.screens import SCREENS, Screen
from tests.browser.showcase import Showcase
from tests.browser.visiting import NARROW, WIDE, Visitor, screens_folder
from tests.conftest import ROOT

SIZES = ((WIDE, "en"), (NARROW, "fr"))
"""Widths in pixels; the longer language where there is less room."""


@pytest.fixture(scope="session")
def pictures() -> Path:
    """Where the pictures of this run lie."""
    return screens_folder(ROOT)


@pytest.mark.browser
@pytest.mark.parametrize("screen", SCREENS, ids=str)
def test_pages_are_for_everybody(
    screen: Screen, visitor: Visitor, showcase: Showcase, pictures: Path
) -> None:
    """No page hides anything from a screen reader, fades, scrolls sideways or errs."""
    found, page = [], visitor.visit(who=screen.who)
    for width, language in SIZES:
        visitor.prefer(page, language)
        page.set_viewport_size({"width": width, "height": 800})
        screen.arrive(page, showcase)
        found += look(page, screen.name, pictures)

    assert found == []
