"""Real SMTP servers on free ports: one that takes mail, and some that do not."""

import asyncio
import socket
import ssl
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from pathlib import Path

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session

from datapatch.config import MailConfig

SENDER = "Data Patch <noreply@hub.example>"


@dataclass
class Mailbox:
    """What a server took, and what it answers."""

    taken: list[EmailMessage] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    connections: int = 0
    secure: list[bool] = field(default_factory=list)
    answer_to_recipient: str = "250 OK"
    answer_to_sender: str = "250 OK"
    answer_to_data: str = "250 OK"
    drop_after_data: int = 0
    """How many mails are taken and then not answered: the connection is lost instead."""

    async def handle_EHLO(  # noqa: N802 - the server calls it by this name
        self,
        _server: SMTP,
        session: Session,
        _envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        """Greet."""
        session.host_name = hostname
        self.connections += session.ssl is None
        return responses

    async def handle_MAIL(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse the sender."""
        if self.answer_to_sender.startswith("250"):
            envelope.mail_from = address
        return self.answer_to_sender

    async def handle_RCPT(  # noqa: N802
        self,
        _server: SMTP,
        _session: Session,
        envelope: Envelope,
        address: str,
        _options: list[str],
    ) -> str:
        """Take or refuse the recipient."""
        if self.answer_to_recipient.startswith("250"):
            envelope.rcpt_tos.append(address)
        return self.answer_to_recipient

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Take the mail, refuse it, or take it and vanish."""
        if not self.answer_to_data.startswith("250"):
            return self.answer_to_data
        content = envelope.content
        assert isinstance(content, bytes)
        self.taken.append(message_from_bytes(content, EmailMessage, policy=default))
        self.recipients += envelope.rcpt_tos
        self.secure.append(session.ssl is not None)
        if self.drop_after_data:
            self.drop_after_data -= 1
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return "250 OK"


@dataclass(frozen=True)
class Certificate:
    """A certificate for 127.0.0.1 that signs itself: the server's side, and who trusts it."""

    server: ssl.SSLContext
    client: ssl.SSLContext


def certificate(folder: Path) -> Certificate:
    """A new certificate, whose files are written to ``folder``."""
    public, private = folder / "server.pem", folder / "server.key"
    command = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=test"
    name = ["-addext", "subjectAltName=IP:127.0.0.1"]
    out = ["-keyout", str(private), "-out", str(public)]
    subprocess.run([*command.split(), *name, *out], check=True, capture_output=True)
    server = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    server.load_cert_chain(public, private)
    return Certificate(server, ssl.create_default_context(cafile=public))


def free_port() -> int:
    """A port where nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
    return port


@contextmanager
def mail_server(
    mailbox: Mailbox,
    *,
    tls: ssl.SSLContext | None = None,
    from_the_start: bool = False,
    password: str = "",
) -> Iterator[MailConfig]:
    """A running server that fills ``mailbox``, and how to reach it.

    With ``tls`` it offers STARTTLS, or speaks TLS ``from_the_start``.
    """
    port = free_port()

    def authenticate(*arguments: object) -> AuthResult:
        given = arguments[-1]
        assert isinstance(given, LoginPassword)
        return AuthResult(success=given.password.decode() == password, handled=False)

    controller = Controller(
        mailbox,
        hostname="127.0.0.1",
        port=port,
        ssl_context=tls if from_the_start else None,
        tls_context=None if from_the_start else tls,
        authenticator=authenticate if password else None,
        auth_required=bool(password),
    )
    controller.start()
    try:
        yield MailConfig(
            host="127.0.0.1",
            port=port,
            user="hub" if password else "",
            password=password,
            starttls=tls is not None and not from_the_start,
            sender=SENDER,
        )
    finally:
        controller.stop()
