"""Logging in by password, and the limit on guessing."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from argon2 import PasswordHasher
from sqlalchemy import select

from datapatch.accounts import passwords
from datapatch.accounts.logging_in import LoginOutcome, log_in
from datapatch.accounts.people import NewPerson, add_person, disable, find_person
from datapatch.db.models import LoginFailure
from datapatch.db.session import Database
from tests.db.rows import NOW

RIGHT = "correct horse"
LogIn = Callable[..., LoginOutcome]


@pytest.fixture
def attempt(database: Database, monkeypatch: pytest.MonkeyPatch) -> LogIn:
    """Tries to log in, minutes after a person called ana was added; hashes are quick here."""
    quick = PasswordHasher(time_cost=1, memory_cost=64, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", quick)
    with database.transaction() as session:
        ana = NewPerson("ana", "Ana", "fr", email="ana@example.org", password=RIGHT)
        add_person(session, ana, now=NOW)

    def try_it(login: str, password: str, *, minutes: float = 0) -> LoginOutcome:
        now = NOW + timedelta(minutes=minutes)
        return log_in(database, login, password, now=now, key=b"key")

    return try_it


def test_the_right_password_lets_in(attempt: LogIn) -> None:
    """By login or by e-mail address."""
    for login in ("ana", "Ana@Example.org"):
        person = attempt(login, RIGHT).person
        assert person
        assert person.login == "ana"


def test_nothing_tells_what_was_wrong(attempt: LogIn, database: Database) -> None:
    """Unknown login, wrong password, no password, disabled account: one and the same answer."""
    with database.transaction() as session:
        add_person(session, NewPerson("bob", "Bob", "fr"), now=NOW)
        gone = NewPerson("eve", "Eve", "fr", password=RIGHT)
        disable(add_person(session, gone, now=NOW), now=NOW)
    tries = [("nobody", RIGHT), ("ana", "wrong"), ("bob", RIGHT), ("bob", ""), ("eve", RIGHT)]
    assert {attempt(*typed) for typed in tries} == {LoginOutcome()}


def test_ten_failures_close_the_door_for_a_while(attempt: LogIn) -> None:
    """Even the right password waits then, and the answer says how long."""
    for minute in range(10):
        assert attempt("ana", "wrong", minutes=minute) == LoginOutcome()
    assert attempt("ana@example.org", RIGHT, minutes=11).retry_after == timedelta(minutes=4)
    assert attempt("ana", RIGHT, minutes=15).person


def test_unknown_logins_are_counted_alike(attempt: LogIn) -> None:
    """The limit does not tell who has an account, and one login does not close another."""
    for _ in range(10):
        attempt("nobody", "wrong")
    assert attempt("NOBODY ", "wrong").retry_after
    assert attempt("ana", RIGHT).person


def test_a_success_forgets_the_failures(attempt: LogIn, database: Database) -> None:
    """Who mistypes nine times and then remembers starts again from none."""
    for _ in range(9):
        attempt("ana", "wrong")
    assert attempt("ana", RIGHT).person
    with database.reading() as session:
        assert session.scalars(select(LoginFailure)).all() == []


def test_guesses_at_the_same_moment_are_all_counted(attempt: LogIn) -> None:
    """Fourteen at once: ten are tried, the others wait."""
    outcomes: list[LoginOutcome] = []
    guesses = [
        threading.Thread(target=lambda: outcomes.append(attempt("ana", "wrong"))) for _ in range(14)
    ]
    for guess in guesses:
        guess.start()
    for guess in guesses:
        guess.join()
    assert sum(outcome.retry_after is not None for outcome in outcomes) == 4


def test_failures_hold_no_login(attempt: LogIn, database: Database) -> None:
    """What is kept of a failure cannot be read back: people type passwords in the wrong field."""
    attempt("my secret password", "ana")
    with database.reading() as session:
        kept = session.scalars(select(LoginFailure.login_hash)).one()
    assert len(kept) == 64
    assert set(kept) <= set("0123456789abcdef")


def test_a_weak_hash_is_replaced_at_the_next_log_in(attempt: LogIn, database: Database) -> None:
    """Hashes from an older version become as strong as new ones, unnoticed."""
    weak = PasswordHasher(time_cost=1, memory_cost=8, parallelism=1).hash(RIGHT)
    with database.transaction() as session:
        ana = find_person(session, "ana")
        assert ana
        ana.password_hash = weak
    assert attempt("ana", RIGHT).person
    with database.reading() as session:
        ana = find_person(session, "ana")
    assert ana
    assert ana.password_hash
    assert not passwords.needs_rehash(ana.password_hash)
    assert attempt("ana", RIGHT).person
