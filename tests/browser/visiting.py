"""One browser, and visits in it that nothing may go wrong with."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserType,
    ConsoleMessage,
    Page,
    Response,
)

from datapatch.workflow.people.joining import login_address
from tests.browser.sites import Site

NAMES = ("chromium", "chromium-browser", "google-chrome")
QUIET = (
    "--disable-gpu",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-quic",
)
WIDE, NARROW = 1280, 360
PATIENCE = 90_000
"""Milliseconds that a page may take: the machine may be at work on something else."""
SOON = 2.1
"""Seconds that a person takes at least to fill in a form: faster ones are asked again."""


def launch(chromium: BrowserType) -> Browser:
    """The machine's Chromium; the test is skipped where there is none."""
    found = next(filter(None, map(shutil.which, NAMES)), None)
    if found is None:
        pytest.skip("missing: Chromium, which drives the pages. Debian: apt-get install chromium")
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    return chromium.launch(executable_path=found, args=[*QUIET, *root])


@contextmanager
def leaving(page: Page) -> Iterator[None]:
    """What is pressed inside leads to another page, which is there afterwards."""
    with page.expect_navigation(timeout=PATIENCE):
        yield


@dataclass
class Visitor:
    """Opens pages for people: each in a browser profile of their own, logged in or not."""

    browser: Browser
    site: Site
    states: dict[str, Any]
    """What a browser remembers of each login, kept for the whole run."""
    complaints: list[str] = field(default_factory=list)

    def visit(
        self,
        path: str = "",
        *,
        who: str = "",
        width: int = WIDE,
        language: str = "fr",
        scripts: bool = True,
        **options: Any,
    ) -> Page:
        """A new page of somebody's browser, led to ``path`` when there is one."""
        context = self.browser.new_context(
            base_url=self.site.address,
            storage_state=self._state(who) if who else None,
            viewport={"width": width, "height": 800},
            locale={"fr": "fr-FR", "en": "en-GB"}[language],
            java_script_enabled=scripts,
            **options,
        )
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        self._watch(page)
        if who:
            self.prefer(page, language)  # an account has a language of its own
        if path:
            page.goto(path)
        return page

    def prefer(self, page: Page, language: str) -> None:
        """Choose the language of the pages to come."""
        page.context.add_cookies(
            [{"name": "language", "value": language, "url": self.site.address}]
        )

    def _state(self, who: str) -> Any:
        if who not in self.states:
            context = self.browser.new_context()
            page = context.new_page()
            page.set_default_timeout(PATIENCE)
            page.goto(login_address(self.site.instance, who, now=datetime.now(UTC)))
            with leaving(page):
                page.locator("main form button").click()
            self.states[who] = context.storage_state()
            context.close()
        return self.states[who]

    def _watch(self, page: Page) -> None:
        """Note errors, refused policies and requests that leave the host."""
        failed: set[str] = set()

        def answered(response: Response) -> None:
            if response.status >= 400 and response.request.is_navigation_request():
                failed.add(response.url)

        def said(message: ConsoleMessage) -> None:
            # Chromium says so of pages that are meant to answer 400 or 404.
            expected = message.location["url"] in failed and "Failed to load" in message.text
            if message.type in ("error", "warning") and not expected:
                self.complaints.append(f"{page.url}: {message.text}")

        def asked(url: str) -> None:
            if not url.startswith((f"{self.site.address}/", "data:", "about:")):
                self.complaints.append(f"{page.url} asks for {url}")

        page.on("response", answered)
        page.on("console", said)
        page.on("pageerror", lambda error: self.complaints.append(f"{page.url}: {error}"))
        page.on("request", lambda request: asked(request.url))

    def leave(self) -> None:
        """Close every page; nothing may have been wrong with any."""
        for context in self.browser.contexts:
            context.close()
        assert not self.complaints, "\n".join(self.complaints)


def screens_folder(root: Path) -> Path:
    """Where the pictures of a run lie."""
    folder = root / "build" / "screens"
    folder.mkdir(parents=True, exist_ok=True)
    return folder
