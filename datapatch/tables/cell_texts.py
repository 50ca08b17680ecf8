"""Reading texts of a given format (addresses, identifiers) as frictionless 5.21 does."""

import base64
import binascii
import re
from collections.abc import Callable

import rfc3986
import validators
from rfc3986.exceptions import RFC3986Exception
from rfc3986.validators import Validator

Reader = Callable[[str], str | None]

PLAIN_EMAIL = re.compile(
    r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*@(?=[a-z0-9.-]{4,253}\Z)"
    r"(?:[a-z0-9](?:[a-z0-9-]{0,20}[a-z0-9])?\.)+[a-z]{2,20}",
    re.IGNORECASE | re.ASCII,
)
"""Addresses that need no second look; all others are judged by the library."""

LONGEST_PLAIN = 64
"""Characters up to which a plain address keeps within every limit of its parts."""

PLAIN_URI = re.compile(r"https?://[a-z0-9][a-z0-9.-]*(?:/[a-z0-9._~/-]*)?", re.ASCII)
"""Web addresses that need no second look."""


def reader(style: str) -> Reader:
    """The reader of texts in the format ``style``; any text is right in an unknown one."""
    return _READERS.get(style, str)


def email(cell: str) -> str | None:
    """The cell when it is an e-mail address."""
    plain = len(cell) <= LONGEST_PLAIN and PLAIN_EMAIL.fullmatch(cell)
    return cell if plain or validators.email(cell) is True else None


def uri(cell: str) -> str | None:
    """The cell when it is an address with a scheme."""
    if PLAIN_URI.fullmatch(cell):
        return cell
    try:
        Validator().require_presence_of("scheme").validate(rfc3986.uri_reference(cell))
    except (RFC3986Exception, ValueError):
        return None
    return cell


def uuid(cell: str) -> str | None:
    """The cell when it is a UUID."""
    return cell if validators.uuid(cell) is True else None


def binary(cell: str) -> str | None:
    """The cell when it is base64."""
    try:
        base64.b64decode(cell)
    except (binascii.Error, ValueError):
        return None
    return cell


_READERS = {
    "email": email,
    "uri": uri,
    "uuid": uuid,
    "binary": binary,
}
