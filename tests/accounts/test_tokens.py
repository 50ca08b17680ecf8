"""Access tokens and login links."""

from datetime import timedelta

import pytest
from sqlalchemy import text

from datapatch.accounts.people import disable
from datapatch.accounts.tokens import (
    create_token,
    note_use,
    person_of_token,
    revoke_token,
    tokens_of,
)
from datapatch.db.session import Database
from datapatch.errors import NotFound
from tests.db.rows import NOW, person_row

HOUR = timedelta(hours=1)


def test_a_token_names_its_person(database: Database) -> None:
    """It is 32 random bytes that can be recognised, and leaves no trace of itself."""
    with database.transaction() as session:
        lea = person_row(session)
        token = create_token(session, lea, label=" laptop ", now=NOW)
        assert person_of_token(session, token, now=NOW) is lea
        kept = str(session.execute(text("SELECT * FROM access_token")).all())
    assert token.startswith("dp_")
    assert len(token) == 46
    assert token not in kept
    assert token[3:] not in kept
    assert "'laptop'" in kept


@pytest.mark.parametrize("other", ["", "dp_", "dp_wrong", "\ud800", "dp_\x00"])
def test_another_token_names_nobody(database: Database, other: str) -> None:
    """Whatever is sent in place of a token is answered, not a crash."""
    with database.transaction() as session:
        create_token(session, person_row(session), label="laptop", now=NOW)
        assert person_of_token(session, other, now=NOW) is None


def test_a_token_expires(database: Database) -> None:
    """It works until its last moment, and not at it."""
    with database.transaction() as session:
        lea = person_row(session)
        token = create_token(session, lea, label="x", now=NOW, expires_at=NOW + HOUR)
        assert person_of_token(session, token, now=NOW + HOUR - timedelta(seconds=1))
        assert person_of_token(session, token, now=NOW + HOUR) is None


def test_a_revoked_token_and_a_closed_account(database: Database) -> None:
    """Revoking ends one token, closing the account all of them."""
    with database.transaction() as session:
        lea = person_row(session)
        first, second = (create_token(session, lea, label=x, now=NOW) for x in "ab")
        newest, oldest = tokens_of(session, lea)
        revoke_token(session, lea, oldest.id, now=NOW)
        assert person_of_token(session, first, now=NOW) is None
        assert person_of_token(session, second, now=NOW)
        assert tokens_of(session, lea) == (newest,)
        disable(lea, now=NOW)
        session.flush()
        assert person_of_token(session, second, now=NOW) is None


def test_nobody_revokes_for_another(database: Database) -> None:
    """The token of somebody else looks like a missing one."""
    with database.transaction() as session:
        lea, eve = person_row(session), person_row(session, "eve")
        token = create_token(session, lea, label="x", now=NOW)
        for number in (tokens_of(session, lea)[0].id, 4_000):
            with pytest.raises(NotFound):
                revoke_token(session, eve, number, now=NOW)
        assert person_of_token(session, token, now=NOW)


def test_use_is_noted_to_the_hour(database: Database) -> None:
    """A script that pushes every minute does not write every minute."""
    with database.transaction() as session:
        lea = person_row(session)
        token = create_token(session, lea, label="x", now=NOW)
        noted = []
        for minutes in (0, 30, 61):
            note_use(session, token, now=NOW + timedelta(minutes=minutes))
            session.expire_all()
            noted.append(tokens_of(session, lea)[0].last_used_at)
    assert noted == [NOW, NOW, NOW + timedelta(minutes=61)]
