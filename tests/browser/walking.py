"""The steps of a walk as people take them: by the words that they read."""

import re
import time
from dataclasses import dataclass
from email.message import EmailMessage

from playwright.sync_api import Page

from datapatch.translation import translator
from tests.browser.sites import DATASET
from tests.browser.visiting import SOON, Visitor, leaving
from tests.builders import PASSWORD


@dataclass(frozen=True)
class Walk:
    """Somebody's language, and whether their browser runs scripts."""

    visitor: Visitor
    language: str
    scripts: bool = True
    dataset: str = DATASET

    def say(self, words: str, **data: str) -> str:
        """What the walker's pages call something."""
        said = translator(self.language)(words)
        return plain(said % data if data else said)

    def subject(self, words: str, label: str) -> str:
        """The subject of a mail about this row."""
        return plain(translator(self.language)(words).format(label=label))

    def browse(self, path: str, who: str = "", width: int = 1280) -> Page:
        """A page in a browser of its own."""
        return self.visitor.visit(
            path, who=who, width=width, language=self.language, scripts=self.scripts
        )

    def press(self, page: Page, words: str) -> None:
        """Press the button with these words, or follow the link, to the page that it leads to."""
        said = self.say(words)
        button = page.get_by_role("button", name=said, exact=True)
        link = page.get_by_role("link", name=said, exact=True)
        with leaving(page):
            button.or_(link).first.click()

    def report_as_gone(self, page: Page) -> None:
        """From a row's page to the form that says it is gone."""
        page.locator(".menu > summary", has_text=self.say("Report")).click()
        self.press(page, "Report as gone")

    def find(self, words: str) -> Page:
        """The dataset's table with the rows that hold ``words``, as a visitor finds them."""
        page = self.browse(f"{self.dataset}/")
        page.locator(".filter-bar input[name=q]").fill(words)
        self.press(page, "Show")
        return page

    def suggest(self, page: Page, row: str, *, email: str = "", **cells: str) -> str:
        """Correct a row of the table in front; the address of the receipt."""
        name = self.say("Suggest a change to %(name)s", name=row)
        with leaving(page):
            page.get_by_role("link", name=name, exact=True).first.click()
        return self.send(page, "Send", email=email, **cells)

    def send(self, page: Page, button: str, *, email: str = "", **cells: str) -> str:
        """Fill in the form in front and send it; the address of the receipt."""
        opened = time.monotonic()
        for name, text in cells.items():
            page.locator(f"[name='cell-{name}']").fill(text)
        if email:
            page.get_by_label(self.say("Your e-mail")).fill(email)
        page.wait_for_timeout(max(0.0, SOON - (time.monotonic() - opened)) * 1000)
        self.look_over(page)
        self.press(page, button)
        page.wait_for_url("**/receipts/*")
        return page.url

    def look_over(self, page: Page) -> None:
        """Where the changes are not told while they are typed, they are told before they go."""
        if page.get_by_role("button", name=self.say("Look it over"), exact=True).count():
            self.press(page, "Look it over")

    def log_in(self, page: Page, login: str) -> None:
        """Log in by password on the page in front."""
        page.get_by_label(self.say("Name or e-mail address")).fill(login)
        page.get_by_label(self.say("Password")).fill(PASSWORD)
        with leaving(page):
            page.locator("main form").get_by_role("button", name=self.say("Log in")).click()

    def accept(self, page: Page) -> None:
        """Accept the contribution in front, all of it when it has several parts."""
        every = page.get_by_role("button", name=self.say("Accept all"), exact=True)
        self.press(page, "Accept all" if every.count() else "Accept")

    def is_told(self, page: Page, sentence: str) -> None:
        """Wait until the page in front says so."""
        page.locator("body", has_text=sentence).wait_for()

    def refuse(self, page: Page, reason: str, words: str) -> None:
        """Open the panel of the refusal, say why, and refuse."""
        page.locator(".refuse-menu > summary").click()
        page.get_by_label(self.say(reason)).check()
        page.get_by_label(self.say("A word to the contributor")).fill(words)
        with leaving(page):
            page.locator(".refuse-menu button").click()


def unfold(page: Page) -> None:
    """Show the fields that stand folded."""
    for folded in page.locator("main details.more").all():
        folded.evaluate("details => { details.open = true; }")


def read(page: Page) -> str:
    """What the page says, in one line."""
    return plain(page.locator("main").inner_text())


def plain(text: str) -> str:
    """A text with simple spaces: French sets others before some marks."""
    return " ".join(text.split())


def link_of(mail: EmailMessage) -> str:
    """The one address above the signature of a mail; its HTML part leads there as well."""
    plain, html = mail.get_body(["plain"]), mail.get_body(["html"])
    assert plain is not None
    assert html is not None
    words, _, _why = plain.get_content().partition("\n-- ")
    found = set(re.findall(r"http://\S+", words)) & set(
        re.findall(r'href="(http[^"]+)"', html.get_content())
    )
    assert len(found) == 1, words
    return str(found.pop())
