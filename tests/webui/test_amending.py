"""What waits is changed by whoever sent it, in the way that fits how it came."""

import io

import pytest
from bs4 import Tag
from flask.testing import FlaskClient

from datapatch.accounts.policy import ANONYMOUS
from datapatch.config import Limits
from datapatch.db.models import Kind, Origin, State
from datapatch.tables.patch import Patch
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.imports.importing import SourceFile
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.bulk_drafts import draft_of
from datapatch.workflow.proposals.contributing import Contributor, Receipt, open_contribution
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.verdicts.asking import amend, ask
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV, Staff, import_places, make_instance
from tests.pushing import TABLE, handed_in
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import Read
from tests.webui.sent import changed_lines
from tests.workflow.walking import published_text, suggest_removal

pytestmark = pytest.mark.usefixtures("in_no_time")

TEXT = PLACES_CSV.decode()
TWO = TEXT.replace("Sète,+", "Agde,+").replace("Nîmes", "Alès")


def bring_copy(instance: Instance, text: str, person_id: int | None = None) -> Receipt:
    """A contribution that came as an edited copy."""
    record = find_dataset(instance, OPERATOR, PLACES)
    draft = draft_of(instance, record, SourceFile("copy.csv", text.encode()))
    who = Contributor(message="From our inventory", language="en", person_id=person_id)
    given = (instance, ANONYMOUS, PLACES, draft.proposal(), who)
    return open_contribution(*given, now=NOON, origin=Origin.FILE)


def report(instance: Instance, said: str) -> Receipt:
    """A report in words about the first row."""
    with published(instance, PLACES) as snapshot:
        nothing = Proposal(snapshot.commit, Patch("places", ("id",), ()), "A row", about="p1")
    who = Contributor(message=said, language="en")
    return open_contribution(instance, ANONYMOUS, PLACES, nothing, who, now=NOON)


def push(instance: Instance, staff: Staff, text: str) -> str:
    """What is said to who pushes this table to a branch called spring."""
    moderator, files = staff.moderator, {TABLE: text.encode()}
    pushed, update, objects = handed_in(instance, moderator, files, branch="spring")
    assert pushed.judge([update], objects).accepted
    (answer,) = pushed.receive([update])
    assert answer.ok
    return " ".join(answer.lines)


def offered(read: Read, receipt: Receipt) -> Tag:
    """What the receipt says of how to change it."""
    found = read(f"/receipts/{receipt.secret}").select_one("#changes")
    assert found is not None
    return found


def test_a_report_is_said_in_other_words(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """The form holds what was written; empty words are refused, others take their place."""
    receipt = report(instance, "The door is blue")
    assert "Change your words" in offered(read, receipt).get_text()
    form = Form.at(client, f"/receipts/{receipt.secret}/amend")
    assert form.values["message"] == "The door is blue"
    empty = form.fill(message="  ").send(client)
    assert empty.status_code == 400
    assert "Say in a few words what it is." in words(empty)
    assert form.fill(message="The door is red").send(client).status_code == 303
    record = find_contribution(instance, OPERATOR, receipt.id)
    assert (record.kind, record.message, record.row_address) == (
        Kind.REPORT,
        "The door is red",
        "p1",
    )


def test_another_file_takes_the_place_of_one_that_waits(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """It is looked at as the first one was; what it changes is what is published."""
    receipt = bring_copy(instance, TWO)
    page = f"/receipts/{receipt.secret}/file"
    assert offered(read, receipt).select(f"a[href='{page}']")
    fresh = TEXT.replace("wifi|cours", "wifi").replace("Nîmes", "Uzès").encode()
    answer = client.post(page, data={"file": (io.BytesIO(fresh), "again.csv")})
    preview = client.get(answer.location)
    assert preview.headers["Referrer-Policy"] == "no-referrer"
    assert "takes the place of what waits" in words(preview)
    done = Form(parsed(preview), "#send-form").send(client)
    assert done.status_code == 303
    record = find_contribution(instance, OPERATOR, receipt.id)
    assert (record.message, record.origin) == ("From our inventory", Origin.FILE)
    assert len(changed_lines(instance, record)) == 4
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert published_text(instance) == fresh.decode()


def test_a_file_is_not_brought_to_what_is_decided(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """The address leads nowhere once a moderator decided, and for what came otherwise."""
    receipt = bring_copy(instance, TWO)
    other = suggest_removal(instance, "p2")
    accept(instance, staff.moderator, receipt.id, now=NOON)
    for secret in (receipt.secret, other.secret):
        assert client.get(f"/receipts/{secret}/file").status_code == 404
        assert client.get(f"/receipts/{secret}/amend").status_code == 404


def test_what_cannot_be_changed_says_what_to_do(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """A removal is taken back and a correction suggested instead."""
    removal = offered(read, suggest_removal(instance, "p2"))
    assert "take this suggestion back" in removal.get_text()
    assert not removal.select("a.button")


def test_a_pushed_branch_is_pushed_again(
    read: Read, instance: Instance, dataset: DatasetName, staff: Staff
) -> None:
    """The receipt names the branch; pushing it again answers what the moderators asked."""
    first = push(instance, staff, TWO)
    identifier, secret = first.split("contribution ")[1][:10], first.rpartition("/receipts/")[2]
    assert "“spring”" in read(f"/receipts/{secret}").get_text()
    ask(instance, staff.administrator, identifier, "And Montpellier?", now=NOON)
    again = push(instance, staff, TWO.replace("Montpellier", "Lattes"))
    assert f"Contribution {identifier} now holds what you pushed" in again
    assert find_contribution(instance, OPERATOR, identifier).state == State.OPEN
    assert len(changed_lines(instance, find_contribution(instance, OPERATOR, identifier))) == 6


def test_a_file_may_still_hold_as_many_rows(tmp_path_factory: pytest.TempPathFactory) -> None:
    """Changing what came as a file has the room of a file, not of a form."""
    limits = Limits(patch_changes=1, upload_changes=2)
    instance = make_instance(tmp_path_factory.mktemp("home"), limits=limits)
    import_places(instance)
    receipt = bring_copy(instance, TWO)
    record = find_dataset(instance, OPERATOR, PLACES)
    other = SourceFile("copy.csv", TWO.replace("Alès", "Uzès").encode())
    amend(instance, receipt.secret, draft_of(instance, record, other).proposal(), now=NOON)
    cells = find_contribution(instance, OPERATOR, receipt.id).patches[0].changes[1].cells
    assert [cell.new for cell in cells] == ["Uzès"]
    instance.database.close()
