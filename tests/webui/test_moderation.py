"""The queue, one contribution, and the decision, as a moderator meets them."""

import pytest
from flask.testing import FlaskClient

from datapatch.types import DatasetName
from datapatch.workflow.contributions import read_receipt
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from tests.builders import Staff
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import published_text, suggest, suggest_addition, suggest_removal

PHONE = {"telephone": "+33465710002"}


@pytest.fixture
def receipt(instance: Instance, dataset: DatasetName, staff: Staff) -> Receipt:
    """A correction that waits."""
    source = "https://lac.example.org"
    who = Contributor("Amine", "amine@example.org", "We <b>moved</b>", source, language="en")
    return suggest(instance, "p2", PHONE, who)


def test_strangers_see_neither_queue_nor_contribution(
    client: FlaskClient, receipt: Receipt
) -> None:
    """They are asked to log in, and led back afterwards."""
    for address in ("/queue", f"/contributions/{receipt.id}"):
        answer = client.get(address)
        assert answer.status_code == 302
        assert "/login?next=" in answer.location


def test_the_badge_counts_what_waits(
    client: FlaskClient, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """The number stands in the header of every page."""
    logged_in(client, "mo")
    assert read("/").find(class_="to-review").find(class_="count").text == "1"


def test_the_queue_names_row_author_and_words(
    client: FlaskClient, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """What waits is told apart without opening it; nobody's markup is run."""
    logged_in(client, "mo")
    item = read("/queue").find(class_="queue-item")
    assert item.find("a").text == "Médiathèque du Lac, Montpellier"
    assert "Amine" in item.text
    assert "We <b>moved</b>" in item.text
    assert "amine@example.org" not in str(item)


def test_one_screen_holds_what_a_decision_needs(
    client: FlaskClient, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """Old and new cell, the rest of the row, the check, the contributor's words and source."""
    logged_in(client, "mo")
    page = read(f"/contributions/{receipt.id}")
    row = page.find(class_="judged-table").find("tbody").find("tr")
    assert "04\xa065\xa071\xa000\xa002" in row.find(class_="new").text
    assert "4 other fields unchanged" in page.text
    assert "Checks: all fine" in page.text
    assert page.find("blockquote").text.strip() == "We <b>moved</b>"
    assert page.find("a", href="https://lac.example.org")
    assert "amine@example.org" not in str(page)


def test_accepting_publishes_and_opens_the_next(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """One click: the cell is published, the next contribution is there."""
    following = suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Sète"})
    logged_in(client, "mo")
    answer = client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    assert answer.location == f"/contributions/{following.id}"
    assert "+33465710002" in published_text(instance)


def test_opening_a_contribution_decides_nothing(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """A GET never decides, whatever it says."""
    logged_in(client, "mo")
    client.get(f"/contributions/{receipt.id}?verdict=accept")
    assert read_receipt(instance, receipt.secret).state == "open"


def test_refusing_tells_the_contributor_why(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """The motive and the moderator's words stand on the receipt."""
    logged_in(client, "mo")
    data = {"verdict": "refuse", "reason": "unverifiable", "message": "Nobody answers there."}
    client.post(f"/contributions/{receipt.id}", data=data)
    page = read(f"/receipts/{receipt.secret}")
    assert "We could not verify it. Nobody answers there" in page.find("blockquote").text


def test_a_second_decision_says_who_was_first(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """It writes nothing, and shows the decision."""
    logged_in(client, "mo")
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    published = published_text(instance)
    logged_in(client, "ada")
    answer = client.post(
        f"/contributions/{receipt.id}",
        data={"verdict": "refuse", "reason": "other", "message": "no"},
        follow_redirects=True,
    )
    assert "Mo decided this contribution" in answer.text
    assert published_text(instance) == published


def test_a_clash_asks_which_of_three_values_shall_stand(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """Before, published meanwhile, proposed, or something else: only the clashing cell asks."""
    other = suggest(instance, "p2", {"telephone": "+33465710099"})
    logged_in(client, "mo")
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    page = read(f"/contributions/{other.id}")
    clash = page.find(class_="clash")
    assert "04\xa065\xa071\xa000\xa002" in clash.find(class_="clash-side-published").text
    assert "04\xa065\xa071\xa000\xa099" in clash.find(class_="clash-side-proposed").text
    answer = client.post(f"/contributions/{other.id}", data={"verdict": "ticked"})
    assert answer.status_code == 409
    assert "published meanwhile" in answer.text
    name = clash.find("input", type="radio")["name"].removeprefix("side:")
    chosen = {f"side:{name}": "value", f"other:{name}": "+33465710077", "verdict": "ticked"}
    assert client.post(f"/contributions/{other.id}", data=chosen).status_code == 302
    assert "+33465710077" in published_text(instance)


def test_a_removal_and_an_addition_can_be_read(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """Each kind has its sign and its word."""
    gone = suggest_removal(instance, "p3")
    added = suggest_addition(instance, {"nom": "Tiers-lieu", "commune": "Sète"})
    logged_in(client, "mo")
    assert "Reported as gone" in read(f"/contributions/{gone.id}").text
    assert "New row" in read(f"/contributions/{added.id}").text
    kinds = {i["class"][-1] for i in read("/queue").find_all(class_="queue-item")}
    assert kinds == {"change-changed", "change-removed", "change-added"}


def test_the_queue_can_be_filtered_and_shows_what_was_decided(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn, read: Read
) -> None:
    """By kind; one's own decisions stand behind a tab with their state."""
    suggest_removal(instance, "p3")
    logged_in(client, "mo")
    assert len(read("/queue?kind=deletion").find_all(class_="queue-item")) == 1
    client.post(f"/contributions/{receipt.id}", data={"verdict": "accept"})
    (decided,) = read("/queue?tab=mine").find_all(class_="queue-item")
    assert decided.find(class_="chip")


def test_an_empty_queue_says_what_will_come(
    client: FlaskClient, dataset: DatasetName, logged_in: LogIn, read: Read
) -> None:
    """Nothing waits: the page is not blank."""
    logged_in(client, "mo")
    assert "Nothing waits" in read("/queue").text


def test_a_moderator_of_elsewhere_finds_nothing(
    client: FlaskClient, instance: Instance, receipt: Receipt, logged_in: LogIn
) -> None:
    """A contribution of another workspace does not exist for them."""
    with instance.database.transaction() as session:
        from datapatch.accounts.memberships import take_role
        from datapatch.accounts.people import find_person
        from datapatch.db.models import Role, Workspace

        person = find_person(session, "mo")
        workspace = session.query(Workspace).one()
        assert person
        take_role(session, person, workspace, Role.MODERATOR)
    logged_in(client, "mo")
    assert client.get(f"/contributions/{receipt.id}").status_code == 404
