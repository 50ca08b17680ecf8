"""Every screen of the application, and how to get there."""

import csv
import io
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from playwright.sync_api import FilePayload, Page, Route

from tests.browser.showcase import Showcase
from tests.browser.sites import ADMINISTRATOR, ATELIERS, DATASET, HUB, MODERATOR
from tests.browser.visiting import SOON, leaving
from tests.browser.walking import unfold

Arrive = Callable[[Page, Showcase], object]
ROW = f"{DATASET}/rows/lieux/lieu-0042"


@dataclass(frozen=True)
class Screen:
    """A page by name, who looks at it, and the way to it."""

    name: str
    arrive: Arrive
    who: str = ""

    def __str__(self) -> str:
        return self.name


def at(path: str) -> Arrive:
    """Straight to an address."""
    return lambda page, _showcase: page.goto(path)


def receipt(state: str, below: str = "") -> Arrive:
    """Through the secret link."""
    return lambda page, showcase: page.goto(f"/receipts/{showcase.receipts[state]}{below}")


def review(about: str, query: str = "") -> Arrive:
    """To the contribution that shows this."""
    return lambda page, showcase: page.goto(f"/contributions/{showcase.reviews[about]}{query}")


def bulk(state: str) -> Arrive:
    """To a verdict on many; the page, which loads itself again, stands still to be looked at."""

    def arrive(page: Page, showcase: Showcase) -> None:
        path = f"/queue/many/{showcase.bulks[state]}"

        def still(route: Route) -> None:
            answer = route.fetch()
            headers = {n: v for n, v in answer.headers.items() if n.lower() != "refresh"}
            route.fulfill(response=answer, headers=headers)

        page.route(f"**{path}", still)
        page.goto(path)
        page.unroute(f"**{path}")

    return arrive


def kept_filter(page: Page, _showcase: Showcase) -> None:
    """A filter that is kept under a name, in front of what it holds."""
    page.goto("/queue?kind=correction")
    keep = page.locator("details.more", has=page.locator("input[name=name]"))
    if keep.count():
        keep.evaluate("details => { details.open = true; }")
        keep.locator("input[name=name]").fill("Corrections")
        keep.locator("button").click()
        page.locator(".kept-filters [aria-current]").wait_for()


def many(page: Page, _showcase: Showcase) -> None:
    """From what is ticked in the queue to what accepting all of it would do."""
    page.goto(f"/queue?dataset={DATASET.strip('/')}")
    for box in page.locator(".queue-item input[type=checkbox]").all()[:5]:
        box.check()
    page.locator("details.many").evaluate("details => { details.open = true; }")
    with leaving(page):
        page.locator("#many button[value=accept]").click()


def followed(path: str, link: str) -> Arrive:
    """From an address on by the first link that fits."""

    def arrive(page: Page, _showcase: Showcase) -> None:
        page.goto(path)
        with leaving(page):
            page.locator(f"main {link}").first.click()

    return arrive


def sent(path: str, **typed: str) -> Arrive:
    """A form that is filled in and sent, no faster than a person could."""

    def arrive(page: Page, _showcase: Showcase) -> None:
        page.goto(path)
        unfold(page)
        for name, text in typed.items():
            page.locator(f"main [name='{name}']").fill(text)
        page.wait_for_timeout(SOON * 1000)
        with leaving(page):
            page.locator("main form[method=post] button[type=submit]").last.click()

    return arrive


def brought(text: str) -> Arrive:
    """A pasted table, and what is understood of it."""
    return sent("/new", pasted=text)


def uploaded(edits: Mapping[str, Mapping[str, str]]) -> Arrive:
    """A copy of the table in which cells were edited, by key and field, brought back."""

    def arrive(page: Page, _showcase: Showcase) -> None:
        table = csv.DictReader(io.StringIO(page.request.get(f"{DATASET}/lieux.csv").text()))
        edited = io.StringIO()
        writer = csv.DictWriter(edited, table.fieldnames or ())
        writer.writeheader()
        writer.writerows({**row, **edits.get(row["id"], {})} for row in table)
        data = edited.getvalue().encode()
        page.goto(f"{DATASET}/upload")
        copy: FilePayload = {"name": "lieux.csv", "mimeType": "text/csv", "buffer": data}
        page.locator("#field-file").set_input_files(copy)
        page.locator("main form button[type=submit]").click()
        # A large copy is read by a job: the page looks again by itself.
        page.locator("#rows, #faults").first.wait_for(timeout=60_000)

    return arrive


GOOD = {
    "lieu-0020": {"telephone": "+33465719020", "horaires": "Mo-Fr 09:00-12:30"},
    "lieu-0021": {"telephone": "+33465719021"},
    "lieu-0022": {"nom": "Médiathèque du Port"},
}
FAULTY = {
    "lieu-0023": {"telephone": "demander à l’accueil"},
    "lieu-0024": {"nom": "", "courriel": "accueil(at)exemple"},
}


def unsubscribing(page: Page, showcase: Showcase) -> None:
    """By the address that ends every mail to a moderator."""
    page.goto(showcase.unsubscribe)


def added(name: str) -> Arrive:
    """An addition that is looked over before it is sent."""

    def arrive(page: Page, showcase: Showcase) -> None:
        page.goto(f"{DATASET}/add/lieux")
        unfold(page)
        page.locator("input[name=cell-services]:visible").first.check()
        typed = {"nom": name, "commune": "Moulins", "code_postal": "03000", "adresse": "1 rue"}
        for column, text in typed.items():
            page.locator(f"[name=cell-{column}]").fill(text)
        page.wait_for_timeout(SOON * 1000)
        with leaving(page):
            page.locator("main form[method=post] button[type=submit]").last.click()
        page.locator("#look-over").wait_for()

    return arrive


PASTED = """id;nom;commune;téléphone;courriel;ouvert
1;La Fabrique;Sète;04 65 71 00 01;contact@example.org;oui
2;Médiathèque du Lac;Montpellier;;lac@example.org;oui
3;Cyber-base;Nîmes;04 65 71 00 03;;non
3;Cyber-base;Nîmes;04 65 71 00 03;;peut-être
"""

READING = (
    Screen("home", at("/")),
    Screen("results", at("/?q=mediatheque")),
    Screen("results-none", at("/?q=zzzz")),
    Screen("workspace", at(f"/{HUB}/")),
    Screen("dataset", at(f"{DATASET}/")),
    Screen("dataset-filtered", at(f"{DATASET}/?q=france&commune__exact=S%C3%A8te&sort=nom")),
    Screen("dataset-none", at(f"{DATASET}/?q=zzzz")),
    Screen("dataset-columns", at(f"{DATASET}/?columns=all")),
    Screen("dataset-keyless", at(f"/{ATELIERS}/")),
    Screen("dataset-waiting", at(f"{DATASET}/waiting"), MODERATOR),
    Screen("dataset-about", at(f"{DATASET}/about")),
    Screen("dataset-decisions", at(f"{DATASET}/decisions")),
    Screen("row", at(ROW)),
    Screen("row-keyless", followed(f"/{ATELIERS}/", "tbody th a")),
    Screen("row-history", at(f"{ROW}/history")),
    Screen("about", at("/about")),
    Screen("technical", at("/technical")),
    Screen("api", at("/api")),
    Screen("error-404", at("/no/such/page")),
    Screen("error-row", at(f"{DATASET}/rows/lieux/lieu-9999")),
    Screen("styleguide", at("/styleguide")),
)
HISTORY = (
    Screen("changes", at(f"{DATASET}/changes")),
    Screen("changes-map", followed(f"{DATASET}/changes", "#timeline .tabs a:not([aria-current])")),
    Screen("changes-none", at(f"{DATASET}/changes?person=nobody")),
    Screen("revision", followed(f"{DATASET}/changes", ".entry-text a")),
    Screen("compare", at(f"{DATASET}/compare")),
    Screen("compare-wrong", at(f"{DATASET}/compare?old=1999-01-01")),
)
CONTRIBUTING = (
    Screen("suggest", at(f"{ROW}/suggest")),
    Screen("suggest-errors", sent(f"{ROW}/suggest", **{"cell-courriel": "nobody", "email": "@"})),
    Screen("addition", at(f"{DATASET}/add/lieux")),
    Screen("addition-errors", sent(f"{DATASET}/add/lieux", **{"cell-nom": ""})),
    Screen("addition-repeated", added("MJC de moulins")),
    Screen("addition-look-over", added("Le Phare de Moulins")),
    Screen("suggest-embedded", at(f"{ROW}/suggest?embed=1")),
    Screen("gone", at(f"{ROW}/gone")),
    Screen("report", at(f"{ROW}/report")),
    Screen("report-errors", sent(f"{ROW}/report", message="")),
    Screen("card", at(f"{ROW}/card")),
    Screen("my-contributions", at("/my-contributions")),
    Screen("receipt", receipt("waiting")),
    Screen("receipt-published", receipt("published")),
    Screen("receipt-refused", receipt("refused")),
    Screen("receipt-withdrawn", receipt("withdrawn")),
    Screen("receipt-asked", receipt("asked")),
    Screen("receipt-apart", receipt("quarantined")),
    Screen("receipt-removal", receipt("removal")),
    Screen("receipt-rows", receipt("several rows")),
    Screen("receipt-held", receipt("waiting", "/held")),
    Screen("upload", at(f"{DATASET}/upload")),
    Screen("upload-preview", uploaded(GOOD)),
    Screen("upload-faults", uploaded({**GOOD, **FAULTY})),
    Screen("thanks", at(f"{DATASET}/thanks")),
    Screen("unsubscribe", unsubscribing),
    Screen("my-contributions-account", at("/my-contributions"), MODERATOR),
)
MODERATING = (
    Screen("login", at("/login?next=/queue")),
    Screen("login-wrong", sent("/login", login="lea", password="wrong")),
    Screen("login-link-over", at("/login/no-such-secret")),
    Screen("account", at("/account"), MODERATOR),
    Screen("account-token", sent("/account", label="mon ordinateur"), MODERATOR),
    Screen("account-held", at("/account/held"), MODERATOR),
    Screen("account-leave", at("/account/leave"), MODERATOR),
    Screen("queue", at("/queue"), MODERATOR),
    Screen("queue-mine", at("/queue?tab=mine"), MODERATOR),
    Screen("queue-filtered", at("/queue?kind=correction&place=lille"), MODERATOR),
    Screen("queue-information", at("/queue?tab=information"), MODERATOR),
    Screen("queue-apart", at("/queue?tab=apart"), MODERATOR),
    Screen("queue-stale", at("/queue?tab=stale"), MODERATOR),
    Screen("queue-none", at("/queue?place=zzzz"), MODERATOR),
    Screen("queue-kept", kept_filter, MODERATOR),
    Screen("notices", at("/notices"), MODERATOR),
    Screen("bulk-waits", bulk("waits"), MODERATOR),
    Screen("bulk-done", bulk("done"), MODERATOR),
    Screen("review-one", review("correction of a phone number"), MODERATOR),
    Screen("review-apart", review("set apart"), MODERATOR),
    Screen("review-asked", review("asked"), MODERATOR),
    Screen("review-report", review("report"), MODERATOR),
    Screen("review-twice", review("listed twice"), MODERATOR),
    Screen("review-rows-correct", review("several rows", "?correct=1"), MODERATOR),
    Screen("queue-preview", many, MODERATOR),
    Screen("review-correct", review("correction of several cells", "?correct=1"), MODERATOR),
    Screen("review", review("correction of several cells"), MODERATOR),
    Screen("review-addition", review("addition"), MODERATOR),
    Screen("review-deletion", review("deletion"), MODERATOR),
    Screen("review-conflict", review("conflict"), MODERATOR),
    Screen("review-violation", review(
        "no longer allowed by the schema, which changed since"), MODERATOR),
    Screen("review-already", review("already so"), MODERATOR),
    Screen("review-duplicate", review("duplicate of another contribution"), MODERATOR),
    Screen("review-long", review("long text"), MODERATOR),
    Screen("review-unusual", review("unusual but harmless text"), MODERATOR),
    Screen("review-position", review("position"), MODERATOR),
    Screen("review-rows", review("several rows"), MODERATOR),
    Screen("review-published", review("decided, published"), MODERATOR),
    Screen("review-refused", review("decided, refused"), MODERATOR),
)  # fmt: skip
PRODUCING = (
    Screen("settings", at(f"{DATASET}/settings"), ADMINISTRATOR),
    Screen("moderators", at(f"{DATASET}/settings/moderators"), ADMINISTRATOR),
    Screen(
        "moderator",
        followed(f"{DATASET}/settings/moderators", ".team-member a"),
        ADMINISTRATOR,
    ),
    Screen("import", at("/new"), ADMINISTRATOR),
    Screen("import-refused", brought("  "), ADMINISTRATOR),
    Screen("import-guess", brought(PASTED), ADMINISTRATOR),
    Screen("import-done", at(f"/new/done/{ATELIERS}"), ADMINISTRATOR),
    Screen("ask", at(f"{DATASET}/ask"), ADMINISTRATOR),
)
SCREENS = (*READING, *HISTORY, *CONTRIBUTING, *MODERATING, *PRODUCING)
