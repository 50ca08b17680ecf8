"""The receipt: behind a secret link, what became of a contribution."""

from dataclasses import replace
from urllib.parse import quote

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import OutboxEntry, State
from datapatch.types import DatasetName
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, propose_update
from datapatch.workflow.review.accepting import CellPlace, Choices, places
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.verdicts.asking import ask
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.webui.browsing import Form, parsed, words
from tests.webui.conftest import Read
from tests.workflow.walking import suggest, suggest_addition, suggest_removal

AMINE = Contributor("Amine", "amine@example.org", "We moved.", "https://example.org/move", "en")


def form_of(client: FlaskClient, secret: str, step: str) -> Form:
    """The form of the receipt that does this."""
    page = parsed(client.get(f"/receipts/{secret}"))
    return Form(page, f"main form[action*='/{step}']")


def test_a_receipt_shows_what_was_sent(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """Old and new cells, the words, and the link to keep; never the address that was left."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    page = read(f"/receipts/{receipt.secret}")
    text = " ".join(page.get_text(" ").split())
    assert "Thank you. Your suggestion is waiting." in text
    assert all(told in text for told in ("La Fabrique, Sète", "Agde", "We moved.", "Amine"))
    assert "You will get a mail when it is decided." in text
    assert page.select_one("a[href='https://example.org/move']")
    assert "amine@example.org" not in str(page)


def test_the_link_can_be_kept(read: Read, instance: Instance, dataset: DatasetName) -> None:
    """Its whole address stands there to copy, and can be mailed to oneself."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    page = read(f"/receipts/{receipt.secret}")
    address = f"{instance.config.base_url}/receipts/{receipt.secret}"
    assert page.select_one(f"input[value='{address}']")
    mail = page.select_one("a[href^='mailto:?']")
    assert mail is not None
    assert quote(address, safe="") in str(mail["href"])


def test_the_link_can_be_shown_as_a_code(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """The picture is fetched from an address of its own, which answers for this receipt alone."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    code = read(f"/receipts/{receipt.secret}").select_one("img.receipt-code[loading=lazy]")
    assert code is not None
    picture = client.get(str(code["src"]))
    assert (picture.status_code, picture.mimetype) == (200, "image/svg+xml")
    assert b"<svg" in picture.data
    assert client.get("/receipts/nobody/qr.svg").status_code == 404


def test_a_receipt_is_not_for_search_engines(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """Whoever has the link sees the page: no engine may list it."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    page = read(f"/receipts/{receipt.secret}")
    assert page.select_one("meta[name=robots][content=noindex]")


def test_no_other_site_learns_the_address(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """A source that is followed from the receipt is not told where from."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    for page in ("", "/amend", "/qr.svg"):
        answer = client.get(f"/receipts/{receipt.secret}{page}")
        assert answer.headers["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer.headers["X-Robots-Tag"]


def test_a_published_contribution_leads_to_its_change(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The receipt links to the revision; nothing can be withdrawn any more."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    page = read(f"/receipts/{receipt.secret}")
    commit = find_contribution(instance, OPERATOR, receipt.id).published_commit
    assert "Your suggestion is published." in page.get_text()
    assert page.select_one(f"a[href='/hub/places/changes/{str(commit)[:12]}']")
    assert page.select_one("main form") is None


def test_a_refusal_says_why_and_by_whom(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The moderator's sentence stands on the receipt with their public name."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    refuse(instance, staff.moderator, receipt.id, words="It is the town hall's number.", now=NOON)
    text = read(f"/receipts/{receipt.secret}").get_text()
    assert "Your suggestion was not kept." in text
    assert "It is the town hall's number." in text
    assert "Mo" in text


def test_an_addition_is_told_cell_by_cell(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """Each cell that holds something is listed with its sign; empty ones are left out."""
    receipt = suggest_addition(instance, {"nom": "Le Phare"})
    rows = read(f"/receipts/{receipt.secret}").select(".change-table tbody tr")
    assert {row["class"][1] for row in rows} == {"change-added"}
    assert len(rows) == 2


def test_a_removal_is_told_in_a_sentence(
    read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """What the row says is folded below it."""
    receipt = suggest_removal(instance, "p2")
    sent = read(f"/receipts/{receipt.secret}").select_one("#changes")
    assert sent is not None
    assert "You reported that this row is gone." in sent.get_text()
    assert len(sent.select("details .facts dd")) == 4


def test_several_rows_are_named(read: Read, instance: Instance, dataset: DatasetName) -> None:
    """As lists name them, with the number of a telephone in pairs; not by their keys."""
    with published(instance, PLACES) as snapshot:
        patches = [
            propose_update(snapshot, "places", locate(snapshot, "places", key), values)
            for key, values in (
                ("p1", {"telephone": "+33465710008"}),
                ("p2", {"nom": "Médiathèque du Port"}),
            )
        ]
        both = replace(patches[0], changes=patches[0].changes + patches[1].changes)
        proposal = Proposal(snapshot.commit, both, "Two rows")
    receipt = open_contribution(instance, ANONYMOUS, PLACES, proposal, AMINE, now=NOON)
    rows = read(f"/receipts/{receipt.secret}").select("#changes .change-row")
    titles = [title.get_text(strip=True) for row in rows for title in row.select("h3")]
    assert titles == ["La Fabrique, Sète", "Médiathèque du Port, Montpellier"]
    assert "04\xa065\xa071\xa000\xa0" in rows[0].get_text()


def test_withdrawing_takes_it_back(
    app: Flask, client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """One button, without session or account; the receipt then says what was done."""
    app.config["WTF_CSRF_ENABLED"] = True
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    form = form_of(client, receipt.secret, "withdraw")
    answer = form.send(app.test_client())
    assert answer.status_code == 302
    after = client.get(answer.location)
    assert "You took your suggestion back." in words(after)
    assert parsed(after).select_one("main form") is None


def test_what_was_decided_cannot_be_withdrawn(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Who is late with withdrawing is told that nothing was changed."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    form = form_of(client, receipt.secret, "withdraw")
    accept(instance, staff.moderator, receipt.id, now=NOON)
    answer = client.get(form.send(client).location)
    assert "This was decided meanwhile." in words(answer)
    assert "Your suggestion is published." in words(answer)


def test_a_question_is_answered(
    client: FlaskClient, read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The question stands above a box; the answer is shown and the contribution waits again."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    ask(instance, staff.moderator, receipt.id, "Since when?", now=NOON)
    page = words(client.get(f"/receipts/{receipt.secret}"))
    assert "The moderators ask you something." in page
    assert "Since when?" in page
    form = form_of(client, receipt.secret, "answer").fill(answer="Since May.")
    assert "The moderators read what you wrote." in words(client.get(form.send(client).location))
    text = read(f"/receipts/{receipt.secret}").get_text(" ")
    assert "Since May." in text
    assert "Your suggestion is waiting." in text
    assert find_contribution(instance, OPERATOR, receipt.id).state == State.OPEN


def test_an_empty_answer_is_asked_for_again(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Nothing is sent without words, and the page says why."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    answer = form_of(client, receipt.secret, "answer").fill(answer="  ").send(client)
    assert answer.status_code == 400
    assert "Write a few words first." in words(answer)


def test_a_suggestion_is_changed_while_it_waits(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """The form shows what was suggested; what is sent takes its place."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    form = Form.at(client, f"/receipts/{receipt.secret}/amend")
    assert form.values["cell-commune"] == "Agde"
    answer = form.fill(commune="Lunel", telephone="+33465710009").send(client)
    assert answer.status_code == 303
    text = read(f"/receipts/{receipt.secret}").get_text(" ")
    assert "Lunel" in text
    assert "09" in text.split()  # the pair of the number that changed
    assert "Agde" not in text
    (patch,) = find_contribution(instance, OPERATOR, receipt.id).patches
    assert {(c.field, c.new) for c in patch.changes[0].cells} == {
        ("commune", "Lunel"),
        ("telephone", "+33465710009"),
    }


def test_an_addition_is_changed_while_it_waits(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """It stays one row that is new."""
    receipt = suggest_addition(instance, {"nom": "Le Phare", "commune": "Agde"})
    form = Form.at(client, f"/receipts/{receipt.secret}/amend").fill(nom="Le Grand Phare")
    assert form.send(client).status_code == 303
    (patch,) = find_contribution(instance, OPERATOR, receipt.id).patches
    (change,) = patch.changes
    cells = {c.field: c.new for c in change.cells if c.new}
    assert change.op == "add"
    assert cells["nom"] == "Le Grand Phare"
    assert cells["commune"] == "Agde"


def test_nothing_is_said_before_a_verdict_stands(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """While it can be taken back, the receipt says neither published nor refused."""
    patient = replace(instance, config=replace(instance.config, undo_seconds=10))
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    refuse(patient, staff.moderator, receipt.id, words="no", now=NOON)
    page = read(f"/receipts/{receipt.secret}")
    assert "Your suggestion is being decided." in page.get_text()
    assert "no" not in [said.get_text(strip=True) for said in page.select("blockquote")]
    current = page.select_one(".dot-current")
    assert current is not None
    assert "Being read" in current.get_text()


def test_what_is_decided_cannot_be_changed(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The receipt offers it no more, and its address leads nowhere."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert client.get(f"/receipts/{receipt.secret}/amend").status_code == 404


def test_a_part_that_was_published_is_told(
    read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """What was corrected and accepted stands beside what was sent."""
    receipt = suggest(instance, "p1", {"commune": "Agde", "telephone": "+33465710009"})
    record = find_contribution(instance, OPERATOR, receipt.id)
    ((row, _change),) = places(examine(instance, record).tables[0])
    choices = Choices(cells_left_out=frozenset({CellPlace(row, "commune")}))
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=choices)
    page = read(f"/receipts/{receipt.secret}")
    published, sent = page.select_one("#published"), page.select_one("#changes")
    assert published is not None
    assert sent is not None
    assert len(published.select("tbody tr")) == 1
    assert len(sent.select("tbody tr")) == 2


def test_the_address_is_erased_on_demand(
    client: FlaskClient, read: Read, instance: Instance, dataset: DatasetName
) -> None:
    """At once, with the mails to it, wherever the contribution stands."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    form_of(client, receipt.secret, "forget").send(client)
    assert not find_contribution(instance, OPERATOR, receipt.id).has_email
    with instance.database.reading() as session:
        found = select(OutboxEntry).where(OutboxEntry.recipient == AMINE.email)
        assert session.scalars(found).all() == []
    assert not read(f"/receipts/{receipt.secret}").select("form[action$='/forget']")


def test_a_name_is_withdrawn_from_pages(
    client: FlaskClient, read: Read, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """After publication too; the page says that git keeps it."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    accept(instance, staff.moderator, receipt.id, now=NOON)
    assert "what is in git stays" in read(f"/receipts/{receipt.secret}").get_text()
    form_of(client, receipt.secret, "unname").send(client)
    assert "Amine" not in read(f"/receipts/{receipt.secret}").get_text()


@pytest.mark.parametrize("secret", ["nothing", "%00", "é"])
def test_an_unknown_secret_leads_nowhere(
    secret: str, client: FlaskClient, dataset: DatasetName
) -> None:
    """A receipt that nobody has answers 404, for reading and for withdrawing."""
    assert client.get(f"/receipts/{secret}").status_code == 404
    assert client.post(f"/receipts/{secret}/withdraw").status_code == 404
