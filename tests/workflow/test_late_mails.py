"""What has waited for long, by mail: to whom, once, and no more than one mail in a day."""

from datetime import datetime, timedelta
from email.message import EmailMessage

import pytest
from sqlalchemy import select, update

from datapatch.accounts.memberships import limit_to_rows, name_deputy
from datapatch.accounts.people import NewPerson
from datapatch.db.models import Contribution, Person, Rhythm, Role, Workspace
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.people.joining import Joining, join
from datapatch.workflow.queue.waiting_long import tell_late
from tests.builders import NOON
from tests.outbound.posts import Post, bodies
from tests.workflow.walking import suggest

HOUR, DAY = timedelta(hours=1), timedelta(days=1)
ZOE, KIM = "zoe@example.org", "kim@example.org"
LATE = "Waiting for long: {} to decide"


@pytest.fixture
def post(instance: Instance) -> Post:
    """Zoé is a deputy who wants mails at once, Kim an owner; three suggestions, hours apart."""
    zoe = _add(instance, "zoe", Role.MODERATOR)
    _add(instance, "kim", Role.OWNER)
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace)).one()
        name_deputy(session, session.get_one(Person, zoe), hub)
    for number, town in enumerate(("Agde", "Lunel", "Alès")):
        receipt = suggest(instance, f"p{number + 1}", {"commune": town})
        with instance.database.transaction() as session:
            session.get_one(Contribution, receipt.id).created_at = NOON + number * HOUR
    arrived = Post(instance)
    arrived.new()
    return arrived


def _add(instance: Instance, login: str, role: Role) -> int:
    new = NewPerson(login, login.capitalize(), "en", f"{login}@example.org")
    person = join(instance, new, [Joining("hub", role)], now=NOON)
    with instance.database.transaction() as session:
        rhythm = update(Person).where(Person.id == person).values(rhythm=Rhythm.AT_ONCE)
        session.execute(rhythm)
    return person


def sweep(post: Post, at: datetime) -> list[EmailMessage]:
    """What the server takes when the worker looks around at this moment."""
    tell_late(post.instance, now=at)
    send_digests(post.instance, now=at)
    return post.new(at=at)


def told(mails: list[EmailMessage]) -> list[tuple[str, str]]:
    """Who reads what in the subject."""
    return [(mail["To"], mail["Subject"]) for mail in mails]


def test_one_mail_in_a_day_tells_of_all_that_grew_old(post: Post) -> None:
    """Each suggestion is told once, to deputies after a week and to owners after two."""
    week = NOON + 7 * DAY
    assert sweep(post, week - HOUR) == []
    assert told(first := sweep(post, week)) == [(ZOE, LATE.format(1))]
    assert sweep(post, week + HOUR) == sweep(post, week + 23 * HOUR) == []
    assert told(second := sweep(post, week + DAY)) == [(ZOE, LATE.format(2))]
    assert "Agde" in bodies(first[0])[0]
    assert all(
        "Agde" not in body and "Lunel" in body and "Alès" in body for body in bodies(second[0])
    )
    assert sweep(post, week + 2 * DAY) == []

    fortnight = NOON + 14 * DAY
    assert told(sweep(post, fortnight + 3 * HOUR)) == [(KIM, LATE.format(3))]
    assert sweep(post, fortnight + 90 * DAY) == []


def test_a_deputy_of_some_rows_hears_of_these_alone(post: Post) -> None:
    """The other suggestions wait for the owner's mail."""
    with post.instance.database.transaction() as session:
        hub = session.scalars(select(Workspace)).one()
        zoe = session.scalars(select(Person).where(Person.login == "zoe")).one()
        limit_to_rows(session, zoe, hub, "commune", ["Sète"])
    (mail,) = sweep(post, NOON + 8 * DAY)
    assert told([mail]) == [(ZOE, LATE.format(1))]
    for body in bodies(mail):
        assert "La Fabrique, Sète" in body
        assert "Lunel" not in body
        assert "Alès" not in body
    assert sweep(post, NOON + 13 * DAY) == []
    assert told(sweep(post, NOON + 15 * DAY)) == [(KIM, LATE.format(3))]


def test_what_somebody_reads_daily_is_told_with_it(post: Post) -> None:
    """A daily digest takes along what grew old: never a second mail on the same day."""
    with post.instance.database.transaction() as session:
        session.execute(update(Person).where(Person.login == "zoe").values(rhythm=Rhythm.DAILY))
    week = NOON + 7 * DAY
    taken = [mail for hour in range(0, 50, 5) for mail in sweep(post, week + hour * HOUR)]
    assert told(taken) == [(ZOE, LATE.format(1)), (ZOE, LATE.format(2))]
