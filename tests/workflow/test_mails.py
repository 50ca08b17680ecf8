"""The mails of one contribution, taken by a real mail server and read as a person would."""

from datetime import timedelta

import pytest

from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.review.accepting import CellPlace, Choices, places
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.asking import answer, ask
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import lapse_due
from tests.builders import NOON, OPERATOR, Staff
from tests.outbound.posts import Post, bodies, says
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "amine@example.org", "Nous avons déménagé.", language="fr")
KIM = Contributor("Kim", "kim@example.org", language="en")


@pytest.fixture
def post(instance: Instance) -> Post:
    """What a mail server of the instance took."""
    return Post(instance)


def test_from_the_receipt_to_the_publication(instance: Instance, staff: Staff, post: Post) -> None:
    """Thanks with the link, a question with the way to answer, the change with its address."""
    receipt = suggest(instance, "p1", {"commune": "Agde", "telephone": "+33465710009"}, AMINE)
    link = f"{instance.config.base_url}/receipts/{receipt_secret(instance.secret, receipt.id)}"
    mail = post.read("amine@example.org")
    assert mail["Subject"] == "Nous avons votre proposition : La Fabrique, Sète"
    says(mail, "Places that help", "commune", "Sète", "Agde", "Gardez ce lien", link)
    ask(instance, staff.moderator, receipt.id, "Depuis quand ?", now=NOON)
    mail = post.read("amine@example.org")
    assert mail["Subject"] == "Une question sur La Fabrique, Sète"
    says(mail, "Depuis quand ?", "Répondre", link)
    answer(instance, receipt.secret, "Depuis mai.", now=NOON)
    says(post.read("mo@example.org"), "Amine writes", "Depuis mai.", f"/contributions/{receipt.id}")
    record = find_contribution(instance, OPERATOR, receipt.id)
    ((row, _change),) = places(examine(instance, record).tables[0])
    part = Choices(cells_left_out=frozenset({CellPlace(row, "telephone")}))
    accept(instance, staff.moderator, receipt.id, now=NOON, choices=part)
    commit = find_contribution(instance, OPERATOR, receipt.id).published_commit
    mail = post.read("amine@example.org")
    says(mail, "est publié", "Agde", f"/hub/places/changes/{str(commit)[:12]}", link)
    assert all("33465710009" not in body for body in bodies(mail))


def test_a_refusal_says_why(instance: Instance, staff: Staff, post: Post) -> None:
    """The motive and the moderator's words, kindly, and the way to try again."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, KIM)
    post.read("kim@example.org")
    words = "The town hall says no."
    refuse(instance, staff.moderator, receipt.id, motive="unverifiable", words=words, now=NOON)
    mail = post.read("kim@example.org")
    assert mail["Subject"] == "Not published: La Fabrique, Sète"
    says(mail, "We could not verify it. The town hall says no.", "suggest it again")


def test_silence_and_what_is_so_already(instance: Instance, staff: Staff, post: Post) -> None:
    """A question without an answer ends with a word; what others sent first ends with thanks."""
    asked = suggest(instance, "p1", {"commune": "Agde"}, KIM)
    post.read("kim@example.org")
    ask(instance, staff.moderator, asked.id, "Since when?", now=NOON)
    post.read("kim@example.org")
    lapse_due(instance, now=NOON + timedelta(days=30))
    with_another = suggest(instance, "p2", {"commune": "Agde"}, AMINE)
    assert "closed" in bodies(post.read("kim@example.org"))[0]
    first = suggest(instance, "p2", {"commune": "Agde"})
    accept(instance, staff.moderator, first.id, now=NOON)
    assert find_contribution(instance, OPERATOR, with_another.id).state == "already_so"
    says(post.read("amine@example.org"), "déjà publié", "/hub/places")
