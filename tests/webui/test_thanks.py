"""Credit: names are thanked and shown, and vanish from every page when they are withdrawn."""

from datapatch.db.models import State
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.privacy.forgetting import withdraw_name
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff
from tests.webui.conftest import Read
from tests.webui.sent import every_object
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", language="en")
PAGES = (
    "/",
    "/hub/places/",
    "/hub/places/about",
    "/hub/places/thanks",
    "/hub/places/changes",
    "/hub/places/decisions",
    "/hub/places/rows/places/p1",
)


def publish(instance: Instance, staff: Staff, row: str, who: Contributor, town: str) -> str:
    """Publish a correction by this person; the secret of their receipt."""
    receipt = suggest(instance, row, {"commune": town}, who)
    state = accept(instance, staff.moderator, receipt.id, now=NOON).state
    assert state == State.PUBLISHED
    return receipt.secret


def test_people_are_thanked_by_name(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Each name with its published contributions, and how many came without one."""
    publish(instance, staff, "p1", AMINE, "Agde")
    publish(instance, staff, "p2", AMINE, "Agde")
    publish(instance, staff, "p3", Contributor("Zoé", language="en"), "Agde")
    publish(instance, staff, "p3", Contributor(language="en"), "Lunel")
    suggest(instance, "p1", {"commune": "Lunel"}, Contributor("Kim", language="en"))
    page = read("/hub/places/thanks")
    assert [" ".join(item.get_text(" ").split()) for item in page.select(".thanks-list li")] == [
        "Amine 2 published contributions",
        "Zoé 1 published contribution",
    ]
    assert "And 1 contribution without a name." in page.get_text()
    assert read("/hub/places/about").select_one("a[href='/hub/places/thanks']")


def test_a_withdrawn_name_is_on_no_page(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Pages that named the author say Anonymous; git keeps what was published."""
    secret = publish(instance, staff, "p1", AMINE, "Agde")
    named = [page for page in PAGES if "Amine" in read(page).get_text()]
    assert {"/hub/places/thanks", "/hub/places/changes", "/hub/places/decisions"} <= set(named)
    withdraw_name(instance, secret)
    assert [page for page in PAGES if "Amine" in read(page).get_text()] == []
    assert "Anonymous" in read("/hub/places/changes").get_text()
    assert b"Amine" in every_object(instance)
