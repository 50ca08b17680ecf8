"""From a form to a contribution: what is sent, what is refused, and that nothing typed is lost."""

import pytest
from flask.testing import FlaskClient

from datapatch.db.models import Contribution
from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Overrides
from datapatch.workflow.instance import Instance
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, Staff, import_places
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.conftest import LogIn
from tests.webui.sent import changed_lines, every_object, waiting
from tests.workflow.walking import published_text, suggest, suggest_removal

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p1"
ADD = "/hub/places/add/places"
PRIVATE = DatasetName("hub", "drafts")
PLAIN = DatasetName("hub", "plain")
PLAIN_CSV = b"nom,commune\nLe Port,Agde\nLe Port,Agde\nLa Gare,Lunel\n"


@pytest.fixture
def plain(instance: Instance) -> DatasetName:
    """Three rows without a key, two of them alike."""
    import_places(instance, PLAIN, PLAIN_CSV, overrides=Overrides(key=()))
    return PLAIN


def test_a_change_becomes_a_contribution_that_touches_one_line(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """One corrected cell is one changed line on a branch; the receipt's secret is in the answer."""
    answer = Form.at(client, f"{ROW}/suggest").fill(telephone="04 65 71 00 09").send(client)
    assert answer.status_code == 303
    assert "La Fabrique, Sète" in client.get(answer.location).text
    record = waiting(instance)
    assert (record.row_label, record.kind) == ("La Fabrique, Sète", "correction")
    assert changed_lines(instance, record) == [
        '-p1,"La Fabrique, Sète",Sète,+33465710001,wifi|cours',
        '+p1,"La Fabrique, Sète",Sète,+33465710009,wifi|cours',
    ]


def test_what_is_said_of_oneself_goes_to_the_moderator(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Message, name and source travel; how one knows stands before the source's own words."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", public_name=" Amine ")
    form.fill(how="work", source="https://example.org/news", message="They moved.").send(client)
    record = waiting(instance)
    assert (record.author_name, record.message) == ("Amine", "They moved.")
    assert record.source == "I work there · https://example.org/news"


def test_an_unchanged_form_is_refused_kindly(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """A form that changes nothing opens no contribution, and keeps the words that were written."""
    answer = Form.at(client, f"{ROW}/suggest").fill(message="Hello").send(client)
    form = is_refused(answer, "Nothing differs from what is published.")
    assert form.values["message"] == "Hello"
    assert not waiting_contributions(instance, OPERATOR)


def test_a_bad_address_is_told_beside_its_input(client: FlaskClient, dataset: DatasetName) -> None:
    """The summary leads to the input; the words beside it say what is wrong; all is still there."""
    typed = {"commune": "Agde", "public_name": "Zoé", "how": "visit", "email": "zoe.example.org"}
    form = is_refused(Form.at(client, f"{ROW}/suggest").fill(**typed).send(client), "Your e-mail")
    assert "This is not an e-mail address" in form.block("email")
    assert form.control("email")["aria-invalid"] == "true"
    assert {name: form.values[form.input_name(name)] for name in typed} == typed


def test_an_address_is_no_public_name(client: FlaskClient, dataset: DatasetName) -> None:
    """Who writes a mail address as name is told that it would stay for good."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", public_name="zoe@example.org")
    form = is_refused(form.send(client), "do not write an address here")
    assert form.values["public_name"] == "zoe@example.org"


def test_an_edit_made_meanwhile_is_not_overwritten(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """A form starts from the revision that it showed: accepting it merges, cell by cell."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde")
    first = suggest(instance, "p1", {"services": "wifi"})
    accept(instance, staff.moderator, first.id, now=NOON)
    assert form.send(client).status_code == 303
    accept(instance, staff.moderator, waiting(instance).id, now=NOON)
    assert 'p1,"La Fabrique, Sète",Agde,+33465710001,wifi\n' in published_text(instance)


def test_a_row_that_is_gone_meanwhile_can_be_added_again(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Who changes a row that was removed gets what they wrote as an addition, which is taken."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", message="Still open!")
    removal = suggest_removal(instance, "p1")
    accept(instance, staff.moderator, removal.id, now=NOON)
    again = is_refused(form.send(client), "somebody removed it meanwhile", status=409)
    assert again.tag["action"] == ADD
    assert (again.values["cell-commune"], again.values["message"]) == ("Agde", "Still open!")
    assert again.send(client).status_code == 303
    assert waiting(instance).kind == "addition"


def test_an_addition_gets_a_key_and_adds_one_line(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Nobody invents an identifier: one is made, and begins as the others do."""
    form = Form.at(client, ADD)
    assert "cell-id" not in form.values
    answer = form.fill(nom="Le Phare", commune="Agde").send(client)
    assert answer.status_code == 303
    (line,) = changed_lines(instance, waiting(instance))
    key, rest = line.removeprefix("+").split(",", 1)
    assert rest == "Le Phare,Agde,,"
    assert key.startswith("p")
    assert key not in ("p1", "p2", "p3")


def test_an_empty_addition_is_refused_kindly(client: FlaskClient, dataset: DatasetName) -> None:
    """A form that nobody filled in asks for something."""
    is_refused(Form.at(client, ADD).send(client), "The form is still empty.")


def test_a_report_that_a_row_is_gone_removes_its_line(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """What happened is asked for, and told to the moderator with the words beside it."""
    form = Form.at(client, f"{ROW}/gone").fill(message="A shop now.", source="the town's letter")
    again = is_refused(form.send(client), "Choose one of these.")
    assert again.fill(what="closed").send(client).status_code == 303
    record = waiting(instance)
    assert (record.kind, record.source) == ("deletion", "the town's letter")
    assert record.message == "It closed for good. A shop now."
    assert changed_lines(instance, record) == [
        '-p1,"La Fabrique, Sète",Sète,+33465710001,wifi|cours'
    ]


def test_a_report_of_a_row_that_is_gone_already(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Somebody was faster: the answer says so."""
    form = Form.at(client, f"{ROW}/gone").fill(what="closed")
    removal = suggest_removal(instance, "p1")
    accept(instance, staff.moderator, removal.id, now=NOON)
    answer = form.send(client)
    assert answer.status_code == 409
    assert "somebody removed it meanwhile" in words(answer)


def test_rows_without_a_key_can_be_changed(
    client: FlaskClient, instance: Instance, plain: DatasetName
) -> None:
    """Of two rows alike, the one that was meant is changed, and no other byte."""
    with published(instance, plain) as snapshot:
        base = snapshot.commit[:12]
    form = Form.at(client, f"/hub/plain/rows/places/@{base}.2/suggest").fill(commune="Sète")
    assert form.send(client).status_code == 303
    record = waiting(instance)
    assert changed_lines(instance, record) == ["-Le Port,Agde", "+Le Port,Sète"]


def test_rows_without_a_key_can_be_added_and_reported(
    client: FlaskClient, instance: Instance, plain: DatasetName
) -> None:
    """An addition without key goes to the end; a report names a row by its position."""
    with published(instance, plain) as snapshot:
        base = snapshot.commit[:12]
    Form.at(client, "/hub/plain/add/places").fill(nom="Le Phare").send(client)
    Form.at(client, f"/hub/plain/rows/places/@{base}.3/gone").fill(what="twice").send(client)
    records = waiting_contributions(instance, OPERATOR)
    lines = {record.kind: changed_lines(instance, record) for record in records}
    assert lines == {"addition": ["+Le Phare,"], "deletion": ["-La Gare,Lunel"]}


def test_an_old_address_of_a_row_without_key_leads_to_todays(
    client: FlaskClient, instance: Instance, staff: Staff, plain: DatasetName
) -> None:
    """A row is followed to where it is, and the form sent from there is taken."""
    with published(instance, plain) as snapshot:
        old = f"@{snapshot.commit[:12]}.3"
    receipt = suggest(instance, old, {"commune": "Nîmes"}, name=plain)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    answer = client.get(f"/hub/plain/rows/places/{old}/suggest")
    assert answer.status_code == 302
    assert old not in answer.location
    form = Form.at(client, answer.location).fill(commune="Lunel")
    assert form.send(client).status_code == 303


def test_private_datasets_have_no_forms_for_strangers(
    client: FlaskClient, instance: Instance, logged_in: LogIn
) -> None:
    """A stranger gets the answer of an address where nothing is, whatever the method."""
    import_places(instance, PRIVATE, public=False)
    for path in ("rows/places/p1/suggest", "rows/places/p1/gone", "add/places"):
        assert client.get(f"/hub/drafts/{path}").status_code == 404
        assert client.post(f"/hub/drafts/{path}").status_code == 404
    logged_in(client, "mo")
    form = Form.at(client, "/hub/drafts/rows/places/p1/suggest").fill(commune="Agde")
    assert form.send(client).status_code == 303


@pytest.mark.parametrize("path", ["/hub/places/rows/places/p9/suggest", "/hub/places/add/towns"])
def test_what_does_not_exist_has_no_form(
    path: str, client: FlaskClient, dataset: DatasetName
) -> None:
    """An unknown row or table answers 404."""
    assert client.get(path).status_code == 404


def test_what_people_type_is_never_markup(client: FlaskClient, dataset: DatasetName) -> None:
    """A refused form and a receipt show angle brackets and quotes as they were typed."""
    evil = "\"><script>alert('x')</script>"
    form = Form.at(client, f"{ROW}/suggest").fill(commune=evil, message=evil, public_name=evil)
    again = is_refused(form.fill(email=evil).send(client), "Your e-mail")
    assert again.values["cell-commune"] == evil
    answer = again.fill(email="").send(client)
    receipt = parsed(client.get(answer.location))
    assert evil in receipt.get_text()
    assert all(tag.get("src") for tag in receipt.select("script"))


def test_a_mail_address_never_reaches_git(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """It lies in the database and in no object of either repository, decided or not."""
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde", email="amine@example.org")
    form.fill(public_name="Amine", message="Write to amine@example.org").send(client)
    record = waiting(instance)
    with instance.database.reading() as session:
        row = session.get(Contribution, record.id)
        assert row is not None
        assert row.email == "amine@example.org"
    assert b"amine@example.org" not in every_object(instance)
    accept(instance, staff.moderator, record.id, now=NOON)
    assert b"amine@example.org" not in every_object(instance)
    assert b"Amine <amine@noreply." in every_object(instance)


def test_who_is_logged_in_signs_with_their_name(
    client: FlaskClient, instance: Instance, logged_in: LogIn, staff: Staff, dataset: DatasetName
) -> None:
    """The public name of the account is proposed; the contribution belongs to the person."""
    logged_in(client, "mo")
    form = Form.at(client, f"{ROW}/suggest").fill(commune="Agde")
    assert form.values["public_name"] == "Mo"
    form.send(client)
    with instance.database.reading() as session:
        row = session.get(Contribution, waiting(instance).id)
        assert row is not None
        assert row.person_id == staff.moderator.person_id


def test_forms_speak_french(client: FlaskClient, instance: Instance, dataset: DatasetName) -> None:
    """The reader's language is the contribution's: mails about it are written in it."""
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "fr"
    Form.at(client, f"{ROW}/suggest").fill(commune="Agde").send(client)
    assert waiting(instance).language == "fr"
