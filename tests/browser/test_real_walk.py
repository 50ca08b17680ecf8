"""The walk on real datasets with their past: what git holds afterwards, line by line."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.histories import GBFS, PORTALS, SILL, Clone, Real
from tests.browser.sites import ADMINISTRATOR, Site
from tests.browser.visiting import Visitor, leaving
from tests.browser.walking import Walk, unfold
from tests.serving.conftest import datapatch

pytestmark = pytest.mark.browser


@pytest.mark.parametrize("real", [SILL, GBFS, PORTALS], ids=lambda real: real.name)
def test_each_commit_touches_its_line_and_no_other_byte(
    real: Real, site: Site, visitor: Visitor, real_data: Path, tmp_path: Path
) -> None:
    """A correction, an addition and a removal by browser are one line each in `git show`."""
    address = adopt(real, site, real_data)
    clone = Clone(tmp_path / "clone", real)
    clone.git("clone", "--quiet", f"{address}.git", str(clone.folder), cwd=tmp_path)
    first = clone.data()
    walk = Walk(visitor, "en", dataset=f"/real/{real.name}")

    publish(walk, correct(walk, real))
    publish(walk, add(walk, real))
    publish(walk, remove(walk, real))
    clone.git("pull", "--quiet")

    corrected, added, removed = clone.changes()
    assert [change.counts for change in (corrected, added, removed)] == [(1, 1), (1, 0), (0, 1)]
    assert real.before in corrected.lines[0]
    assert real.after in corrected.lines[1]
    assert added.lines[0].rstrip().endswith(real.addition)
    assert removed.lines[0].startswith(f"-{real.removal}")
    old, new = (line[1:].encode() for line in corrected.lines)
    without = first.replace(removed.lines[0][1:].encode() + b"\n", b"")
    assert clone.data() == without.replace(old, new) + added.lines[0][1:].encode() + b"\n"


def adopt(real: Real, site: Site, folder: Path) -> str:
    """Import the history beside the sample, as an operator does; its address."""
    bundle = str(folder / "histories" / f"{real.bundle}.bundle")
    where = ("--workspace", "real", "--name", real.name)
    home, url = site.instance.config.home, {"DATAPATCH_URL": site.address}
    done = datapatch("import", bundle, *where, home=home, **url)
    assert done.returncode == 0, done.stderr
    return f"{site.address}/real/{real.name}"


def find(walk: Walk, real: Real, words: str) -> Page:
    """The page of the row that is called this."""
    page = walk.browse(f"{walk.dataset}/?resource={real.resource}&q={words}")
    with leaving(page):
        page.get_by_role("link", name=words, exact=True).first.click()
    return page


def correct(walk: Walk, real: Real) -> str:
    """Suggest a correction; its number for the moderator."""
    page = find(walk, real, real.wrong)
    walk.press(page, "Suggest a change")
    return fill(walk, page, "Send", real.cells)


def add(walk: Walk, real: Real) -> str:
    """Suggest a new row."""
    page = walk.browse(f"{walk.dataset}/?resource={real.resource}")
    walk.press(page, "Suggest an addition")
    return fill(walk, page, "Send", real.added)


def remove(walk: Walk, real: Real) -> str:
    """Report a row as gone."""
    page = find(walk, real, real.gone)
    walk.report_as_gone(page)
    page.get_by_label("It closed for good").check()
    return fill(walk, page, "Report as gone", {})


def fill(walk: Walk, page: Page, button: str, cells: Mapping[str, str]) -> str:
    """Send the form in front; what the contribution is called."""
    unfold(page)
    walk.send(page, button, **cells)
    return page.locator("main .intro, .page-header p").first.inner_text()


def publish(walk: Walk, label: str) -> None:
    """Accept what waits under this name."""
    desk = walk.browse("/queue?dataset=" + walk.dataset.strip("/"), ADMINISTRATOR)
    with leaving(desk):
        desk.locator(".queue a", has_text=label).click()
    walk.accept(desk)
    desk.get_by_text(walk.say("Published: %(title)s.", title=label)).wait_for()
