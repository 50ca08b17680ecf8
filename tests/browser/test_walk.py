"""The whole walk in a browser: from a wrong number to the thanks, with and without scripts."""

from collections.abc import Iterator
from itertools import count

import pytest

from tests.browser.finding import Place, place
from tests.browser.sites import DATASET, ENGLISH_MODERATOR, MODERATOR, Site
from tests.browser.visiting import NARROW, SOON, Visitor, leaving
from tests.browser.walking import Walk, link_of, read

BOTH = pytest.mark.parametrize(
    ("language", "scripts"),
    [("fr", True), ("fr", False), ("en", True), ("en", False)],
    ids=lambda value: value if isinstance(value, str) else ("scripts" if value else "no scripts"),
)
TEAM = {"fr": MODERATOR, "en": ENGLISH_MODERATOR}
MAIL = {"fr": "lea@example.org", "en": "mo@example.org"}
pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("showcase")]


@pytest.fixture
def walk(visitor: Visitor, language: str, scripts: bool) -> Walk:
    """A walk in one language, with scripts or without."""
    return Walk(visitor, language, scripts)


@pytest.fixture
def spot(site: Site, taken: Iterator[int]) -> Place:
    """A place that no other test touches."""
    return place(site, next(taken))


@pytest.fixture(scope="session")
def taken() -> Iterator[int]:
    """The numbers of places, one after the other."""
    return count()


@BOTH
def test_a_correction_walks_to_its_thanks(walk: Walk, spot: Place, site: Site) -> None:
    """One form for the contributor, two clicks for the moderator, thanks and a published row."""
    page = walk.find(spot.name)
    sender = f"{spot.key}@example.org"
    receipt = walk.suggest(page, spot.label, email=sender, telephone="04 65 71 99 42")
    assert walk.say("Thank you. Your suggestion is waiting.") in read(page)
    kept = site.wait_for_mail(sender, walk.subject("We have your suggestion: {label}", spot.label))
    assert link_of(kept) == receipt

    mail = site.wait_for_mail(MAIL[walk.language], spot.name)
    desk = walk.browse(link_of(mail), TEAM[walk.language])  # the first click, in the mail
    assert "99 42" in read(desk)
    walk.accept(desk)  # the second
    walk.is_told(desk, walk.say("Published: %(title)s.", title=spot.label))

    thanks = site.wait_for_mail(sender, walk.subject("Published: {label}", spot.label))
    page.goto(link_of(thanks))
    assert page.url.startswith(f"{site.address}{DATASET}/changes/")
    assert "99 42" in read(page)
    page.goto(receipt)
    assert walk.say("Thank you. Your suggestion is published.") in read(page)
    page.goto(spot.path)
    assert "04 65 71 99 42" in read(page)


@BOTH
def test_a_report_of_a_row_as_gone_is_refused_with_a_reason(
    walk: Walk, spot: Place, site: Site
) -> None:
    """The moderator says why; the contributor reads it in the mail and on the receipt."""
    page = walk.browse(spot.path)
    walk.report_as_gone(page)
    page.get_by_label(walk.say("It closed for good")).check()
    sender = f"{spot.key}@example.org"
    receipt = walk.send(page, "Report as gone", email=sender)

    desk = walk.browse(link_of(site.wait_for_mail(MAIL[walk.language], spot.name)))
    walk.log_in(desk, TEAM[walk.language])  # and is led back
    walk.refuse(desk, "We could not verify it", "Ils nous ont répondu ce matin !")
    walk.is_told(desk, walk.say("Refused: %(title)s.", title=spot.label))

    told = site.wait_for_mail(sender, walk.subject("Not published: {label}", spot.label))
    mail = told.get_body(["plain"])
    assert mail is not None
    assert "Ils nous ont répondu ce matin !" in mail.get_content()
    page.goto(receipt)
    assert "Ils nous ont répondu ce matin !" in read(page)
    page.goto(spot.path)
    assert page.locator("h1").inner_text() == spot.label


NEW_PLACES = {
    ("fr", True): "La Passerelle",
    ("fr", False): "Atelier des Dunes",
    ("en", True): "Quai Vingt",
    ("en", False): "Bureau d'en face",
}
"""Names that nobody takes for one another: an addition that may repeat a place asks first."""


@BOTH
def test_an_addition_becomes_a_row(walk: Walk, site: Site) -> None:
    """Some cells and a box suffice for a new place, on a phone; a moderator publishes it."""
    name = NEW_PLACES[walk.language, walk.scripts]
    page = walk.browse(f"{DATASET}/", width=NARROW)
    walk.press(page, "Suggest an addition")
    page.get_by_label("Accéder à une connexion internet").check()
    cells = {"nom": name, "commune": "Sète", "code_postal": "34200", "adresse": "1 rue du Port"}
    walk.send(page, "Send", **cells)

    desk = walk.browse("/queue", TEAM[walk.language], width=NARROW)
    with leaving(desk):
        desk.get_by_role("link", name=f"{name}, Sète").click()
    walk.accept(desk)
    walk.is_told(desk, walk.say("Published: %(title)s.", title=f"{name}, Sète"))

    assert walk.find(name).get_by_role("link", name=name, exact=True).count()


@BOTH
def test_what_was_typed_stays(walk: Walk, spot: Place) -> None:
    """A form that cannot be taken comes back with every word, and leads to what is wrong."""
    page = walk.browse(f"{spot.path}/suggest", width=NARROW)
    page.locator("[name=cell-courriel]").fill("nobody")
    page.locator("[name=cell-horaires]").fill("Mo-Fr 10:00-12:00")
    page.get_by_label(walk.say("A word to the moderator")).fill("Bonjour,\nà bientôt")
    page.wait_for_timeout(SOON * 1000)
    walk.press(page, "Send" if walk.scripts else "Look it over")

    page.locator("#errors a").first.click()
    assert page.locator("[name=cell-courriel]").input_value() == "nobody"
    assert page.locator("[name=cell-horaires]").input_value() == "Mo-Fr 10:00-12:00"
    assert page.locator("[name=message]").input_value() == "Bonjour,\nà bientôt"
    assert page.locator("[name=cell-courriel]").get_attribute("aria-invalid") == "true"
    page.locator("[name=cell-courriel]").fill("accueil@example.org")
    walk.look_over(page)
    walk.press(page, "Send")
    assert walk.say("Thank you. Your suggestion is waiting.") in read(page)


@BOTH
def test_a_second_decision_says_who_decided(walk: Walk, spot: Place) -> None:
    """Whoever comes late reads who decided, and nothing is written again."""
    walk.suggest(walk.find(spot.name), spot.label, telephone="04 65 71 99 43")
    desks = [walk.browse("/queue", who) for who in (MODERATOR, ENGLISH_MODERATOR)]
    for desk in desks:
        with leaving(desk):
            desk.get_by_role("link", name=spot.label, exact=True).click()
    for desk in desks:
        walk.accept(desk)

    assert "Léa Morvan" in read(desks[1])
    assert not desks[1].locator(".verdict-bar").count()
