"""A process killed in the middle of a publication: then everything agrees, and nothing is lost."""

from datetime import timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select

from datapatch.config import MailConfig
from datapatch.db.models import Contribution, OutboxEntry, State
from datapatch.outbound.delivery import deliver_ready
from datapatch.outbound.smtp import SmtpTransport
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from datapatch.workflow.publication.publishing import recover
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, Staff
from tests.kill.dying import Step, assert_sound, dies_at, git
from tests.outbound.mail_servers import Mailbox, mail_server
from tests.workflow.walking import suggest

PUBLISHING = "datapatch.workflow.publication.publishing"
REPOSITORY = "datapatch.gitstore.repository:Repository"
PAIR = "datapatch.gitstore.pair:DatasetRepositories"

NOT_YET = (
    Step(PUBLISHING, "_mark", "before"),
    Step(PUBLISHING, "_mark", "after"),
    Step(REPOSITORY, "copy_from", "before"),
    Step(REPOSITORY, "copy_from", "after"),
    Step(REPOSITORY, "commit", "after"),
    Step(REPOSITORY, "advance", "before"),
)
"""Up to here the published branch has not moved."""

ALREADY = (
    Step(REPOSITORY, "advance", "after"),
    Step(PUBLISHING, "write_merge", "after"),
    Step(PUBLISHING, "_finish", "before"),
    Step(PUBLISHING, "tell_contributor", "after"),
    Step(PAIR, "mirror_main", "before"),
    Step(PAIR, "mirror_main", "after"),
    Step(REPOSITORY, "delete_branch", "after"),
    Step(PUBLISHING, "drop_branch", "before"),
    Step(PUBLISHING, "drop_branch", "after"),
)
"""From here on it has."""

AMINE = Contributor("Amine", "amine@example.org", language="en")


@pytest.fixture
def receipt(instance: Instance, people: Staff) -> Receipt:
    """A correction that waits."""
    assert people
    return suggest(instance, "p2", {"telephone": "+33465710002"}, AMINE)


def decide(instance: Instance, people: Staff, contribution: str) -> None:
    """What a moderator's click does, in a process that opens everything anew."""
    accept(open_instance(instance.config), people.moderator, contribution, now=NOON)


def state(instance: Instance, contribution: str) -> State:
    """What the database says of it."""
    with instance.database.reading() as session:
        return session.get_one(Contribution, contribution).state


def thanks(instance: Instance) -> list[str]:
    """The states of the mails that thank the contributor."""
    query = select(OutboxEntry).where(
        OutboxEntry.recipient == AMINE.email, OutboxEntry.subject.startswith("Published")
    )
    with instance.database.reading() as session:
        return [str(entry.state) for entry in session.scalars(query)]


def published_as(instance: Instance, contribution: str) -> list[str]:
    """The revisions of ``main`` that carry this contribution's trailer."""
    form = "--format=%H %(trailers:key=Contribution,valueonly,separator=%x2C)"
    lines = git(instance, PLACES, "log", "--first-parent", form, "main").splitlines()
    return [line.split()[0] for line in lines if line.split()[1:] == [contribution]]


def deliver(instance: Instance, config: MailConfig, *, minutes: int = 0) -> None:
    """What the worker does with the outbox."""
    now = NOON + timedelta(minutes=minutes)
    deliver_ready(instance.database, SmtpTransport(config), lambda: now)


def assert_decided(instance: Instance, contribution: str) -> None:
    """The verdict stands and nothing of it is carried out: no mail, no revision, a branch."""
    assert state(instance, contribution) == State.SCHEDULED
    assert published_as(instance, contribution) == []
    assert thanks(instance) == []
    branch = f"refs/heads/contributions/{contribution}"
    assert git(instance, PLACES, "rev-parse", "--verify", branch, review=True)


def assert_published(instance: Instance, contribution: str) -> None:
    """It is published once, the thanks may leave, its branch is gone."""
    (commit,) = published_as(instance, contribution)
    with instance.database.reading() as session:
        row = session.get_one(Contribution, contribution)
        assert (row.state, row.published_commit) == (State.PUBLISHED, commit)
        assert (row.branch_commit, row.decided_at) == (None, NOON)
    assert len(thanks(instance)) == 1
    listed = git(instance, PLACES, "for-each-ref", "--format=%(refname)", review=True).split()
    assert listed == ["refs/heads/main"]
    head = git(instance, PLACES, "rev-parse", "main")
    assert git(instance, PLACES, "rev-parse", "main", review=True) == head


@pytest.mark.parametrize("step", NOT_YET, ids=str)
def test_killed_before_the_branch_moved(
    instance: Instance, people: Staff, receipt: Receipt, step: Step
) -> None:
    """The verdict was recorded and stands: the worker publishes it once."""
    dies_at(step, lambda: decide(instance, people, receipt.id))
    recover(instance, now=NOON)
    assert_decided(instance, receipt.id)
    assert_sound(instance, PLACES)
    assert carry_out_due(instance, now=NOON) == 1
    assert_published(instance, receipt.id)
    assert_sound(instance, PLACES)


@pytest.mark.parametrize("step", ALREADY, ids=str)
def test_killed_after_the_branch_moved(
    instance: Instance, people: Staff, receipt: Receipt, step: Step
) -> None:
    """The publication is finished at the next start."""
    dies_at(step, lambda: decide(instance, people, receipt.id))
    recover(instance, now=NOON)
    assert_published(instance, receipt.id)
    assert_sound(instance, PLACES)


@pytest.mark.parametrize("step", [*NOT_YET, *ALREADY], ids=str)
def test_the_next_decision_mends_too(
    instance: Instance, people: Staff, receipt: Receipt, step: Step
) -> None:
    """Nobody has to start anything again: another contribution's decision finds what was left."""
    other = suggest(instance, "p1", {"services": "cours"})
    dies_at(step, lambda: decide(instance, people, receipt.id))
    decide(instance, people, other.id)
    assert len(published_as(instance, other.id)) == 1
    if step in NOT_YET:
        assert_decided(instance, receipt.id)
        carry_out_due(instance, now=NOON)
    assert_published(instance, receipt.id)
    assert_sound(instance, PLACES)


@pytest.mark.parametrize("step", [*NOT_YET, *ALREADY], ids=str)
def test_thanks_leave_after_the_publication_and_are_not_lost(
    instance: Instance, people: Staff, receipt: Receipt, step: Step
) -> None:
    """A mail server sees them once, and not before the revision is there."""
    dies_at(step, lambda: decide(instance, people, receipt.id))
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        deliver(instance, config)
        assert not thanked(mailbox) or state(instance, receipt.id) == State.PUBLISHED
        recover(instance, now=NOON)
        carry_out_due(instance, now=NOON)
        for minutes in (1, 5):
            deliver(instance, config, minutes=minutes)
    assert thanked(mailbox) == 1


def test_a_mail_that_nobody_confirmed_is_sent_once_more(
    instance: Instance, people: Staff, receipt: Receipt
) -> None:
    """The server took it, the worker died before it noted that: the same Message-ID again."""
    decide(instance, people, receipt.id)
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        step = Step("datapatch.outbound.delivery", "_mark", "before")
        dies_at(step, lambda: deliver(open_instance(instance.config), config))
        first = mailbox.taken[0]
        for minutes in (1, 3, 4, 60):
            deliver(instance, config, minutes=minutes)
    again = [mail for mail in mailbox.taken if mail["Message-ID"] == first["Message-ID"]]
    assert len(again) == 2
    assert thanked(mailbox) == 1
    assert again[0]["Date"] == again[1]["Date"]
    assert text_of(again[0]) == text_of(again[1])


def thanked(mailbox: Mailbox) -> int:
    """How many mails of thanks a server took."""
    thanks = [mail for mail in mailbox.taken if str(mail["Subject"]).startswith("Published")]
    assert all(mail["To"] == AMINE.email for mail in thanks)
    return len(thanks)


def text_of(mail: EmailMessage) -> str:
    """What is read in it."""
    body = mail.get_body(("plain",))
    assert body is not None
    return str(body.get_content())
