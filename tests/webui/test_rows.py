"""The page of one row, as a reader's browser gets it."""

from datetime import timedelta

from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff, import_places
from tests.webui.conftest import Read
from tests.workflow.walking import suggest

FULL = (
    "id,nom,adresse,commune,latitude,longitude,telephone,courriel,site_web,services,date_maj,fax\n"
    "p/1,La Fabrique,1 quai,Sète,43.4,3.69,+33465710001,la@example.org,"
    "https://www.example.org/,wifi|cours,2026-05-03,\n"
    "p2,Le Lac,2 quai,Sète,,,pas de téléphone,nobody,javascript:alert(1),wifi,2019-01-01,\n"
).encode()


def facts(page: BeautifulSoup) -> dict[str, str]:
    """Label and value of every field that is shown."""
    rows = page.select("dl.facts > div")
    return {row.dt.text.strip(): " ".join(row.dd.get_text(" ").split()) for row in rows}


def test_row_shows_fields_in_groups(read: Read, instance: Instance) -> None:
    """The title names the row; filled fields stand in groups, empty ones are folded away."""
    import_places(instance, data=FULL)
    page = read("/hub/places/rows/places/p~2F1")
    assert page.h1.text.strip() == "La Fabrique, Sète"
    groups = [group.h2.text.strip() for group in page.select(".fact-group")]
    assert groups == ["Contact", "Where", "Details", "About this record"]
    assert facts(page)["services"] == "wifi cours"
    assert "nom" not in facts(page)
    assert "1 field is empty" in page.find(class_="more").text


def test_links_work(read: Read, instance: Instance) -> None:
    """A number can be called, an address written to, a site opened, a place found on a map."""
    import_places(instance, data=FULL)
    page = read("/hub/places/rows/places/p~2F1")
    links = {a.text.strip(): a["href"] for a in page.select("dl.facts a")}
    assert links["04\xa065\xa071\xa000\xa001"] == "tel:+33465710001"
    assert links["la@example.org"] == "mailto:la@example.org"
    assert links["example.org"] == "https://www.example.org/"
    assert links["43.4, 3.69"].startswith("https://www.openstreetmap.org/?mlat=43.4&mlon=3.69")


def test_what_is_no_address_is_no_link(read: Read, instance: Instance) -> None:
    """Words in the place of a number or an address stay words; nothing can run."""
    import_places(instance, data=FULL)
    page = read("/hub/places/rows/places/p2")
    assert page.select("dl.facts a") == []
    assert facts(page)["site_web"] == "javascript:alert(1)"


def test_freshness(read: Read, instance: Instance) -> None:
    """The row says when it was checked last, and asks for a check after a year."""
    import_places(instance, data=FULL)
    assert "to check again" in read("/hub/places/rows/places/p2").find(class_="stats").text


def test_what_can_be_done(read: Read, dataset: DatasetName) -> None:
    """A change can be suggested and the row reported as gone; its address can be kept."""
    page = read("/hub/places/rows/places/p1")
    actions = {a.text.strip(): a["href"] for a in page.select(".page-actions a")}
    assert actions == {
        "Suggest a change": "/hub/places/rows/places/p1/suggest",
        "Report as gone": "/hub/places/rows/places/p1/gone",
        "Report a problem": "/hub/places/rows/places/p1/report",
        "It is listed twice": "/hub/places/rows/places/p1/twice",
    }
    assert page.find(id="address")["value"].endswith("/hub/places/rows/places/p1")
    assert page.select_one(".breadcrumb li:last-of-type a")["href"] == "/hub/places/"


def test_history_of_the_row(
    read: Read, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """The list tells what changed and who is credited, newest first, each with its page."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710009"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    entries = read("/hub/places/rows/places/p2").select("#history .entry")
    told = [" ".join(entry.text.split()) for entry in entries]
    assert told[0].startswith("May 5, 2026 telephone changed by ")
    assert told[1] == "May 4, 2026 first published by Hub"
    assert entries[0].a["href"].startswith("/hub/places/changes/")
    assert len(read("/hub/places/rows/places/p1").select("#history .entry")) == 1


def test_row_without_key_is_followed(
    client: FlaskClient, read: Read, instance: Instance, staff: Staff
) -> None:
    """The address of a row without key names a revision, and leads on when it was changed."""
    import_places(instance, overrides=Overrides(key=()))
    old = read("/hub/places/").select("tbody th a")[1]["href"]
    receipt = suggest(instance, old.rsplit("/", 1)[1], {"telephone": "+33465710009"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    moved = client.get(old)
    assert moved.status_code == 302
    assert moved.headers["Location"] != old
    page = read(moved.headers["Location"])
    assert page.h1.text.strip() == "Médiathèque du Lac, Montpellier"
    assert "04" in facts(page)["telephone"]


def test_earlier_version_of_a_row(
    read: Read, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """With ``at`` the row is shown as it was then, without buttons, with the way to today."""
    receipt = suggest(instance, "p2", {"commune": "Sète"})
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    page = read("/hub/places/rows/places/p2?at=2026-05-04")
    assert facts(page)["commune"] == "Montpellier"
    assert page.find(class_="notice").a["href"] == "/hub/places/rows/places/p2"
    assert page.select(".page-actions a") == []


def test_row_that_is_gone(client: FlaskClient, dataset: DatasetName) -> None:
    """A row that is not there, or an address that nobody could have made, is a 404 with words."""
    for address in ("p9", "~FF", "@0000000.1", "@0000000.99999999999999999999"):
        answer = client.get(f"/hub/places/rows/places/{address}")
        assert answer.status_code == 404
        assert "not in the table any more" in answer.text
    assert client.get("/hub/places/rows/other/p1").status_code == 404
