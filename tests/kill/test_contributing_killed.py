"""A process killed while a contribution is made, refused or taken back: all of it, or nothing."""

import pytest
from sqlalchemy import select

from datapatch.db.models import Contribution, OutboxEntry, State
from datapatch.gitstore.pair import contribution_branch
from datapatch.gitstore.repository import MAIN
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.publication.publishing import recover
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept, refuse
from datapatch.workflow.verdicts.ending import withdraw
from tests.builders import NOON, PLACES, Staff
from tests.kill.dying import Step, assert_sound, dies_at, git
from tests.workflow.walking import suggest

CONTRIBUTING = "datapatch.workflow.proposals.contributing"
DECIDING = "datapatch.workflow.verdicts.deciding"
ENDING = "datapatch.workflow.verdicts.ending"
REPOSITORY = "datapatch.gitstore.repository:Repository"
PRIVATE = "0600000000"
"""What somebody proposed and nobody is to find again."""


def again(instance: Instance) -> Instance:
    """The instance as another process opens it."""
    return open_instance(instance.config)


def contributions(instance: Instance) -> list[Contribution]:
    """Every record."""
    with instance.database.reading() as session:
        return list(session.scalars(select(Contribution)))


def branches(instance: Instance) -> list[str]:
    """What the review repository names."""
    form = "--format=%(refname:short)"
    return git(instance, PLACES, "for-each-ref", form, "refs/heads", review=True).split()


def everything(instance: Instance) -> str:
    """The content of every object of both repositories."""
    words = ("cat-file", "--batch-all-objects", "--batch", "--unordered")
    return git(instance, PLACES, *words) + git(instance, PLACES, *words, review=True)


@pytest.mark.parametrize(
    "step",
    [
        Step(CONTRIBUTING, "commit_proposal", "after"),
        Step(CONTRIBUTING, "record_contribution", "after"),
        Step(REPOSITORY, "advance", "after"),
    ],
    ids=str,
)
def test_a_contribution_that_was_not_recorded(
    instance: Instance, people: Staff, step: Step
) -> None:
    """Neither record nor mail nor branch; the next decision drops what it had written."""
    dies_at(step, lambda: suggest(again(instance), "p2", {"telephone": PRIVATE}))
    assert contributions(instance) == []
    with instance.database.reading() as session:
        assert session.scalars(select(OutboxEntry)).all() == []
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    accept(instance, people.moderator, receipt.id, now=NOON)
    assert branches(instance) == [MAIN]
    assert PRIVATE not in everything(instance)
    assert_sound(instance, PLACES)


@pytest.mark.parametrize(
    "step",
    [
        Step(DECIDING, "_decide", "before"),
        Step(DECIDING, "mark_handled", "after"),
        Step(DECIDING, "carry_out", "before"),
        Step(ENDING, "tell_contributor", "after"),
        Step(ENDING, "drop_branch", "before"),
        Step(REPOSITORY, "delete_branch", "after"),
    ],
    ids=str,
)
def test_a_refusal(instance: Instance, people: Staff, step: Step) -> None:
    """It is open, or decided and carried out, and then nothing of it stays in git."""
    receipt = suggest(instance, "p2", {"telephone": PRIVATE})
    dies_at(
        step,
        lambda: refuse(again(instance), people.moderator, receipt.id, words="No", now=NOON),
    )
    recover(instance, now=NOON)
    carry_out_due(instance, now=NOON)
    (record,) = contributions(instance)
    if record.state == State.OPEN:
        refuse(instance, people.moderator, receipt.id, words="No", now=NOON)
        (record,) = contributions(instance)
    assert (record.state, record.branch_commit) == (State.REFUSED, None)
    assert branches(instance) == [MAIN]
    assert PRIVATE not in everything(instance)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_withdrawal(instance: Instance, when: str) -> None:
    """What was taken back leaves git at the next start at the latest."""
    receipt = suggest(instance, "p2", {"telephone": PRIVATE})
    step = Step(REPOSITORY, "delete_branch", "before" if when == "before" else "after")
    dies_at(step, lambda: withdraw(again(instance), receipt.secret, now=NOON))
    recover(instance, now=NOON)
    (record,) = contributions(instance)
    assert (record.state, record.branch_commit) == (State.WITHDRAWN, None)
    assert branches(instance) == [MAIN]
    assert PRIVATE not in everything(instance)


def test_a_branch_that_is_not_where_it_was_recorded(instance: Instance, people: Staff) -> None:
    """An amendment that was never recorded is forgotten; the first version can be accepted."""
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"})
    with instance.repositories(PLACES) as pair:
        branch = contribution_branch(receipt.id)
        tip, elsewhere = pair.review.tip(branch), pair.published.tip(MAIN)
        assert elsewhere is not None
        pair.review.advance(branch, expected=tip, to=elsewhere)
    recorded = contributions(instance)[0].branch_commit
    other = suggest(instance, "p1", {"services": "cours"})
    accept(instance, people.moderator, other.id, now=NOON)
    assert git(instance, PLACES, "rev-parse", branch, review=True).strip() == recorded
    accept(instance, people.moderator, receipt.id, now=NOON)
    assert_sound(instance, PLACES)
