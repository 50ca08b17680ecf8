"""Passwords: hashed with Argon2id, compared in the same time for unknown people."""

import unicodedata
from functools import cache

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from datapatch.errors import InvalidInput
from datapatch.translation import N_

MIN_LENGTH = 10
MAX_LENGTH = 1_000
"""In characters. The upper bound keeps the cost of hashing what a stranger sends small."""

HASHER = PasswordHasher()
"""The second recommended option of RFC 9106 section 4: 64 MiB, three passes, four lanes."""


def hash_password(password: str) -> str:
    """What is kept of ``password``. Raises ``InvalidInput`` when it is too short or too long."""
    if len(password) < MIN_LENGTH:
        raise InvalidInput(
            N_("This password is too short. Use {least} characters or more: several words do."),
            least=MIN_LENGTH,
        )
    if len(password) > MAX_LENGTH:
        raise InvalidInput(
            N_("This password is too long. Use at most {most} characters."), most=MAX_LENGTH
        )
    return HASHER.hash(_typed(password))


def password_matches(password_hash: str | None, password: str) -> bool:
    """Whether ``password`` is the one; ``None`` (nobody, or no password) takes as long to deny."""
    if len(password) > MAX_LENGTH:
        return False
    try:
        right = HASHER.verify(
            _nobody(HASHER) if password_hash is None else password_hash, _typed(password)
        )
    except (VerificationError, InvalidHashError):
        return False
    return right and password_hash is not None


def needs_rehash(password_hash: str) -> bool:
    """Whether this hash was made with weaker parameters than those of today."""
    return HASHER.check_needs_rehash(password_hash)


def _typed(password: str) -> bytes:
    # One keyboard sends é as one character, another as two.
    return unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")


@cache
def _nobody(hasher: PasswordHasher) -> str:
    return hasher.hash("a person who does not exist")
