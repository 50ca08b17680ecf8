"""Adding and finding people."""

import pytest

from datapatch.accounts.passwords import password_matches
from datapatch.accounts.people import (
    NewPerson,
    add_person,
    disable,
    find_person,
    set_password,
)
from datapatch.db.models import Person
from datapatch.db.session import Database
from datapatch.errors import AlreadyExists, InvalidInput
from tests.db.rows import NOW

ANA = NewPerson(login="Ana", public_name=" Ana  B. ", language="fr", email="Ana@Example.org")


def test_a_person_is_found_by_login_and_by_address(database: Database) -> None:
    """Capitals and spaces do not matter, and nothing else is found."""
    with database.transaction() as session:
        added = add_person(session, ANA, now=NOW)
        for typed in ("ana", " ANA ", "ana@example.org", "ANA@EXAMPLE.ORG"):
            found = find_person(session, typed)
            assert found
            assert found.id == added.id
        for typed in ("", "an", "ana@example", "%", "ana\x00", "\ud800"):
            assert find_person(session, typed) is None


def test_what_is_kept(database: Database) -> None:
    """Login and address in lower case, the public name on one line, no password where none is."""
    with database.transaction() as session:
        ana = add_person(session, ANA, now=NOW)
    assert (ana.login, ana.public_name, ana.email) == ("ana", "Ana B.", "ana@example.org")
    assert (ana.password_hash, ana.is_administrator, ana.disabled_at) == (None, False, None)
    assert ana.created_at == NOW


@pytest.mark.parametrize(
    "second",
    [
        NewPerson(login="ANA", public_name="Other", language="fr"),
        NewPerson(login="other", public_name="Other", language="fr", email="ana@EXAMPLE.org"),
    ],
)
def test_login_and_address_are_taken_once(database: Database, second: NewPerson) -> None:
    """A second person with either is refused, and the first stays."""
    with database.transaction() as session:
        add_person(session, ANA, now=NOW)
    with pytest.raises(AlreadyExists), database.transaction() as session:
        add_person(session, second, now=NOW)
    with database.reading() as session:
        assert find_person(session, "ana@example.org")


def test_several_people_may_have_no_address(database: Database) -> None:
    """An address is optional, and its absence is not a value."""
    with database.transaction() as session:
        for login in ("ana", "bob"):
            add_person(session, NewPerson(login, login, "fr"), now=NOW)


@pytest.mark.parametrize("login", ["", "../x", "é", "a b", "a@b.org", "-a", "a" * 61, "a\nb"])
def test_a_login_is_a_plain_word(database: Database, login: str) -> None:
    """What cannot be typed everywhere, or would pass for an address, is refused."""
    with pytest.raises(InvalidInput), database.transaction() as session:
        add_person(session, NewPerson(login, "Ana", "fr"), now=NOW)


@pytest.mark.parametrize("name", ["", "  ", "Ana <ana@example.org>", "x" * 201, "Ana\x00"])
def test_a_public_name_fits_a_commit(database: Database, name: str) -> None:
    """The name is shown as an author: neither empty, nor an address, nor a page."""
    with pytest.raises(InvalidInput), database.transaction() as session:
        add_person(session, NewPerson("ana", name, "fr"), now=NOW)


def test_a_new_password_ends_the_sessions(database: Database) -> None:
    """Whoever was logged in with the old password is not any more."""
    with database.transaction() as session:
        ana = add_person(session, ANA, now=NOW)
        set_password(ana, "correct horse battery")
    assert ana.session_version == 2
    assert password_matches(ana.password_hash, "correct horse battery")


def test_disabling_keeps_the_person(database: Database) -> None:
    """What a closed account did stays credited; its sessions end."""
    with database.transaction() as session:
        disable(add_person(session, ANA, now=NOW), now=NOW)
    with database.reading() as session:
        ana = find_person(session, "ana")
    assert ana
    assert (ana.disabled_at, ana.session_version) == (NOW, 2)


def test_passwords_are_not_shown() -> None:
    """Neither the value to make a person nor the row prints what is secret."""
    new = NewPerson("ana", "Ana", "fr", password="correct horse battery")
    assert "horse" not in repr(new)
    row = Person(login="ana", public_name="Ana", language="fr", created_at=NOW, email="a@b.org")
    assert "a@b.org" not in repr(row)
