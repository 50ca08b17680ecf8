"""A form that looks like a robot's: the browser proves that it is worth a small sum."""

import pytest

from datapatch.db.models import Contribution, State
from tests.browser.finding import place
from tests.browser.sites import Site
from tests.browser.visiting import SOON, Visitor, screens_folder
from tests.browser.walking import Walk, read

pytestmark = pytest.mark.browser
SPAM = "See https://shop.example/ and https://other{number}.example/"


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_a_suspicious_form_walks_on(
    visitor: Visitor, site: Site, scripts: bool, pytestconfig: pytest.Config
) -> None:
    """With scripts it is proved while somebody reads; without, it waits apart: no word is lost."""
    walk, number = Walk(visitor, "en", scripts), 41 if scripts else 42
    message = SPAM.format(number=number)
    page = walk.browse(f"{place(site, number).path}/suggest", width=360)
    page.locator("[name='cell-telephone']").fill("04 65 71 99 43")
    page.get_by_label("A word to the moderator").fill(message)
    page.wait_for_timeout(SOON * 1000)
    walk.look_over(page)
    walk.press(page, "Send")
    assert page.locator("[data-proof]").count()
    assert "does a small sum first" in read(page)
    picture = (
        screens_folder(pytestconfig.rootpath) / f"proof-{'scripts' if scripts else 'plain'}.png"
    )
    page.screenshot(path=picture, full_page=True)
    walk.press(page, "Send")  # the browser finishes its sum first
    assert "/receipts/" in page.url
    with site.instance.database.reading() as session:
        row = session.query(Contribution).order_by(Contribution.created_at.desc()).first()
    assert row is not None
    assert (row.message, row.state) == (message, State.OPEN if scripts else State.QUARANTINED)
    assert [flag["flag"] for flag in row.flags] == ["links"] + ["unproven"] * (not scripts)
