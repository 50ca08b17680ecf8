"""An address that does not work is marked, and no more is written to it."""

from datetime import timedelta
from functools import partial

import pytest
from sqlalchemy import select

from datapatch.db.models import OutboxEntry, Person
from datapatch.errors import InvalidInput
from datapatch.outbound.delivery import deliver_ready
from datapatch.outbound.smtp import SmtpTransport
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bells import choose_rhythm
from datapatch.workflow.mails.bouncing import address_bounced, read_report
from datapatch.workflow.proposals.contributing import Contributor
from tests.builders import NOON, OPERATOR, Staff
from tests.outbound.mail_servers import Mailbox, mail_server
from tests.outbound.reports import report
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "Amine@example.org", language="en")


def deliver(instance: Instance, answer: str, *, minutes: int = 0) -> Mailbox:
    """What a server saw that gives this answer to each recipient."""
    mailbox = Mailbox(answer_to_recipient=answer)
    with mail_server(mailbox) as config:
        bounced = partial(address_bounced, secret=instance.secret)
        now = NOON + timedelta(minutes=minutes)
        deliver_ready(instance.database, SmtpTransport(config), lambda: now, on_nobody=bounced)
    return mailbox


def mails(instance: Instance, recipient: str) -> list[OutboxEntry]:
    """What was written to this address."""
    query = select(OutboxEntry).where(OutboxEntry.recipient == recipient)
    with instance.database.reading() as session:
        return list(session.scalars(query))


def is_marked(instance: Instance, contribution: str) -> bool:
    """Whether moderators see that the address does not work."""
    return find_contribution(instance, OPERATOR, contribution).email_bounced


def test_an_address_where_nobody_is_gets_one_mail(instance: Instance) -> None:
    """Refused once for good, it is marked, and the next contribution with it is from the start."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    deliver(instance, "550 5.1.1 No such user here")
    assert is_marked(instance, receipt.id)
    other = suggest(instance, "p2", {"commune": "Agde"}, AMINE)
    assert is_marked(instance, other.id)
    assert len(mails(instance, "Amine@example.org")) == 1


@pytest.mark.parametrize(
    "answer", ["550 5.7.1 Blocked by policy", "552 5.2.2 Mailbox full", "450 Busy"]
)
def test_other_refusals_say_nothing_of_the_address(instance: Instance, answer: str) -> None:
    """A policy, a full mailbox, a busy server: the next mail is tried."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    deliver(instance, answer)
    assert not is_marked(instance, receipt.id)
    suggest(instance, "p2", {"commune": "Agde"}, AMINE)
    assert "Amine@example.org" in deliver(instance, "250 OK", minutes=5).recipients


def test_a_moderator_whose_mail_comes_back_keeps_the_bell(instance: Instance, staff: Staff) -> None:
    """No mail goes there until they say that it works again."""
    suggest(instance, "p1", {"commune": "Agde"})
    deliver(instance, "550 No such user")
    with instance.database.reading() as session:
        found = session.scalar(select(Person.email_bounced_at).where(Person.login == "mo"))
    assert found == NOON
    choose_rhythm(instance, staff.moderator.person_id, "at_once")
    suggest(instance, "p2", {"commune": "Agde"})
    assert "mo@example.org" in deliver(instance, "250 OK", minutes=5).recipients


@pytest.mark.parametrize("kind", ["message/rfc822", "text/rfc822-headers"])
def test_a_report_marks_the_address_of_its_mail(instance: Instance, kind: str) -> None:
    """The mail is known by its Message-ID, whatever address a forwarder names."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    deliver(instance, "250 OK")
    (mail,) = mails(instance, "Amine@example.org")
    said = report(mail.message_id, kind=kind, recipient="elsewhere@example.net")
    assert read_report(instance, said, now=NOON)
    assert is_marked(instance, receipt.id)


@pytest.mark.parametrize(
    ("action", "status"), [("delayed", "4.4.1"), ("failed", "5.7.1"), ("delivered", "2.0.0")]
)
def test_a_report_about_something_else_marks_nothing(
    instance: Instance, action: str, status: str
) -> None:
    """Delays, policies and good news leave the address as it is."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    (mail,) = mails(instance, "Amine@example.org")
    said = report(mail.message_id, action=action, status=status)
    assert not read_report(instance, said, now=NOON)
    assert not is_marked(instance, receipt.id)


def test_a_forged_report_silences_nobody(instance: Instance) -> None:
    """Only a mail that this instance wrote can come back; other mail is no report."""
    receipt = suggest(instance, "p1", {"commune": "Agde"}, AMINE)
    forged = report("<guess@hub.example>", recipient="Amine@example.org")
    for text in (forged, b"Subject: hello\n\nNot a report."):
        with pytest.raises(InvalidInput):
            read_report(instance, text, now=NOON)
    assert not is_marked(instance, receipt.id)
