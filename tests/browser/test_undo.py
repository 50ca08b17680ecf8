"""A verdict is taken back within its seconds, with a script and without one."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import pytest
from playwright.sync_api import Browser, Page

from datapatch.accounts.policy import ANONYMOUS
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.datasets import published
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, propose_update
from datapatch.workflow.rows.addressing import locate
from tests.browser.finding import Place, place
from tests.browser.sites import LIEUX, MODERATOR, Site, sample_site
from tests.browser.visiting import Visitor
from tests.browser.walking import Walk, plain, read
from tests.serving.conftest import eventually

SOON = timedelta(seconds=1)
SECONDS = 45
"""For so long a verdict can be taken back here: a busy machine needs some of them for a page."""

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def patient(browser: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """A site on which nothing is carried out before its seconds are over."""
    home = tmp_path_factory.mktemp("patient")
    with sample_site(home, undo_seconds=SECONDS) as running:
        yield running


@dataclass(frozen=True)
class Desk:
    """A moderator before the first of two contributions that came one after the other."""

    page: Page
    walk: Walk
    first: Receipt
    title: str
    second: Receipt

    def follows(self, receipt: Receipt) -> None:
        """Wait until this contribution is the one in front."""
        self.page.wait_for_url(f"**/contributions/{receipt.id}")

    def state(self, receipt: Receipt) -> str:
        """Where a contribution stands."""
        return str(read_receipt(self.walk.visitor.site.instance, receipt.secret).state)


@pytest.fixture(params=[True, False], ids=["scripts", "no scripts"])
def desk(browser: Browser, patient: Site, request: pytest.FixtureRequest) -> Iterator[Desk]:
    """Léa reads French; two numbers were corrected a moment ago."""
    visitor = Visitor(browser, patient, {})
    walk = Walk(visitor, "fr", scripts=request.param)
    first, second = (place(patient, number) for number in ((10, 11) if request.param else (20, 21)))
    now = datetime.now(UTC)
    receipts = [_corrected(patient, first, now), _corrected(patient, second, now + SOON)]
    page = walk.browse(f"/contributions/{receipts[0].id}", MODERATOR)
    yield Desk(page, walk, receipts[0], first.label, receipts[1])
    visitor.leave()


def _corrected(site: Site, spot: Place, now: datetime) -> Receipt:
    """What a visitor sent at this moment about a telephone number."""
    with published(site.instance, LIEUX) as snapshot:
        row = locate(snapshot, "lieux", spot.key)
        patch = propose_update(snapshot, "lieux", row, {"telephone": "+33465718899"})
        proposal = Proposal(snapshot.commit, patch, spot.label)
    return open_contribution(site.instance, ANONYMOUS, LIEUX, proposal, Contributor(), now=now)


def test_a_verdict_is_taken_back_and_given_again(desk: Desk, patient: Site) -> None:
    """The next contribution opens by itself; Undo leads back; what is accepted is published."""
    page, walk = desk.page, desk.walk
    walk.accept(page)
    desk.follows(desk.second)
    notice = page.locator(".undo-notice")
    walk.is_told(page, walk.say("Accepted: %(title)s.", title=desk.title))
    words = plain(notice.inner_text())
    found = re.search(r"Vous pouvez revenir en arrière pendant (\d+) secondes", words)
    assert found, words
    assert int(found.group(1)) <= SECONDS

    notice.get_by_role("button", name=walk.say("Undo"), exact=True).click()
    desk.follows(desk.first)
    walk.is_told(page, walk.say("Taken back: %(title)s. It waits again.", title=desk.title))
    assert desk.state(desk.first) == "open"
    assert page.locator(".undo-notice").count() == 0

    walk.accept(page)
    desk.follows(desk.second)
    assert eventually(lambda: desk.state(desk.first) == "published")
    page.goto(f"/contributions/{desk.first.id}")
    assert walk.say("See it published") in read(page)
    assert page.locator(".undo-notice").count() == 0
