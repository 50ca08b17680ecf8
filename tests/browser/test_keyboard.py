"""Everything by keyboard: Tab reaches it, one sees where one is, Enter and arrows do the rest."""

import pytest
from playwright.sync_api import Page

from tests.browser.finding import place
from tests.browser.screens import SCREENS, Screen
from tests.browser.showcase import Showcase
from tests.browser.sites import DATASET, MODERATOR, Site
from tests.browser.visiting import SOON, Visitor, leaving
from tests.browser.walking import read

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("showcase")]

VISITED = (
    "dataset", "row", "changes", "changes-map", "suggest", "gone", "receipt", "login", "queue",
    "review", "import-guess",
)  # fmt: skip
MARK = """
() => {
  const stops = "a[href], button, input, select, textarea, summary, [tabindex]";
  const wanted = [...document.querySelectorAll(stops)].filter((element) =>
    element.tabIndex >= 0 && !element.disabled && element.type !== "hidden" &&
    element.checkVisibility({ visibilityProperty: true }));
  // One radio of each group takes the focus; arrows reach the others.
  const first = new Map();
  for (const element of wanted.filter((element) => element.type === "radio")) {
    const known = first.get(element.name);
    if (!known || (element.checked && !known.checked)) first.set(element.name, element);
  }
  const kept = wanted.filter((element) =>
    element.type !== "radio" || first.get(element.name) === element);
  kept.forEach((element, number) => { element.dataset.stop = number; });
  return kept.length;
}
"""
HERE = """
() => {
  const element = document.activeElement;
  const style = getComputedStyle(element);
  const box = element.getBoundingClientRect();
  const [left, right] = [Math.max(box.left, 0), Math.min(box.right, innerWidth)];
  const [top, bottom] = [Math.max(box.top, 0), Math.min(box.bottom, innerHeight)];
  const points = [[0.5, 0.5], [0.1, 0.2], [0.9, 0.8]].map(([x, y]) =>
    document.elementFromPoint(left + x * (right - left), top + y * (bottom - top)));
  return {
    over: element === document.body,
    stop: element.dataset.stop ?? element.outerHTML.slice(0, 80),
    what: element.outerHTML.slice(0, 200),
    outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    seen: points.some((there) => there && (element.contains(there) || there.contains(element))),
  };
}
"""
SAID = """
() => {
  const element = document.activeElement;
  return element.closest("main") ? (element.labels?.[0] ?? element).innerText.trim() : "";
}
"""
"""The label of what holds the focus, when it is in the content; else its text."""
MOST_TABS = 150


def press(page: Page, *keys: str) -> None:
    """Press keys one after the other."""
    for key in keys:
        page.keyboard.press(key)


def follow(page: Page) -> None:
    """Press Enter on a link or a button, and wait for the page that it leads to."""
    with leaving(page):
        press(page, "Enter")


def tab_to(page: Page, words: str) -> None:
    """Press Tab until what holds the focus is called this."""
    for _ in range(MOST_TABS):
        press(page, "Tab")
        if page.evaluate(SAID) == words:
            return
    pytest.fail(f"Tab does not reach “{words}”")


@pytest.mark.parametrize("screen", [s for s in SCREENS if s.name in VISITED], ids=str)
def test_tab_reaches_everything_and_shows_where_it_is(
    screen: Screen, visitor: Visitor, showcase: Showcase
) -> None:
    """Every control takes the focus in turn, in view and with an outline; none keeps it."""
    page = visitor.visit(who=screen.who, language="en")
    screen.arrive(page, showcase)
    expected = page.evaluate(MARK)
    page.locator(".skip").focus()

    met = [stop for stop in walk_through(page, 4 * expected) if stop.isdigit()]

    assert met == [str(number) for number in range(expected)]


def walk_through(page: Page, most: int) -> list[str]:
    """Every stop from the one that holds the focus on, until Tab leaves the page."""
    met: list[str] = []
    for _ in range(most):
        here = page.evaluate(HERE)
        if here["over"] or here["stop"] in met[:-1]:
            break
        if here["stop"] not in met:  # an input for a day has a stop for each of its parts
            assert here["outlined"], here["what"]
            assert here["seen"], here["what"]
            met.append(here["stop"])
        press(page, "Tab")
    return met


def test_the_skip_link_leads_past_the_header(visitor: Visitor) -> None:
    """It shows with the first Tab; after it the next stop lies in the content."""
    page = visitor.visit(f"{DATASET}/", language="en")
    press(page, "Tab")
    box = page.locator(".skip").bounding_box()
    assert box is not None
    assert box["y"] >= 0
    press(page, "Enter", "Tab")

    assert page.evaluate("() => document.activeElement.closest('main') !== null")


def test_menus_open_and_close(visitor: Visitor) -> None:
    """Enter opens a menu, Tab goes into it, Escape closes it and gives the focus back."""
    page = visitor.visit("/queue", who=MODERATOR, language="en")
    menu = page.locator(".account-menu")
    menu.locator("summary").focus()
    press(page, "Enter", "Tab")
    assert menu.get_by_role("link", name="My account").evaluate("e => e === document.activeElement")

    press(page, "Escape")
    assert menu.get_attribute("open") is None
    assert menu.locator("summary").evaluate("e => e === document.activeElement")


@pytest.mark.parametrize("view", ["calendar", "matrix"])
def test_squares_are_one_stop_and_arrows_move_among_them(view: str, visitor: Visitor) -> None:
    """A year of squares, or a table of them, is one stop; Enter opens the square."""
    page = visitor.visit(f"{DATASET}/changes?view=map", language="en")
    squares = page.locator(f".{view} a.heat")
    assert squares.count() > 5
    stops = [square for square in squares.all() if square.get_attribute("tabindex") == "0"]
    assert len(stops) == 1

    stops[0].focus()
    press(page, "Home")
    assert squares.first.evaluate("e => e === document.activeElement")
    press(page, "ArrowRight", "Enter")
    page.wait_for_url(lambda address: "view=map" not in address)


def test_without_scripts_every_square_is_a_stop(visitor: Visitor, site: Site) -> None:
    """Without scripts no arrow is needed: each square is a link like any other."""
    page = visitor.visit(f"{DATASET}/changes", language="en", scripts=False)

    assert page.locator(".calendar a.heat").count() > 5
    assert not page.locator("a.heat[tabindex]").count()


def test_a_change_is_suggested_and_accepted_by_keyboard(visitor: Visitor, site: Site) -> None:
    """From the search to the publication without a mouse."""
    spot = place(site, -1)
    page = visitor.visit(f"{DATASET}/", language="en")
    tab_to(page, "Search")
    page.keyboard.type(spot.name)
    follow(page)
    tab_to(page, f"Suggest a change to {spot.label}")
    follow(page)
    tab_to(page, "Téléphone")
    press(page, "Control+A")
    page.keyboard.type("04 65 71 99 44")
    page.wait_for_timeout(SOON * 1000)
    tab_to(page, "Send")
    follow(page)
    assert "Thank you. Your suggestion is waiting." in read(page)

    desk = visitor.visit("/queue", who=MODERATOR, language="en")
    tab_to(desk, spot.label)
    follow(desk)
    tab_to(desk, "Accept")
    follow(desk)
    assert f"Published: {spot.label}." in read(desk)
