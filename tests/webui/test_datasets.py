"""The pages of a dataset, as a reader's browser gets them."""

from urllib.parse import quote

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from tests.builders import Staff, import_places
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest

MANY = DatasetName("hub", "many")
WIDE_FIELDS = (
    "id,code_insee,latitude,longitude,nom,adresse,commune,telephone,courriel,services,date_maj,note"
)


def names(page: BeautifulSoup) -> list[str]:
    """What the rows of the table are called."""
    return [cell.text.strip() for cell in page.select("tbody th")]


def headings(page: BeautifulSoup) -> list[str]:
    """The columns of the table, without the one of the pencils."""
    return [cell.text.strip() for cell in page.select("thead th:not(.row-edit)")]


@pytest.fixture
def many(instance: Instance) -> DatasetName:
    """120 rows without a key, numbered backwards."""
    rows = "".join(f"Place {n:03},{'north' if n % 2 else 'south'},\n" for n in range(120, 0, -1))
    import_places(instance, MANY, f"nom,side,empty\n{rows}".encode(), overrides=Overrides(key=()))
    return MANY


def test_table_shows_rows_and_what_can_be_done(read: Read, dataset: DatasetName) -> None:
    """The page says what it is, how fresh it is, and has a pencil for each row."""
    page = read("/hub/places/")
    assert page.h1.text.strip() == "Places that help"
    assert "3 rows" in page.find(class_="stats").text
    assert "last change" in page.find(class_="stats").text
    assert "by Hub" in page.find(class_="stats").text
    assert names(page) == ["La Fabrique, Sète", "Médiathèque du Lac", "Cyber-base"]
    pencils = [link["href"] for link in page.select("td.row-edit a")]
    assert pencils[0] == "/hub/places/rows/places/p1/suggest"
    assert page.select_one(".page-actions a")["href"] == "/hub/places/add/places"


def test_tabs_lead_to_the_other_pages(read: Read, dataset: DatasetName) -> None:
    """Changes are counted; who may not moderate sees nothing of what waits."""
    tabs = read("/hub/places/").select(".page-top .tabs a")
    assert [" ".join(tab.text.split()) for tab in tabs] == ["Table", "Changes 1", "About"]
    assert tabs[0]["aria-current"] == "page"


def test_filter_search_and_order(read: Read, dataset: DatasetName) -> None:
    """Filters, words and order of the address decide about the rows."""
    assert names(read("/hub/places/?commune__exact=Sète")) == ["La Fabrique, Sète"]
    assert names(read("/hub/places/?q=MEDIATHEQUE")) == ["Médiathèque du Lac"]
    assert names(read("/hub/places/?sort=-commune"))[0] == "La Fabrique, Sète"
    assert "1 of 3 rows" in read("/hub/places/?q=lac").find(class_="filter-count").text


def test_filter_that_no_select_offers_is_shown(read: Read, dataset: DatasetName) -> None:
    """A filter that came with a link is named, kept by the form, and can be taken away."""
    page = read("/hub/places/?telephone__isnull&q=lac")
    chip = page.find(class_="tags")
    assert "telephone: empty" in chip.text
    assert chip.a["href"] == "/hub/places/?q=lac"
    assert page.find("input", {"name": "telephone__isnull", "type": "hidden"})


def test_selects_offer_the_values_of_the_table(read: Read, many: DatasetName) -> None:
    """A field of few different values is a select, and its choice filters."""
    page = read("/hub/many/")
    options = page.find("select", {"name": "side__exact"}).find_all("option")
    assert [option["value"] for option in options] == ["", "north", "south"]
    filtered = read("/hub/many/?side__exact=south&q=")
    assert "60 of 120 rows" in filtered.text
    assert filtered.find("option", selected=True)["value"] == "south"


def test_pages_of_fifty(read: Read, many: DatasetName) -> None:
    """Fifty rows stand on a page; links keep the order that was asked for."""
    page = read("/hub/many/?sort=nom&page=3")
    assert names(page)[0] == "Place 101"
    assert len(names(page)) == 20
    links = {link.text.strip(): link["href"] for link in page.select(".pagination a")}
    assert links["Previous"] == "/hub/many/?sort=nom&page=2"
    assert "Next" not in links


def test_sort_links_turn_around(read: Read, many: DatasetName) -> None:
    """The heading of the sorted column says so, and leads to the other direction."""
    heading = read("/hub/many/?sort=nom").find("th", {"aria-sort": "ascending"})
    assert heading.a["href"] == "/hub/many/?sort=-nom"


@pytest.mark.parametrize("query", ["ville__exact=x", "commune__like=x", "sort=ville"])
def test_unknown_field_is_refused(client: FlaskClient, dataset: DatasetName, query: str) -> None:
    """An unknown field or operator is a 400 whose sentence names it."""
    answer = client.get(f"/hub/places/?{query}")
    assert answer.status_code == 400
    assert "“ville”" in answer.text or "“like”" in answer.text


def test_foreign_parameters_are_left_alone(read: Read, dataset: DatasetName) -> None:
    """What other sites add to a shared link does no harm, nor does an odd page."""
    assert len(names(read("/hub/places/?fbclid=1&page=x&lang=en"))) == 3


def test_nothing_found_says_what_to_do(read: Read, dataset: DatasetName) -> None:
    """A search without result offers the way back to all rows."""
    page = read("/hub/places/?q=zzz")
    assert page.find(class_="empty-state").a["href"] == "/hub/places/"


def test_telling_columns_come_first(read: Read, instance: Instance) -> None:
    """Of many columns, those that people look for are shown; the switch shows all of them."""
    row = "{},34301,43.4,3.6,Lieu {},{} quai,Sète,+3346571000{},a@example.org,wifi,2026-01-02,x\n"
    rows = "".join(row.format(n, n, n, n) for n in (1, 2))
    import_places(instance, data=f"{WIDE_FIELDS}\n{rows}".encode())
    page = read("/hub/places/")
    shown = headings(page)
    assert shown[:3] == ["nom", "commune", "telephone"]
    assert shown[-1] == "date_maj"
    assert len(shown) == 6
    assert "id" not in shown
    everything = read(page.find(string="Show all 12 columns").find_parent("a")["href"])
    assert headings(everything) == WIDE_FIELDS.split(",")


def test_cells_are_written_for_people(read: Read, instance: Instance) -> None:
    """Phone numbers come in pairs, lists in words, a date long ago with a warning."""
    old = b"nom,telephone,services,date_maj\nA,+33465710001,wifi|cours,2019-03-02\n"
    import_places(instance, data=old)
    cells = [cell.text.strip() for cell in read("/hub/places/").select("tbody td")]
    assert cells[0] == "04\xa065\xa071\xa000\xa001"
    assert cells[1] == "wifi · cours"
    assert "years ago" in cells[2]
    assert "to check" in cells[2]


def test_cells_cannot_run(read: Read, instance: Instance) -> None:
    """Markup and script addresses in a cell are text."""
    import_places(
        instance,
        data=b'nom,site\n<script>x</script>,javascript:alert(1)\n"<b>",http://example.org\n',
    )
    page = read("/hub/places/")
    assert page.find("script", string="x") is None
    assert [a["href"] for a in page.select("td a") if "example" in a["href"]] == [
        "http://example.org"
    ]
    assert not page.select('a[href^="javascript"]')


def test_an_earlier_version(read: Read, instance: Instance, dataset: DatasetName) -> None:
    """With ``at`` the table is that of then: it says so, and offers no pencil."""
    page = read("/hub/places/?at=2026-05-04")
    assert "earlier version" in page.find(class_="notice").text
    assert page.select("td.row-edit a") == []
    assert page.select("tbody th a")[0]["href"] == "/hub/places/rows/places/p1?at=2026-05-04"


def test_waiting_for_those_who_may_know(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """A moderator sees what waits and goes on from there; a stranger is told no."""
    suggest(instance, "p2", {"telephone": "+33465710009"})
    assert client.get("/hub/places/waiting").status_code == 403
    logged_in(client, "mo")
    assert "Waiting 1" in " ".join(read("/hub/places/").find(class_="tabs").text.split())
    page = read("/hub/places/waiting")
    assert "Médiathèque du Lac, Montpellier" in page.table.text
    assert page.select_one("tbody th a")["href"].startswith("/contributions/")


def test_about_page(read: Read, dataset: DatasetName) -> None:
    """The page about a dataset names licence, fields and where to clone it."""
    page = read("/hub/places/about")
    licence = page.find("a", string="Licence Ouverte 2.0")
    assert licence["href"].startswith("https://")
    assert "telephone" in page.table.text
    assert page.find(id="clone")["value"].endswith("/hub/places.git")


def test_workspace_page(read: Read, dataset: DatasetName) -> None:
    """A workspace lists its datasets."""
    page = read("/hub/")
    assert page.h1.text.strip() == "Hub"
    assert page.select_one(".card a")["href"] == "/hub/places/"


def test_odd_column_names(read: Read, instance: Instance) -> None:
    """Columns with spaces, accents, and twice the same name can be filtered and sorted by."""
    import_places(instance, data="n é,a b,a b\n1,x,y\n2,x,z\n3,w,z\n4,w,z\n".encode())
    assert len(names(read(f"/hub/places/?{quote('a b')}__exact=x"))) == 2
    assert len(names(read(f"/hub/places/?{quote('a b⟨2⟩')}__exact=z"))) == 3
    assert names(read(f"/hub/places/?sort=-{quote('n é')}"))[0] == "4"


def test_header_only(read: Read, instance: Instance, staff: Staff) -> None:
    """A table without rows says that the first one can be suggested."""
    import_places(instance, data=b"nom,commune\n")
    assert "This table is empty" in read("/hub/places/").text
