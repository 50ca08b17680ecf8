"""The log of decisions: what everybody may know of a verdict, and what nobody may."""

import pytest
from flask.testing import FlaskClient
from sqlalchemy import update

from datapatch.db.models import Dataset
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from tests.builders import Staff
from tests.webui.conftest import LogIn, Read
from tests.workflow.walking import suggest, suggest_addition

PLANTED = "Viagra Palace"


@pytest.fixture
def decided(
    client: FlaskClient, instance: Instance, dataset: DatasetName, staff: Staff, logged_in: LogIn
) -> list[Receipt]:
    """One accepted, one refused that was about a row, and an addition that was refused as spam."""
    amine = Contributor("Amine", "amine@example.org", "My secret words", "https://s.example")
    made = [
        suggest(instance, "p2", {"telephone": "+33465710002"}, amine),
        suggest(instance, "p1", {"telephone": "+33465719998"}, amine),
        suggest_addition(instance, {"nom": PLANTED, "commune": "Sète"}),
    ]
    logged_in(client, "mo")
    client.post(f"/contributions/{made[0].id}", data={"verdict": "accept"})
    data = {"verdict": "refuse", "reason": "unverifiable", "message": "Between us"}
    client.post(f"/contributions/{made[1].id}", data=data)
    client.post(f"/contributions/{made[2].id}", data={"verdict": "refuse", "reason": "spam"})
    return made


def test_each_decision_is_told_with_its_credit_and_its_motive(
    decided: list[Receipt], read: Read
) -> None:
    """Newest first; who is credited and who checked, for what is published."""
    spam, refused, accepted = read("/hub/places/decisions").select(".decision-log > li")
    assert "Médiathèque du Lac, Montpellier" in accepted.text
    assert "Suggested by Amine, checked by Mo" in accepted.text
    assert "La Fabrique, Sète" in refused.text
    assert "We could not verify it" in refused.text
    assert "an addition" in spam.text


def test_nothing_that_was_refused_or_private_leaves(
    client: FlaskClient, decided: list[Receipt]
) -> None:
    """Neither spam, nor a proposed value, nor a word that was meant for one person."""
    visitor = client.application.test_client()
    page = visitor.get("/hub/places/decisions").text
    for planted in (PLANTED, "719998", "secret", "Between us", "amine@example.org", "s.example"):
        assert planted not in page


def test_the_dataset_says_how_fast_and_how_often(decided: list[Receipt], read: Read) -> None:
    """The median time and the share that is accepted, at the top and under About."""
    assert "suggestions decided within" in read("/hub/places/").text
    facts = read("/hub/places/about").text
    assert "3 suggestions decided" in facts
    assert "33% accepted" in facts


def test_a_private_dataset_has_no_log_for_strangers(
    client: FlaskClient, instance: Instance, decided: list[Receipt]
) -> None:
    """It looks as if it was not there."""
    with instance.database.transaction() as session:
        session.execute(update(Dataset).values(public=False))
    visitor = client.application.test_client()
    assert visitor.get("/hub/places/decisions").status_code == 404
