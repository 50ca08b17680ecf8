"""Random names and secrets, and the form in which secrets are kept."""

import hashlib
import secrets

CROCKFORD = "0123456789abcdefghjkmnpqrstvwxyz"
"""Base 32 without i, l, o and u: what is read aloud or copied from paper is not mistaken.

https://www.crockford.com/base32.html
"""

PUBLIC_ID_LENGTH = 10
SECRET_BYTES = 32


def public_id() -> str:
    """A random name for a public thing, 10 characters (50 bits)."""
    return "".join(secrets.choice(CROCKFORD) for _ in range(PUBLIC_ID_LENGTH))


def new_secret() -> str:
    """256 random bits that fit in a link, 43 characters."""
    return secrets.token_urlsafe(SECRET_BYTES)


def secret_hash(secret: str) -> str:
    """What is kept of a random secret: its SHA-256. Not for passwords, which can be guessed."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()
