"""Passwords."""

import time

import pytest

from datapatch.accounts.passwords import hash_password, needs_rehash, password_matches
from datapatch.errors import InvalidInput


def test_only_the_right_password_matches() -> None:
    """The hash is Argon2id, says nothing of the password, and differs each time."""
    first, second = hash_password("correct horse"), hash_password("correct horse")
    assert first != second
    assert first.startswith("$argon2id$")
    assert password_matches(first, "correct horse")
    assert not password_matches(first, "correct horsf")
    assert not password_matches(first, "")
    assert not needs_rehash(first)


def test_an_accent_is_one_character_however_it_was_typed() -> None:
    """A password set on one keyboard is accepted from another."""
    assert password_matches(hash_password("m\u00e9diath\u00e8que"), "me\u0301diathe\u0300que")


@pytest.mark.parametrize("password", ["", "neuf char", "x" * 1_001])
def test_too_short_and_too_long_are_refused(password: str) -> None:
    """The sentence says how long a password may be, and does not repeat it."""
    with pytest.raises(InvalidInput, match=r"Use 10 |at most 1000 ") as refused:
        hash_password(password)
    assert not password or password not in str(refused.value)


@pytest.mark.parametrize("kept", [None, "", "not a hash", "$argon2id$broken"])
def test_nobody_and_broken_hashes_match_nothing(kept: str | None) -> None:
    """Without a usable hash every password is wrong, whatever is typed."""
    for password in ("", "a person who does not exist", "x" * 2_000, "\ud800" * 10):
        assert not password_matches(kept, password)


def test_a_missing_person_takes_as_long_as_a_wrong_password() -> None:
    """The time of an answer does not tell whether a login exists."""
    kept = hash_password("correct horse")
    password_matches(None, "warm up")
    wrong = min(_seconds(kept) for _ in range(5))
    nobody = min(_seconds(None) for _ in range(5))
    assert 0.5 < nobody / wrong < 2


def _seconds(kept: str | None) -> float:
    """Of computing: what other processes do meanwhile does not count."""
    start = time.process_time()
    password_matches(kept, "wrong password")
    return time.process_time() - start
