"""What is set apart is quiet: no mail server takes a word about it before somebody looked at it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from datapatch.db.models import Contribution, Notice, NoticeKind, State
from datapatch.workflow.abuse.vetting import Flag, Vetting
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.queue.waiting_long import tell_late
from datapatch.workflow.verdicts.deciding import refuse
from datapatch.workflow.verdicts.ending import lapse_due
from datapatch.workflow.verdicts.releasing import release
from tests.builders import NOON, Staff
from tests.outbound.posts import Post, bodies
from tests.workflow.walking import suggest

AMINE = Contributor("Amine", "amine@example.org", "Buy pills!", language="en")
SUSPICIOUS = Vetting((Flag("links", "3"),), 9, set_apart=True)
CONFIRMABLE = Vetting((Flag("unproven"),), 3, set_apart=True, confirmable=True)
DAY = timedelta(days=1)


@pytest.fixture
def post(instance: Instance, staff: Staff) -> Post:
    """What a mail server of the instance took."""
    return Post(instance)


def bells(instance: Instance) -> list[NoticeKind]:
    """What is behind anybody's bell."""
    with instance.database.reading() as session:
        return list(session.scalars(select(Notice.kind)))


def apart(post: Post, vetting: Vetting = SUSPICIOUS) -> str:
    """The number of a contribution that is in quarantine."""
    number = suggest(post.instance, "p1", {"commune": "Agde"}, AMINE, vetting=vetting).id
    with post.instance.database.reading() as session:
        assert session.get_one(Contribution, number).state == State.QUARANTINED
    return number


def test_nobody_hears_of_it_however_long_it_lies(post: Post) -> None:
    """No receipt to the address that was left, no notice and no digest to moderators."""
    apart(post)
    for days in (0, 1, 8, 15):
        tell_late(post.instance, now=NOON + days * DAY)
        send_digests(post.instance, now=NOON + days * DAY)
        assert post.new(at=NOON + days * DAY) == []
    assert bells(post.instance) == []


def test_the_one_mail_that_may_leave_asks_to_confirm(post: Post) -> None:
    """Where a proof alone is lacking; it repeats no word of the sender, whom nobody knows."""
    apart(post, CONFIRMABLE)
    (mail,) = post.new(at=NOON)
    assert (mail["To"], mail["Subject"]) == (
        "amine@example.org",
        "One more click for your suggestion",
    )
    assert all("pills" not in body and "Agde" not in body for body in bodies(mail))
    assert bells(post.instance) == []


def test_released_it_is_told_like_any_other(post: Post, staff: Staff) -> None:
    """The receipt and the moderators' mail leave then."""
    release(post.instance, staff.moderator, apart(post), now=NOON)
    assert sorted(mail["To"] for mail in post.new()) == ["amine@example.org", "mo@example.org"]


def test_it_ends_without_a_mail_to_an_address_that_nobody_proved(post: Post, staff: Staff) -> None:
    """Its receipt says what became of it. Moderators are told of what was erased unread."""
    refuse(post.instance, staff.moderator, apart(post), motive="spam", now=NOON)
    assert post.new() == []
    apart(post)
    lapse_due(post.instance, now=NOON + 100 * DAY)
    send_digests(post.instance, now=NOON + 100 * DAY)
    assert [mail["To"] for mail in post.new(at=NOON + 100 * DAY)] == ["mo@example.org"]
