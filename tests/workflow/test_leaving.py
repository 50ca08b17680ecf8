"""An account that is deleted: what was sent goes on, what is held about its person is nowhere."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.accounts.memberships import give_role
from datapatch.accounts.people import NewPerson
from datapatch.db.models import (
    Base,
    Contribution,
    OutboxEntry,
    OutboxState,
    Person,
    Role,
    State,
    Workspace,
)
from datapatch.errors import InvalidInput, NotFound
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.contributors.receipts import follow
from datapatch.workflow.contributors.thanking import read_thanks
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bells import read_bell
from datapatch.workflow.past.history import history
from datapatch.workflow.people.joining import Joining, join, login_address, new_token
from datapatch.workflow.people.visiting import change_password, visitor_of_token
from datapatch.workflow.privacy.held import held_about_account
from datapatch.workflow.privacy.leaving import (
    LastAdministrator,
    LastOwner,
    before_leaving,
    leave,
)
from datapatch.workflow.proposals.contributing import Contributor, Receipt
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.queue.queue_feeds import feed_secret, reader_of_feed
from datapatch.workflow.queue.saved_filters import keep_filter
from datapatch.workflow.review.surroundings import surroundings
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept, refuse
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.workflow.walking import suggest

NAME, LOGIN, EMAIL = "Planted Zoe", "planted-login", "planted@example.org"
PHONE = {"telephone": "+33465710002"}
LATER = NOON + timedelta(hours=1)


@pytest.fixture
def zoe(instance: Instance, staff: Staff) -> int:
    """Somebody who moderates, with a password, a token, a filter and much else that is hers."""
    zoe = NewPerson(LOGIN, NAME, "fr", EMAIL, "planted password")
    return join(instance, zoe, [Joining("hub", Role.MODERATOR)], now=NOON)


def sent_by(zoe: int, row: str, instance: Instance) -> Receipt:
    """A correction that Zoe sent, logged in, with her name and her address."""
    who = Contributor(NAME, EMAIL, "It moved", "", "en", zoe)
    return suggest(instance, row, {"telephone": f"+3346571990{row[1]}"}, who)


def where_planted(instance: Instance, *values: str) -> list[str]:
    """The tables that hold one of these values, in any column."""
    with instance.database.reading() as session:
        return [
            f"{table.name}: {value}"
            for table in Base.metadata.sorted_tables
            for row in session.execute(select(table))
            for value in values
            if value in repr(tuple(row))
        ]


def owner(instance: Instance, login: str) -> None:
    """Let somebody own the workspace, and nobody else."""
    with instance.database.transaction() as session:
        person = session.scalars(select(Person).where(Person.login == login)).one()
        give_role(session, person, _hub(session), Role.OWNER)


def _hub(session: Session) -> Workspace:
    return session.scalars(select(Workspace).where(Workspace.slug == "hub")).one()


def test_nothing_of_her_is_in_any_table(instance: Instance, zoe: int, staff: Staff) -> None:
    """Whatever she left, wherever it lay: the name too, when she withdraws it."""
    moderator = Moderator(OPERATOR, zoe, NAME)
    published, waiting = sent_by(zoe, "p1", instance), sent_by(zoe, "p2", instance)
    accept(instance, staff.moderator, published.id, now=NOON)
    other = suggest(instance, "p3", PHONE)
    refuse(instance, moderator, other.id, words="No.", now=NOON)
    token = new_token(instance, LOGIN, "planted laptop", now=NOON)
    login_address(instance, LOGIN, now=NOON)
    keep_filter(instance, zoe, "planted filter", "kind=correction", now=NOON)
    feed = feed_secret(instance, zoe)
    surroundings(instance, moderator, find_contribution(instance, OPERATOR, waiting.id), now=NOON)
    with instance.database.transaction() as session:
        session.execute(update(OutboxEntry).values(state=OutboxState.SENT))
    planted = (NAME, LOGIN, EMAIL, "planted laptop", "planted filter")
    assert len({found.partition(": ")[2] for found in where_planted(instance, *planted)}) == 5

    leave(instance, LOGIN, keep_name=False, now=LATER)

    assert where_planted(instance, *planted) == []
    with instance.database.reading() as session:
        left = session.get_one(Person, zoe)
        assert (left.password_hash, left.is_administrator) == (None, False)
    assert visitor_of_token(instance, token, now=LATER) is None
    assert read_bell(instance, zoe) == ()
    with pytest.raises(NotFound):
        reader_of_feed(instance, zoe, feed)
    with pytest.raises(NotFound):
        held_about_account(instance, LOGIN)
    assert follow(instance, waiting.secret).record.state == State.OPEN


def test_what_she_sent_goes_on(instance: Instance, zoe: int, staff: Staff) -> None:
    """It is decided like any other; she is told nothing; her name stays when she keeps it."""
    receipt = sent_by(zoe, "p1", instance)
    leave(instance, LOGIN, keep_name=True, now=LATER)
    record = find_contribution(instance, OPERATOR, receipt.id)
    assert (record.has_email, record.author_name) == (False, NAME)
    accept(instance, staff.moderator, receipt.id, now=LATER)
    assert read_thanks(instance, OPERATOR, PLACES).people == ((NAME, 1),)
    (told, *_older) = history(instance, PLACES, seconds=None)
    assert told.author == NAME
    with instance.database.reading() as session:
        row = session.get_one(Contribution, receipt.id)
        assert (row.person_id, row.pushed_ref) == (None, None)
    assert where_planted(instance, EMAIL, LOGIN) == []


def test_a_withdrawn_name_stands_on_no_page(instance: Instance, zoe: int, staff: Staff) -> None:
    """Neither as author nor as reviewer; the thanks count her among the anonymous."""
    hers, other = sent_by(zoe, "p1", instance), suggest(instance, "p2", PHONE)
    accept(instance, staff.moderator, hers.id, now=NOON)
    accept(instance, Moderator(OPERATOR, zoe, NAME), other.id, now=NOON)
    told = history(instance, PLACES, seconds=None)
    assert [(e.author, e.reviewer) for e in told[:2]] == [("Anonymous", NAME), (NAME, "Mo")]
    leave(instance, LOGIN, keep_name=False, now=LATER)
    told = history(instance, PLACES, seconds=None)
    assert [(e.author, e.reviewer) for e in told[:2]] == [("Anonymous", ""), ("Anonymous", "Mo")]
    assert read_thanks(instance, OPERATOR, PLACES).anonymous == 2


def test_a_verdict_of_hers_is_still_carried_out(instance: Instance, zoe: int) -> None:
    """Whoever decided and leaves within the seconds of Undo has decided."""
    patient = replace(instance, config=replace(instance.config, undo_seconds=10))
    receipt = suggest(instance, "p1", PHONE)
    accept(patient, Moderator(OPERATOR, zoe, NAME), receipt.id, now=NOON)
    leave(instance, LOGIN, keep_name=False, now=NOON)
    carry_out_due(instance, now=LATER)
    assert find_contribution(instance, OPERATOR, receipt.id).state == State.PUBLISHED
    (told, *_older) = history(instance, PLACES, seconds=None)
    assert told.reviewer == ""


def test_the_last_owner_hands_it_over_first(instance: Instance, zoe: int, staff: Staff) -> None:
    """To somebody who works there; then that person may what she could."""
    owner(instance, LOGIN)
    (orphan,) = before_leaving(instance, LOGIN).orphans
    assert [heir.login for heir in orphan.heirs] == ["mo"]
    with pytest.raises(LastOwner, match="Nobody else answers for Hub"):
        leave(instance, LOGIN, keep_name=True, now=LATER)
    with pytest.raises(InvalidInput, match="ada works in Hub no more"):
        leave(instance, LOGIN, keep_name=True, heirs={"hub": "ada"}, now=LATER)
    assert held_about_account(instance, LOGIN)["account"]
    leave(instance, LOGIN, keep_name=True, heirs={"hub": "mo"}, now=LATER)
    assert [one.workspace for one in before_leaving(instance, "mo").orphans] == ["hub"]


def test_a_workspace_of_her_own_falls_to_the_administrators(
    instance: Instance, staff: Staff
) -> None:
    """Nobody else works there, and somebody answers for the whole site."""
    join(instance, NewPerson("sole", "Sole", "en"), [Joining("alone", Role.OWNER)], now=NOON)
    told = before_leaving(instance, "sole")
    assert [orphan.heirs for orphan in told.orphans] == [()]
    assert [one.login for one in told.administrators] == ["ada"]
    leave(instance, "sole", keep_name=True, now=LATER)
    with pytest.raises(NotFound):
        before_leaving(instance, "sole")


def test_the_last_administrator_stays(instance: Instance, staff: Staff) -> None:
    """Until there is another one."""
    with pytest.raises(LastAdministrator):
        leave(instance, "ada", keep_name=True, now=LATER)
    join(instance, NewPerson("eve", "Eve", "en", is_administrator=True), now=NOON)
    leave(instance, "ada", keep_name=True, now=LATER)


def test_her_login_and_number_are_nobodys(instance: Instance, zoe: int) -> None:
    """Somebody else may take the login; who does is another person."""
    leave(instance, LOGIN, keep_name=True, now=LATER)
    again = join(instance, NewPerson(LOGIN, "Another", "en", EMAIL), now=LATER)
    assert again != zoe
    change_password(instance, again, "another long password")
    assert held_about_account(instance, LOGIN)["contributions"] == []
