"""The page that ``datapatch diff --format html`` writes, in a real browser."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser

from datapatch.presenting.diff_html import HtmlDiff
from datapatch.tables.diff import diff
from datapatch.tables.table import Table
from tests.browser.looking import look

pytestmark = pytest.mark.browser
OLD = "id,name,height\n1,oak,20\n2,elm,18\n3,fir,\n" + "9," + "wide " * 60 + ",1\n"
NEW = "id,name,height,note\n1,oak,21,\n3,<b>fir</b>,,\n4,yew,,old\n9," + "wide " * 61 + ",1,\n"


def test_it_is_accessible_and_stays_within_the_window(browser: Browser, tmp_path: Path) -> None:
    """WCAG 2.2 AA, light and dark, narrow and wide; nothing is loaded from anywhere."""
    old, new = Table.parse(OLD.encode()), Table.parse(NEW.encode())
    pieces = HtmlDiff(("old.csv", "new.csv")).page(new, diff(old, new, ["id"]))
    (tmp_path / "changes.html").write_text("".join(pieces))
    for width in (360, 1280):
        context = browser.new_context(viewport={"width": width, "height": 800})
        page = context.new_page()
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        page.goto((tmp_path / "changes.html").as_uri())
        assert look(page, "diff", tmp_path) == []
        assert asked == [(tmp_path / "changes.html").as_uri()]
        context.close()
