"""The first day of a site: from a file to a link that anybody can open."""

from pathlib import Path

import pytest

from tests.browser.looking import look
from tests.browser.visiting import NARROW, WIDE, Visitor, leaving, screens_folder
from tests.browser.walking import read
from tests.conftest import ROOT

pytestmark = pytest.mark.browser

TABLE = "id;nom;commune;telephone\n1;La Fabrique;Sète;04 65 71 00 01\n2;Le Dock;Agde;\n"


@pytest.mark.parametrize("who", ["", "ada"], ids=["visitor", "administrator"])
def test_an_empty_site_says_what_to_do(newcomer: Visitor, who: str) -> None:
    """Whoever comes first finds the five steps, on a page that is for everybody."""
    found, page = [], newcomer.visit(who=who)
    for width, language in ((WIDE, "en"), (NARROW, "fr")):
        newcomer.prefer(page, language)
        page.set_viewport_size({"width": width, "height": 800})
        page.goto("/")
        assert page.locator(".checklist > li").count() == 5
        found += look(page, f"welcome-{who or 'visitor'}", screens_folder(ROOT))

    assert found == []


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_five_steps_lead_from_a_file_to_a_link(
    newcomer: Visitor, scripts: bool, tmp_path: Path
) -> None:
    """Bring it, look at it, name it, publish it, share it: nothing else is asked."""
    name = f"lieux-{scripts}".lower()
    file = tmp_path / f"{name}.csv"
    file.write_text(TABLE, encoding="cp1252")
    page = newcomer.visit("/new", who="ada", language="en", scripts=scripts)
    page.get_by_label("Choose a CSV file").set_input_files(file)
    with leaving(page):
        page.get_by_role("button", name="Go on").click()
    assert "Le Dock" in read(page)
    page.get_by_label("Who publishes it, in its address").fill("hub")
    with leaving(page):
        page.get_by_role("button", name="Publish").click()

    link = page.get_by_label("Share this link").input_value()
    stranger = newcomer.visit(link, language="en", scripts=scripts)
    assert "La Fabrique" in read(stranger)
    with leaving(stranger):
        stranger.get_by_role("link", name="Suggest a change to Le Dock, Agde").click()
    assert stranger.get_by_label("telephone").is_visible()
