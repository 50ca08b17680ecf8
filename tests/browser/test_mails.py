"""Every kind of mail as a mail program shows it: readable by everybody, and kept as pictures."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from tests.browser.looking import look
from tests.browser.visiting import NARROW, PATIENCE, screens_folder
from tests.builders import make_instance
from tests.conftest import ROOT
from tests.outbound.correspondence import every_mail
from tests.outbound.posts import html_of, text_of

pytestmark = pytest.mark.browser

KINDS = (
    *("receipt", "asked", "published", "refused", "expired", "already", "confirmation"),
    *("arrived", "answered", "digest", "late", "reminder", "invitation"),
)
WINDOW = 720
"""Pixels of the part of a mail program that shows a mail."""


@pytest.mark.parametrize("language", ["fr", "en"])
def test_mails_are_for_everybody(browser: Browser, tmp_path: Path, language: str) -> None:
    """WCAG 2.2 AA, wide and narrow, in light and dark; nothing is loaded from anywhere."""
    mails = every_mail(make_instance(tmp_path, language=language), language)
    assert sorted(mails) == sorted(KINDS)
    found, asked = list[str](), list[str]()
    for width in (WINDOW, NARROW):
        page = browser.new_page(viewport={"width": width, "height": 800})
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        for kind, mail in mails.items():
            page.set_content(html_of(mail))
            found += look(page, f"mail-{kind}-{language}", screens_folder(ROOT))
        page.close()
    for kind, mail in mails.items():
        text = f"{mail['Subject']}\n\n{text_of(mail)}"
        (screens_folder(ROOT) / f"mail-{kind}-{language}.txt").write_text(text)
    assert found == asked == []
