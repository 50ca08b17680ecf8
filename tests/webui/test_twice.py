"""One place that is listed twice: two pages without a script, one change, a lasting address."""

import pytest
from flask.testing import FlaskClient

from datapatch.db.models import Verdict
from datapatch.types import DatasetName
from datapatch.workflow.contributions import waiting_contributions
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import choose
from datapatch.workflow.verdicts.bulk import carry_on, start
from datapatch.workflow.verdicts.bulk_reverting import revert_bulk
from datapatch.workflow.verdicts.deciding import accept
from datapatch.workflow.verdicts.reverting import revert
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.webui.browsing import Form, is_refused, parsed, words
from tests.webui.conftest import LogIn, Read
from tests.webui.sent import changed_lines, waiting
from tests.workflow.walking import published_text, suggest

pytestmark = pytest.mark.usefixtures("in_no_time")

ROW = "/hub/places/rows/places/p2"
OLD = "/hub/places/rows/places/p3"
API = "/api/v1/datasets/hub/places/resources/places/rows"
TWICE = f"{ROW}/twice"


def merged(client: FlaskClient, instance: Instance, staff: Staff) -> str:
    """The contribution that merged the third row into the second, published."""
    answer = Form.at(client, f"{TWICE}/p3").send(client)
    assert answer.status_code == 303, words(answer)
    record = waiting(instance)
    accept(instance, staff.moderator, record.id, now=NOON)
    return record.id


def test_the_row_leads_to_the_form_in_two_steps(
    client: FlaskClient, dataset: DatasetName, read: Read
) -> None:
    """From the row's page to a search, and from what it finds to both rows side by side."""
    assert read(ROW).select_one(f"a[href='{TWICE}']")
    assert read(TWICE).select_one("form[method=get] input[name=q]")
    assert read(f"{TWICE}?q=cyber").select_one(f"a[href='{TWICE}/p3']")
    assert "Nothing was found" in words(client.get(f"{TWICE}?q=zzz"))
    form = Form.at(client, f"{TWICE}/p3")
    assert "Médiathèque du Lac" in form.tag.get_text()
    assert "Cyber-base" in form.tag.get_text()


def test_the_row_that_stays_and_filled_values_are_picked_already(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Sent as it is, the older row keeps what it says and takes what only the other one knows."""
    assert Form.at(client, f"{OLD}/twice/p2").send(client).status_code == 303
    record = waiting(instance)
    assert changed_lines(instance, record) == [
        "-p2,Médiathèque du Lac,Montpellier,,wifi",
        "-p3,Cyber-base,Nîmes,+33465710003,cours",
        "+p2,Médiathèque du Lac,Montpellier,+33465710003,wifi",
    ]


def test_what_was_picked_is_sent(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """The other row may stay, and each cell comes from where its author says."""
    form = Form.at(client, f"{TWICE}/p3")
    picks = sorted(name for name in form.values if name.startswith("pick-"))
    form.fill(kept="second", message="Same house", **dict.fromkeys(picks, "first"))
    assert form.send(client).status_code == 303
    record = waiting(instance)
    assert record.message == "Same house"
    assert changed_lines(instance, record)[2:] == ["+p3,Médiathèque du Lac,Montpellier,,wifi"]


def test_locked_fields_stay_as_they_are(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """What the producer keeps to itself cannot be picked; the row that stays has its own."""
    choose(instance, staff.administrator.actor, dataset, {"locked_fields": ["commune", "nom"]})
    form = Form.at(client, f"{TWICE}/p3")
    asked = [legend.get_text(strip=True) for legend in form.tag.select(".group legend.label")]
    assert asked == ["telephone", "services"]
    picks = [name for name in form.values if name.startswith("pick-")]
    assert form.fill(**dict.fromkeys(picks, "second")).send(client).status_code == 303
    lines = changed_lines(instance, waiting(instance))
    assert lines[2:] == ["+p2,Médiathèque du Lac,Montpellier,+33465710003,cours"]


def test_the_moderator_reads_which_rows(
    client: FlaskClient, instance: Instance, dataset: DatasetName, logged_in: LogIn
) -> None:
    """The screen of the decision says that two rows become one, and which address leads where."""
    Form.at(client, f"{TWICE}/p3").send(client)
    record = waiting(instance)
    logged_in(client, "mo")
    said = words(client.get(f"/contributions/{record.id}", follow_redirects=True))
    assert "two rows of one place become one (p3 → p2)" in said


def test_every_page_of_the_old_address_leads_on(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Page, form, printed card and API answer 301; what is asked for at a date stays as it was."""
    with published(instance, dataset) as snapshot:
        before = snapshot.commit
    merged(client, instance, staff)
    for end in ("", "/suggest", "/card", "/history"):
        answer = client.get(f"{OLD}{end}")
        assert (answer.status_code, answer.location) == (301, f"{ROW}{end}"), end
    answer = client.get(f"{API}/p3")
    assert (answer.status_code, answer.location) == (301, f"{API}/p2")
    assert answer.headers["Access-Control-Allow-Origin"] == "*"
    assert client.get(f"{OLD}?at={before}").status_code == 200


def test_a_reversal_ends_the_redirect(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """The row has its page again."""
    contribution = merged(client, instance, staff)
    assert client.get(OLD).status_code == 301
    revert(instance, staff.moderator, contribution, now=NOON)
    assert client.get(OLD).status_code == 200
    assert client.get(f"{API}/p3").status_code == 200


def test_many_with_a_merge_among_them_are_reverted_as_one(
    client: FlaskClient, instance: Instance, staff: Staff, dataset: DatasetName
) -> None:
    """Both rows have their pages again, and nothing of the other contributions stays."""
    before = published_text(instance)
    suggest(instance, "p1", {"telephone": "+33465710011"})
    assert Form.at(client, f"{TWICE}/p3").send(client).status_code == 303
    ids = [record.id for record in waiting_contributions(instance, OPERATOR)]
    many = start(instance, staff.moderator, PLACES, ids, verdict=Verdict.ACCEPT, now=NOON)
    assert carry_on(instance, many.id, now=NOON).done == len(ids) == 2
    assert client.get(OLD).status_code == 301
    assert len(revert_bulk(instance, staff.moderator, many.id, now=NOON)) == 1
    assert published_text(instance) == before
    assert client.get(OLD).status_code == 200


def test_a_form_made_for_other_rows_is_not_taken(
    client: FlaskClient, instance: Instance, dataset: DatasetName
) -> None:
    """Nothing is sent, and what was picked and written is still there."""
    form = Form.at(client, f"{TWICE}/p3").fill(kept="second", message="Same house")
    form.fill(token=Form.at(client, f"{TWICE}/p1").values["token"])
    back = is_refused(form.send(client), "could not be recognised")
    assert (back.values["kept"], back.values["message"]) == ("second", "Same house")
    assert not waiting_contributions(instance, OPERATOR)


def test_a_row_is_not_its_own_twin(client: FlaskClient, dataset: DatasetName) -> None:
    """There is no form for one row and itself, nor for a row that never was."""
    assert client.get(f"{TWICE}/p2").status_code == 404
    assert client.get(f"{TWICE}/p9").status_code == 404
    assert parsed(client.get(TWICE)).select(f"a[href='{TWICE}/p2']") == []
