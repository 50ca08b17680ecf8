"""The queue: tabs, filters and those that are kept, the feed, and moderators limited to rows."""

from xml.parsers.expat import ParserCreate

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from datapatch.accounts.memberships import limit_to_rows
from datapatch.accounts.people import find_person
from datapatch.db.models import Workspace
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Receipt
from tests.builders import Staff
from tests.webui.browsing import Form
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest, suggest_addition, suggest_removal


@pytest.fixture
def waiting(instance: Instance, dataset: DatasetName, staff: Staff) -> list[Receipt]:
    """A correction in Sète, one in Montpellier, a removal in Nîmes, an addition in Sète."""
    return [
        suggest(instance, "p1", {"telephone": "+33465710011"}),
        suggest(instance, "p2", {"services": "wifi|cours"}),
        suggest_removal(instance, "p3"),
        suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Sète"}),
    ]


def listed(read: Read, address: str) -> list[str]:
    """The addresses of what a page of the queue lists."""
    return [str(item.find("a")["href"]) for item in read(address).find_all(class_="queue-item")]


def pages(*receipts: Receipt) -> list[str]:
    """The addresses of these contributions."""
    return [f"/contributions/{receipt.id}" for receipt in receipts]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("place=sete", (0, 3)),
        ("field=services", (1,)),
        ("kind=deletion", (2,)),
        ("place=sete&kind=addition", (3,)),
        ("dataset=hub/places", (0, 1, 2, 3)),
        ("dataset=hub/others", ()),
        ("tab=stale", (0, 1, 2, 3)),
        ("tab=apart", ()),
    ],
)
def test_each_filter_keeps_what_it_says(
    client: FlaskClient,
    waiting: list[Receipt],
    logged_in: LogIn,
    read: Read,
    query: str,
    expected: tuple[int, ...],
) -> None:
    """Words are found without case and accents; what came in May waits for long."""
    logged_in(client, "mo")
    assert set(listed(read, f"/queue?{query}")) == set(pages(*(waiting[n] for n in expected)))


def test_every_tab_says_how_many_it_holds(
    client: FlaskClient, waiting: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """To do, mine, needs information, set apart, for long."""
    logged_in(client, "mo")
    data = {"verdict": "ask", "question": "Since when?"}
    client.post(f"/contributions/{waiting[0].id}", data=data)
    tabs = read("/queue").find("nav", class_="tabs").find_all(class_="count")
    assert [tab.text for tab in tabs] == ["3", "1", "1", "0", "3"]


def test_a_filter_is_kept_under_a_name_and_forgotten(
    client: FlaskClient, waiting: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """It stands above the list, for its owner alone."""
    logged_in(client, "mo")
    form = Form.at(client, "/queue?place=sete")
    assert form.tag["action"] == "/queue/filters"
    form.fill(name="Around Sète").send(client)
    link = read("/queue").select_one(".kept-filters a")
    assert link.text == "Around Sète"
    assert len(listed(read, link["href"])) == 2
    logged_in(client, "ada")
    assert read("/queue").select_one(".kept-filters") is None
    logged_in(client, "mo")
    forget = read(link["href"]).select_one(".kept-filters form")
    client.post(forget["action"])
    assert read("/queue").select_one(".kept-filters") is None


def test_the_feed_tells_what_waits_to_who_has_its_address(
    client: FlaskClient, waiting: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """No session is needed; another secret finds nothing."""
    logged_in(client, "mo")
    address = read("/queue?kind=deletion").find(id="feed")["value"].partition("://")[2]
    path = address[address.index("/") :]
    stranger = client.application.test_client()
    answer = stranger.get(path)
    assert answer.mimetype == "application/atom+xml"
    assert answer.cache_control.private
    parser, titles = ParserCreate(), list[str]()
    parser.CharacterDataHandler = titles.append
    parser.Parse(answer.data, True)
    assert "Cyber-base, Nîmes" in titles
    assert "La Fabrique, Sète" not in titles
    assert stranger.get(path.replace(".atom", "x.atom")).status_code == 404


@pytest.fixture
def limited(instance: Instance, staff: Staff) -> None:
    """The moderator cares for Sète alone."""
    with instance.database.transaction() as session:
        person = find_person(session, "mo")
        workspace = session.scalars(select(Workspace)).one()
        assert person is not None
        limit_to_rows(session, person, workspace, "commune", ["Sète"])


def test_a_moderator_limited_to_rows_sees_and_decides_these_alone(
    client: FlaskClient,
    instance: Instance,
    waiting: list[Receipt],
    limited: None,
    logged_in: LogIn,
    read: Read,
) -> None:
    """In the list, the counts, the badge, at every address, and among many."""
    logged_in(client, "mo")
    assert set(listed(read, "/queue")) == set(pages(waiting[0], waiting[3]))
    assert read("/queue").find("nav", class_="tabs").find(class_="count").text == "2"
    assert read("/").find(class_="to-review").find(class_="count").text == "2"
    assert client.get(f"/contributions/{waiting[1].id}").status_code == 404
    data = {"verdict": "refuse", "reason": "spam"}
    assert client.post(f"/contributions/{waiting[1].id}", data=data).status_code == 404
    many = {"which": "ticked", "verdict": "refuse", "id": [receipt.id for receipt in waiting]}
    assert "Refuse 2 contributions" in client.post("/queue/many", data=many).text


def test_a_row_that_moves_in_is_theirs_too(
    client: FlaskClient,
    instance: Instance,
    waiting: list[Receipt],
    limited: None,
    logged_in: LogIn,
) -> None:
    """What matters is the value before or after."""
    moved = suggest(instance, "p2", {"commune": "Sète"})
    logged_in(client, "mo")
    assert client.get(f"/contributions/{moved.id}").status_code == 200


def places(read: Read, address: str) -> list[str]:
    """The places that a page of the queue offers, in their words."""
    chosen = read(address).select("#filter-where option")
    return [option.text for option in chosen[1:]]


def test_places_are_offered_with_their_numbers(
    client: FlaskClient, waiting: list[Receipt], logged_in: LogIn, read: Read
) -> None:
    """The town of a row is known even where the change leaves it alone; other filters count."""
    logged_in(client, "mo")
    assert places(read, "/queue") == ["Montpellier (1)", "Nîmes (1)", "Sète (2)"]
    assert places(read, "/queue?kind=addition") == ["Sète (1)"]
    assert set(listed(read, "/queue?where=Sète")) == set(pages(waiting[0], waiting[3]))
    assert places(read, "/queue?where=Sète") == ["Montpellier (1)", "Nîmes (1)", "Sète (2)"]
    assert "Agde (0)" in places(read, "/queue?where=Agde")
    assert listed(read, "/queue?where=Mont") == []


def test_a_row_that_moves_is_at_both_places(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn, read: Read
) -> None:
    """Before and after."""
    receipt = suggest(instance, "p2", {"commune": "Lattes"})
    logged_in(client, "mo")
    assert places(read, "/queue") == ["Lattes (1)", "Montpellier (1)"]
    assert listed(read, "/queue?where=Lattes") == pages(receipt)


def test_places_are_those_of_the_field_that_the_producer_chose(
    client: FlaskClient,
    waiting: list[Receipt],
    logged_in: LogIn,
    read: Read,
) -> None:
    """What waits already is told apart by it as well."""
    logged_in(client, "ada")
    Form.at(client, "/hub/places/settings").fill(place_field="nom").send(client)
    assert places(read, "/queue") == [
        "Cyber-base (1)",
        "La Fabrique, Sète (1)",
        "Médiathèque du Lac (1)",
        "Tiers-lieu (1)",
    ]


def test_a_limited_moderator_is_offered_their_places_alone(
    client: FlaskClient, waiting: list[Receipt], limited: None, logged_in: LogIn, read: Read
) -> None:
    """A name of a town tells of a contribution that they may not see."""
    logged_in(client, "mo")
    assert places(read, "/queue") == ["Sète (2)"]
