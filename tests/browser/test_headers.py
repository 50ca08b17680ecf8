"""What every answer forbids, what cookies are protected by, and that nothing leaves the host."""

from urllib.parse import urlsplit

import pytest

from tests.browser.screens import ROW
from tests.browser.showcase import Showcase
from tests.browser.sites import DATASET, LIEUX, MODERATOR, Site
from tests.browser.visiting import Visitor

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("showcase")]

ANSWERS = (
    "/",
    "/static/bundle/main.css",
    "/static/bundle/main.js",
    f"{DATASET}/lieux.csv",
    f"{DATASET}/datapackage.json",
    f"/api/v1/datasets/{LIEUX}",
    f"/{LIEUX}.git/info/refs?service=git-upload-pack",
    f"/{LIEUX}.git/info/refs?service=git-receive-pack",
    "/queue",
    "/no/such/page",
    "/api/v1/nothing",
    "/health",
)


@pytest.mark.parametrize("path", ANSWERS)
def test_every_answer_carries_the_policy(path: str, visitor: Visitor) -> None:
    """Pages, files, JSON, git, redirects and errors allow nothing inline and nothing from afar."""
    answer = visitor.visit().context.request.get(path, max_redirects=0)

    policy = answer.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "script-src 'self';" in policy
    assert "frame-ancestors 'none'" in policy
    assert "unsafe" not in policy
    assert "http" not in policy
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "same-origin"


def test_inline_scripts_do_not_run(visitor: Visitor) -> None:
    """The browser refuses a script that somebody smuggled into a page."""
    page = visitor.visit(f"{DATASET}/")
    page.evaluate(
        "() => { document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"a=1\">'); }"
    )
    page.evaluate(
        "() => { const s = document.createElement('script'); s.text = 'var b = 1';"
        " document.body.append(s); }"
    )

    assert page.evaluate("() => [typeof a, typeof b]") == ["undefined", "undefined"]
    assert any("Content Security Policy" in complaint for complaint in visitor.complaints)
    visitor.complaints.clear()


def test_cookies_are_for_the_server_alone(visitor: Visitor) -> None:
    """No script reads them, and other sites' forms do not send them along."""
    page = visitor.visit("/queue", who=MODERATOR)
    cookies = {cookie["name"]: cookie for cookie in page.context.cookies()}

    for name in ("session", "remember_token"):
        assert cookies[name]["httpOnly"], name
        assert cookies[name]["sameSite"] == "Lax", name
    assert page.evaluate("() => document.cookie").count("session") == 0


def test_a_visitor_gets_no_cookie(visitor: Visitor) -> None:
    """Reading, and filling in a form, leave nothing in the browser."""
    page = visitor.visit(f"{DATASET}/")
    for path in (ROW, f"{ROW}/suggest", f"{DATASET}/changes"):
        page.goto(path)

    assert page.context.cookies() == []


def test_no_page_asks_another_host(visitor: Visitor, site: Site) -> None:
    """Styles, scripts, icons and fonts come from here."""
    page = visitor.visit()
    hosts: set[str] = set()
    page.on("request", lambda request: hosts.add(urlsplit(request.url).netloc))
    for path in ("/", f"{DATASET}/", ROW, f"{DATASET}/changes", f"{ROW}/suggest"):
        page.goto(path)

    assert hosts == {urlsplit(site.address).netloc}


def test_secret_pages_stay_secret(visitor: Visitor, showcase: Showcase) -> None:
    """A receipt is kept by no shared cache, found by no search engine, told to no other site."""
    page = visitor.visit()
    answer = page.goto(f"/receipts/{showcase.receipts['waiting']}")

    assert answer is not None
    assert "private" in answer.headers["cache-control"]
    assert answer.headers["referrer-policy"] in ("same-origin", "no-referrer")
    assert page.locator("meta[name=robots]").get_attribute("content") == "noindex"
