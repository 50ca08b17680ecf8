"""The front page, searching all data, the pages about this site."""

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from tests.builders import import_places
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest

OTHER = DatasetName("hub", "other")


def steps(page: BeautifulSoup) -> list[tuple[str, bool]]:
    """The titles of the first steps, and whether each is done."""
    found = page.select(".checklist > li")
    return [(step.h3.find(string=True).strip(), "check-done" in step["class"]) for step in found]


def test_datasets_are_cards(read: Read, dataset: DatasetName) -> None:
    """Each dataset stands with its workspace, its size and how fresh it is."""
    card = read("/").find(class_="card")
    assert card.a["href"] == "/hub/places/"
    assert "Hub" in card.text
    assert "3 rows" in card.text
    assert "last change" in card.text


def test_private_datasets_are_not_listed(
    client: FlaskClient, read: Read, instance: Instance, logged_in: LogIn
) -> None:
    """A stranger sees nothing of them, neither in the list nor in a search."""
    import_places(instance, public=False)
    assert read("/").find(class_="card") is None
    assert "Fabrique" not in read("/?q=fabrique").main.text
    logged_in(client, "mo")
    assert "Private" in read("/").find(class_="card").text
    assert "La Fabrique" in read("/?q=fabrique").main.text


def test_empty_instance_shows_the_first_steps(
    client: FlaskClient, read: Read, logged_in: LogIn
) -> None:
    """Five steps lead from nothing to a shared link; the first that is open can be taken."""
    page = read("/")
    assert [done for _, done in steps(page)] == [False] * 3 + [True, False]
    assert page.find(class_="check-current").a["href"] == "/login"
    logged_in(client, "ada")
    page = read("/")
    assert page.find(class_="check-current").a["href"] == "/new"


def test_steps_go_on_until_somebody_came(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """The one who publishes sees what is left to do; visitors see data, and no steps."""
    assert steps(read("/")) == []
    logged_in(client, "ada")
    assert [title for title, done in steps(read("/")) if not done] == ["Share the link"]
    suggest(instance, "p2", {"telephone": "+33465710009"})
    assert steps(read("/")) == []


def test_search_finds_rows_in_all_datasets(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """Rows that hold the words are named, by dataset, and lead to their pages."""
    import_places(instance, OTHER, overrides=Overrides(key=()))
    page = read("/?q=SETE+fabrique")
    links = [link["href"] for link in page.select(".found-rows a")]
    assert "/hub/places/rows/places/p1" in links
    assert any(link.startswith("/hub/other/rows/places/@") for link in links)
    assert "2 rows" in page.find(class_="stats").text


def test_search_finds_titles(read: Read, dataset: DatasetName) -> None:
    """A dataset whose title holds the words is found, whatever its rows hold."""
    assert read("/?q=that+HELP").select_one(".section a")["href"] == "/hub/places/"


def test_best_rows_come_first(read: Read, instance: Instance) -> None:
    """Of many rows, those that are called so are told, and the table has the others."""
    others = "".join(f"Lieu {n},médiathèque proche\n" for n in range(9))
    import_places(instance, data=f"nom,note\n{others}Médiathèque,\n".encode())
    page = read("/?q=mediatheque")
    links = page.select(".found-rows a")
    assert links[0].text == "Médiathèque"
    assert len(links) == 6
    assert links[-1]["href"] == "/hub/places/?resource=places&q=mediatheque"


def test_nothing_found(read: Read, dataset: DatasetName) -> None:
    """A search without result says what to try, and leads back."""
    page = read("/?q=zzz")
    assert page.find(class_="empty-state").a["href"] == "/"
    assert page.find(id="site-search")["value"] == "zzz"


def test_broken_repository_does_not_hide_the_others(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """A dataset that cannot be read says so on its card; the others are as ever."""
    import_places(instance, OTHER)
    (instance.repositories(OTHER).published_path / "refs" / "heads" / "main").unlink()
    cards = read("/").select(".card")
    assert ["cannot be read" in card.text for card in cards] == [True, False]
    assert "La Fabrique" in read("/?q=fabrique").main.text


@pytest.mark.parametrize("path", ["/about", "/technical", "/api"])
def test_pages_about_this_site(read: Read, path: str) -> None:
    """The short pages of the footer are there, in English and in French."""
    assert read(path).h1
    assert read(f"{path}?lang=fr").html["lang"] == "fr"
