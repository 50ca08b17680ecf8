"""Links that log one person in, once."""

import threading
from datetime import timedelta

from sqlalchemy import func, select, text

from datapatch.accounts.login_links import (
    LIFETIME_AT_START,
    create_login_link,
    person_of_login_link,
    use_login_link,
)
from datapatch.accounts.people import disable
from datapatch.db.models import LoginLink, Person
from datapatch.db.session import Database
from tests.db.rows import NOW, person_row

LATER = NOW + timedelta(minutes=15)


def test_a_link_works_once(database: Database) -> None:
    """Looking at it uses nothing up; the first use does."""
    with database.transaction() as session:
        lea = person_row(session)
        link = create_login_link(session, lea, now=NOW)
        for _ in range(2):
            assert person_of_login_link(session, link, now=NOW) is lea
        assert use_login_link(session, link, now=NOW) is lea
        assert use_login_link(session, link, now=NOW) is None
        assert person_of_login_link(session, link, now=NOW) is None
        assert link not in str(session.execute(text("SELECT * FROM login_link")).all())


def test_a_link_expires(database: Database) -> None:
    """After a quarter of an hour, or a day for the one printed at the start."""
    with database.transaction() as session:
        lea = person_row(session)
        short = create_login_link(session, lea, now=NOW)
        long = create_login_link(session, lea, now=NOW, lifetime=LIFETIME_AT_START)
        assert use_login_link(session, short, now=LATER) is None
        assert use_login_link(session, long, now=LATER) is lea


def test_an_unknown_link_and_a_closed_account(database: Database) -> None:
    """Neither lets anybody in."""
    with database.transaction() as session:
        lea = person_row(session)
        link = create_login_link(session, lea, now=NOW)
        assert use_login_link(session, "wrong", now=NOW) is None
        disable(lea, now=NOW)
        session.flush()
        assert use_login_link(session, link, now=NOW) is None


def test_expired_links_do_not_pile_up(database: Database) -> None:
    """Making a link deletes those that are over."""
    with database.transaction() as session:
        lea = person_row(session)
        create_login_link(session, lea, now=NOW)
        create_login_link(session, lea, now=LATER)
        assert session.scalar(select(func.count()).select_from(LoginLink)) == 1


def test_of_two_at_the_same_moment_one_gets_in(database: Database) -> None:
    """A link that was copied does not log two people in."""
    with database.transaction() as session:
        link = create_login_link(session, person_row(session), now=NOW)
    let_in: list[Person | None] = []
    uses = [threading.Thread(target=_use, args=(database, link, let_in)) for _ in range(4)]
    for use in uses:
        use.start()
    for use in uses:
        use.join()
    assert sorted(person is not None for person in let_in) == [False, False, False, True]


def _use(database: Database, link: str, let_in: list[Person | None]) -> None:
    with database.transaction() as session:
        let_in.append(use_login_link(session, link, now=NOW))
