"""Mails: a value to write them, and the bytes that a mail server takes."""

import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from email.header import Header
from email.headerregistry import BaseHeader, HeaderRegistry, UnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from types import MappingProxyType

from datapatch.db.addresses import email_address

HEADERS = ("In-Reply-To", "List-Id", "List-Unsubscribe", "List-Unsubscribe-Post", "References")
"""The headers that a writer of mails may set."""

VERBATIM = ("In-Reply-To", "List-Unsubscribe", "References")
"""Headers made of identifiers and addresses, which readers take as they stand."""


@dataclass(frozen=True, slots=True)
class MailMessage:
    """One mail to one recipient, in plain text and, optionally, HTML.

    Control characters are dropped from the text, and subject and headers put on one line: nothing
    that is typed into a form can add a header.
    Raises ``InvalidInput`` for an address that cannot be one, ``ValueError`` for a header that is
    not in ``HEADERS``.
    """

    recipient: str
    subject: str
    text: str
    html: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        unknown = set(self.headers) - set(HEADERS)
        if unknown:
            raise ValueError(f"not a header that a mail may set: {sorted(unknown)}")
        headers = {name: _line(value) for name, value in self.headers.items()}
        if not all(headers.get(name, "").isascii() for name in VERBATIM):
            raise ValueError("addresses and identifiers in headers are ASCII")
        put = object.__setattr__
        put(self, "recipient", email_address(self.recipient))
        put(self, "subject", _line(self.subject))
        put(self, "text", _paragraphs(self.text))
        put(self, "html", None if self.html is None else _paragraphs(self.html))
        put(self, "headers", MappingProxyType(headers))


def new_message_id(domain: str) -> str:
    """A Message-ID (RFC 5322 section 3.6.4) that nothing else has, with its angle brackets."""
    return f"<{secrets.token_hex(16)}@{domain}>"


def compose(mail: MailMessage, *, message_id: str, sender: str, at: datetime) -> EmailMessage:
    """The mail as it travels: seven-bit, marked as sent by a program, dated ``at``."""
    message = EmailMessage(policy=POLICY)
    message["From"] = sender
    message["To"] = mail.recipient
    message["Subject"] = mail.subject
    message["Date"] = at
    message["Message-ID"] = message_id
    # RFC 3834: out-of-office programs do not answer.
    message["Auto-Submitted"] = "auto-generated"
    for name, value in mail.headers.items():
        message[name] = value
    message.set_content(mail.text)
    if mail.html is not None:
        message.add_alternative(mail.html, subtype="html")
    return message


class _Verbatim(UnstructuredHeader, BaseHeader):
    """A header that is folded between its words and never encoded.

    The library turns a word longer than a line into an encoded word, which the readers of
    threads and of one-click unsubscription do not decode.
    """

    def fold(self, *, policy: Policy) -> str:
        return f"{self.name}: " + f"{policy.linesep} ".join(str(self).split()) + policy.linesep


class _Words(UnstructuredHeader, BaseHeader):
    """A header of words in any script, encoded as a whole where it is not plain ASCII.

    The library encodes piece by piece and loses a space between two pieces now and then.
    """

    def fold(self, *, policy: Policy) -> str:
        text = str(self)
        if text.isascii():
            return super().fold(policy=policy)
        encoded = Header(text, "utf-8", header_name=self.name).encode(linesep=policy.linesep)
        return f"{self.name}: {encoded}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    registry.map_to_type("Subject", _Words)
    for name in VERBATIM:
        registry.map_to_type(name, _Verbatim)
    return registry


# Seven bits pass every server, also those that never heard of 8BITMIME.
POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())

_INVISIBLE = re.compile(r"[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")


def _paragraphs(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return _INVISIBLE.sub("", lines)


def _line(text: str) -> str:
    printable = "".join(mark if mark.isprintable() else " " for mark in text)
    return " ".join(printable.split())
