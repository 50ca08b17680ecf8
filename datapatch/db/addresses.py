"""E-mail addresses: the one form in which they are kept."""

import re

from datapatch.errors import InvalidInput
from datapatch.translation import N_

ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
ADDRESS = re.compile(rf"(?P<local>{ATOM}(?:\.{ATOM})*)@(?P<domain>(?:{LABEL}\.)+{LABEL}|localhost)")
"""A dot-atom and a host name, as ``addr-spec`` of RFC 5322 section 3.4.1 without its quotes."""

MAX_LENGTH, MAX_LOCAL = 254, 64
"""RFC 5321 section 4.5.3.1 and its erratum 1690."""


def email_address(text: str) -> str:
    """``text`` as an address that a mail can be sent to: trimmed, its domain in ASCII.

    Raises ``InvalidInput``, whose sentence does not repeat the address.
    """
    trimmed = text.strip()
    local, _, domain = trimmed.rpartition("@")
    found = ADDRESS.fullmatch(f"{local}@{_ascii(domain)}")
    if not found or len(found[0]) > MAX_LENGTH or len(found["local"]) > MAX_LOCAL:
        raise InvalidInput(
            N_("This is not an e-mail address. Write it like name@example.org, or leave it empty.")
        )
    return found[0]


def _ascii(domain: str) -> str:
    try:
        return domain.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
