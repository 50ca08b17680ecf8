"""The pages that look back: changes, one of them, two moments, where a table changes, one row."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient

from datapatch.jobs import read_history
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import history
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, PLACES_CSV, Staff, import_places
from tests.webui.conftest import LogIn, Read
from tests.workflow.committing import CSV, LINES, changed, commit, table
from tests.workflow.walking import suggest, suggest_addition, suggest_removal

CHANGES = "/hub/places/changes"


@pytest.fixture
def past(instance: Instance, dataset: DatasetName, staff: Staff) -> None:
    """An import, then a correction by Amine, an addition and a removal, a day apart."""
    sent = (
        suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine")),
        suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Lunel"}),
        suggest_removal(instance, "p3"),
    )
    for number, receipt in enumerate(sent, start=1):
        accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=number))


def words(page: BeautifulSoup | Tag | None) -> str:
    """What a person reads of it, on one line."""
    assert page is not None
    return " ".join(page.get_text(" ").split())


def select_one(page: BeautifulSoup, selector: str) -> Tag:
    """The first match, which must be there."""
    found = page.select_one(selector)
    assert found is not None
    return found


def test_the_timeline_credits_author_and_reviewer(past: None, read: Read) -> None:
    """Each publication says by whom, checked by whom, and how many rows it changed."""
    page = read(CHANGES)
    entries = [words(entry) for entry in page.select(".timeline .entry")]
    assert len(entries) == 4
    assert "May 5 Correct Médiathèque du Lac, Montpellier: telephone" in entries[2]
    assert "Amine, checked by Mo" in entries[2]
    assert "1 row changed in 1 cell" in entries[2]
    assert "1 row added" in entries[1]
    assert "1 row removed" in entries[0]
    assert "places: imported with 3 rows" in entries[3]
    assert words(page.select_one(".timeline h3")) == "May 2026"


def test_days_with_publications_are_links(past: None, read: Read) -> None:
    """A square leads to the one publication of its day, and a table holds the same numbers."""
    page = read(f"{CHANGES}?year=2026")
    squares = page.select(".calendar a.heat")
    assert [words(square) for square in squares] == [
        "May 4, 2026: 1 publication, 3 rows",
        *(f"May {day}, 2026: 1 publication, 1 row" for day in (5, 6, 7)),
    ]
    shown = read(str(squares[1]["href"]))
    assert words(shown.h1).startswith("Correct Médiathèque du Lac")
    rows = [words(row) for row in page.select(".calendar tbody tr")]
    assert rows == ["May 7, 2026 1 1", "May 6, 2026 1 1", "May 5, 2026 1 1", "May 4, 2026 1 3"]


def test_earlier_years_can_be_chosen(instance: Instance, dataset: DatasetName, read: Read) -> None:
    """A day with several publications leads to the list of that day."""
    for number in range(2):
        text = changed(PLACES_CSV.decode(), "wifi\n", f"{number}\n")
        commit(instance, {CSV: text.encode()}, at=NOON - timedelta(days=900))
    page = read(CHANGES)
    (year,) = [link for link in page.select("nav a") if words(link) == "2023"]
    page = read(str(year["href"]))
    (square,) = page.select(".calendar a.heat")
    assert words(square) == "November 16, 2023: 2 publications, 2 rows"
    day = read(str(square["href"]).partition("#")[0])
    assert len(day.select(".timeline .entry")) == 2
    assert words(select_one(day, ".tags li")).startswith("November 16, 2023")


def test_changes_can_be_filtered(past: None, read: Read) -> None:
    """By field, person, kind, day, and by rows of today; the form keeps what was chosen."""
    for filters, found in (
        ("kind=removed", ["May 7"]),
        ("person=Amine", ["May 5"]),
        ("person=Mo&kind=added", ["May 6"]),
        ("field=telephone", ["May 5"]),
        ("field=telephone&rows=2-2", ["May 5"]),
        ("field=telephone&rows=1-1", []),
        ("day=2026-05-06", ["May 6"]),
        ("kind=anything", ["May 7", "May 6", "May 5", "May 4"]),
    ):
        page = read(f"{CHANGES}?{filters}")
        assert [words(when) for when in page.select(".timeline .entry-when")] == found
        chosen = {str(option["value"]) for option in page.select("#timeline option[selected]")}
        wanted = dict(part.split("=") for part in filters.split("&"))
        assert {wanted[name] for name in ("field", "person") if name in wanted} <= chosen


def test_a_filter_that_finds_nothing_offers_a_way_out(past: None, read: Read) -> None:
    """The page says so, and leads back to all changes."""
    page = read(f"{CHANGES}?person=Nobody")
    assert "Nothing was found" in words(page)
    (link,) = [a for a in page.select("a") if words(a) == "Show all changes"]
    assert len(read(str(link["href"]).partition("#")[0]).select(".entry")) == 4


def test_what_is_not_understood_is_told(past: None, client: FlaskClient) -> None:
    """A range or a day that is none is answered with 400 and the way to write it."""
    for query in ("rows=76-1", "rows=x", "day=2026-02-31"):
        answer = client.get(f"{CHANGES}?{query}")
        assert answer.status_code == 400
        assert "as in 1-50" in answer.text or "2026-05-31" in answer.text


def test_a_long_history_has_pages(
    instance: Instance, dataset: DatasetName, read: Read, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Fifty publications stand on a page; what is not read yet is said, and read by the worker."""
    for number in range(105):
        commit(instance, {"README.md": str(number).encode()})
    monkeypatch.setattr("webui.history.READ_SECONDS", 1e-9)
    first, last = read(CHANGES), read(f"{CHANGES}?page=3")
    assert (len(first.select(".entry")), len(last.select(".entry"))) == (50, 6)
    assert "1 of 106 versions read" in words(first)
    assert "still being read" in words(select_one(first, ".entry"))
    assert "imported with 3 rows" in words(last.select(".entry")[-1])
    monkeypatch.setenv("DATAPATCH_HOME", str(instance.config.home))
    read_history("hub", "places")
    newest = read(CHANGES)
    assert words(select_one(newest, ".entry")).endswith("Zoé the file README.md changed")
    assert "versions read" not in words(newest)


def test_the_map_of_fields_and_rows(past: None, instance: Instance, read: Read) -> None:
    """Rows lead to the table, cells to the changes they count, a table holds the same numbers."""
    page = read(f"{CHANGES}?view=map")
    headings = [words(th) for th in page.select(".matrix-table thead th")]
    assert headings == ["Rows", "id", "nom", "commune", "telephone", "services"]
    rows = page.select(".matrix-table tbody tr")
    assert [words(row.th) for row in rows] == [
        "La Fabrique, Sète",
        "Médiathèque du Lac, Montpellier",
        "Tiers-lieu, Lunel",
    ]
    assert page.select(".matrix-table tbody th a")[1]["href"] == "/hub/places/?resource=places"
    (cell,) = page.select(".matrix-table a.heat:not(.level-0)")
    assert "telephone, Médiathèque du Lac, Montpellier: 1 change" in words(cell)
    listed = read(str(cell["href"]).partition("#")[0])
    assert [words(when) for when in listed.select(".entry-when")] == ["May 5"]
    numbers = [words(row) for row in page.select(".matrix details tbody tr")]
    assert numbers[1] == "Médiathèque du Lac, Montpellier 0 0 0 1 0"


def test_the_map_shows_how_recently(past: None, read: Read) -> None:
    """The other shade tells the day of the last change."""
    page = read(f"{CHANGES}?view=map&shade=freshness")
    (cell,) = page.select(".matrix-table a.heat:not(.level-0)")
    assert "telephone, Médiathèque du Lac, Montpellier: May 5, 2026" in words(cell)


def test_groups_of_many_rows_are_named_by_their_range(
    instance: Instance, dataset: DatasetName, read: Read
) -> None:
    """With the first row's name, and a link to the page of the table where they stand."""
    commit(instance, {CSV: table(*(f"r{n},Lieu {n},Sète,,\n" for n in range(240)))})
    page = read(f"{CHANGES}?view=map")
    (titles,) = [page.select(".matrix-table tbody th a")]
    assert words(titles[0]) == "1–10 · Lieu 0, Sète"
    assert titles[7]["href"] == "/hub/places/?resource=places&page=2"


def test_one_revision(past: None, instance: Instance, read: Read) -> None:
    """Who, when, old and new cells; git words stand behind a fold."""
    correction = history(instance, PLACES)[2]
    page = read(f"{CHANGES}/{correction.commit}")
    assert "5 May 2026 12:00 Amine, checked by Mo" in words(page.select_one(".stats"))
    (row,) = page.select(".change-row")
    assert words(row.h2) == "Médiathèque du Lac, Montpellier"
    assert words(row.dd) == "— empty → becomes 04 65 71 00 02"
    assert "4 other fields unchanged" in words(row)
    assert read(str(row.a["href"]) if row.a else "").h1
    folded = select_one(page, "details:-soup-contains('For technical users')").extract()
    assert f"git show --first-parent -m {correction.commit[:12]}" in str(folded)
    assert correction.commit[:12] not in page.get_text()
    assert {words(a) for a in page.select(".button-row a")} == {
        "The table as it was then",
        "Earlier",
        "Later",
    }


def test_a_removed_row_leads_to_what_it_was(
    past: None, instance: Instance, client: FlaskClient
) -> None:
    """Its page is shown as of the version before."""
    removal = history(instance, PLACES)[0]
    page = BeautifulSoup(client.get(f"{CHANGES}/{removal.commit}").text, "html.parser")
    link = select_one(page, ".change-removed h2 a")
    shown = client.get(str(link["href"]), follow_redirects=True)
    assert shown.status_code == 200
    assert "Cyber-base" in shown.text


def test_an_import_is_told_in_one_line(past: None, instance: Instance, read: Read) -> None:
    """Its rows are not listed."""
    first = history(instance, PLACES)[-1]
    page = read(f"{CHANGES}/{first.commit}")
    assert "imported with 3 rows" in words(page)
    assert page.select(".change-row") == []
    assert "No row differs" not in words(page)


def test_a_revision_is_found_by_its_short_name_or_not_at_all(
    past: None, instance: Instance, client: FlaskClient
) -> None:
    """What does not exist is a 404."""
    commit_id = history(instance, PLACES)[0].commit
    assert client.get(f"{CHANGES}/{commit_id[:10]}").status_code == 200
    assert client.get(f"{CHANGES}/ffffffffff").status_code == 404
    assert client.get(f"{CHANGES}/..%2F").status_code == 404


def test_two_moments(past: None, read: Read) -> None:
    """Summary first, then each row; by day, and in either order."""
    page = read("/hub/places/compare?old=2026-05-04&new=2026-05-07")
    assert words(page.h1) == "From May 4, 2026 to May 7, 2026"
    summary = words(page.select_one(".counts"))
    assert summary == (
        "+ added 1 row added ~ changed 1 row changed in 1 cell − removed 1 row removed"
    )
    assert len(page.select(".change-row")) == 3
    back = read("/hub/places/compare?old=2026-05-07&new=2026-05-04")
    assert "This leads back in time" in words(back)
    assert len(back.select(".change-row.change-added")) == 1
    form = select_one(page, "form.filter-bar")
    assert [i["value"] for i in form.select("input[type=date]")] == ["2026-05-04", "2026-05-07"]


def test_two_moments_in_one_field(past: None, read: Read) -> None:
    """Only rows that changed in it are listed, and only that cell."""
    page = read("/hub/places/compare?old=2026-05-04&new=2026-05-07&field=telephone")
    assert [words(row.h3) for row in page.select(".change-changed")] == [
        "Médiathèque du Lac, Montpellier"
    ]
    shown = {words(dt) for dt in page.select(".deltas dt")}
    assert all(text.endswith("telephone") for text in shown)


def test_two_moments_are_paged(instance: Instance, dataset: DatasetName, read: Read) -> None:
    """A hundred rows at a time."""
    commit(instance, {CSV: table(*LINES[1:], *(f"r{n},Lieu {n},,,\n" for n in range(250)))})
    page = read("/hub/places/compare?page=3")
    assert "250 rows added" in words(page.select_one(".counts"))
    assert len(page.select(".change-row")) == 50
    assert words(select_one(page, "[aria-current=page]")) == "3"


def test_changed_fields_are_told_in_words(
    instance: Instance, dataset: DatasetName, read: Read
) -> None:
    """Added, removed, renamed, reordered fields, and rows that stand elsewhere."""
    commit(
        instance,
        {
            CSV: (
                "titre,id,telephone,services,horaires\n"
                "Cyber-base,p3,+33465710003,cours,\n"
                '"La Fabrique, Sète",p1,+33465710001,wifi|cours,\n'
                "Médiathèque du Lac,p2,,wifi,Mo-Fr\n"
            ).encode()
        },
    )
    told = words(read("/hub/places/compare"))
    for sentence in (
        "fields added: horaires",
        "fields removed: commune",
        "the field nom is now called titre",
        "the fields stand in another order",
        "1 row stands elsewhere",
    ):
        assert sentence in told


def test_a_moment_that_never_was(past: None, client: FlaskClient) -> None:
    """The page says since when there are versions, and keeps the form."""
    for moments in ("old=2026-05-03", "old=nonsense", "new=2025-01-01"):
        answer = client.get(f"/hub/places/compare?{moments}")
        assert answer.status_code == 404
        assert "the first one is of 2026-05-04" in answer.text
        assert 'type="date"' in answer.text


def test_the_history_of_a_row(past: None, instance: Instance, read: Read) -> None:
    """Each publication that touched it, with old and new cells; the newest first."""
    page = read("/hub/places/rows/places/p2/history")
    assert words(page.h1) == "History of Médiathèque du Lac, Montpellier"
    assert "2 changes in the table since May 4, 2026" in words(page.select_one(".stats"))
    newest, first = page.select("main section")
    assert "changed by Amine, checked by Mo" in words(newest)
    assert "04 65 71 00 02" in words(newest.table)
    assert "added by Hub" in words(first)
    assert "Montpellier" in words(first.table)


def test_a_private_dataset_has_no_public_past(
    instance: Instance, staff: Staff, client: FlaskClient, logged_in: LogIn
) -> None:
    """Strangers get a 404 everywhere; its people see it."""
    import_places(instance, public=False)
    first = history(instance, PLACES)[0].commit
    addresses = (
        CHANGES,
        f"{CHANGES}?view=map",
        f"{CHANGES}/{first}",
        "/hub/places/compare",
        "/hub/places/rows/places/p1/history",
    )
    assert {client.get(address).status_code for address in addresses} == {404}
    logged_in(client, "mo")
    assert {client.get(address).status_code for address in addresses} == {200}


def test_a_dataset_without_a_readable_table(
    instance: Instance, dataset: DatasetName, read: Read
) -> None:
    """Its past is told all the same."""
    commit(instance, {CSV: b"\0"})
    assert "places: no table in this version" in words(read(CHANGES))
    assert "There is no row to show" in words(read(f"{CHANGES}?view=map"))
    newest = history(instance, PLACES)[0].commit
    assert "could not be read as a table" in words(read(f"{CHANGES}/{newest}"))
