"""Mail through an SMTP server: one connection for a batch, opened again when it is lost."""

import re
import smtplib
import ssl
from contextlib import suppress
from dataclasses import replace
from email.message import EmailMessage

from datapatch.config import MailConfig
from datapatch.outbound.transports import Outcome, Result

TIMEOUT_S = 20
IMPLICIT_TLS_PORT = 465
"""RFC 8314: TLS from the first byte."""

PERMANENT = 500
_ABOUT_ELSE = re.compile(r"552|\d{3}[ -]5\.(2\.[2-9]|[3-7]\.)")
"""A full mailbox, the system, the network, a policy against the sender (RFC 3463)."""
OK = 250


class SmtpTransport:
    """Sends through the server of ``config``. ``tls`` replaces the system's trusted authorities."""

    def __init__(self, config: MailConfig, *, tls: ssl.SSLContext | None = None) -> None:
        self.sender = config.sender
        self._config = config
        self._tls = tls or ssl.create_default_context()
        self._client: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> Outcome:
        """What the server made of ``message``.

        A connection lost after the text was sent counts as ``LATER``: the server may have the
        mail already, and knows it again by its Message-ID.
        """
        try:
            client = self._connected()
        except (OSError, smtplib.SMTPException) as error:
            return Outcome(Result.UNREACHABLE, _words(error))
        try:
            client.send_message(message)
        except smtplib.SMTPRecipientsRefused as error:
            return _nobody(_refused(message, *next(iter(error.recipients.values()))))
        except smtplib.SMTPSenderRefused as error:
            # It is the instance's address that is refused, not this mail.
            return Outcome(Result.UNREACHABLE, _words(error))
        except smtplib.SMTPResponseException as error:
            return _refused(message, error.smtp_code, error.smtp_error)
        except (OSError, smtplib.SMTPException) as error:
            self._drop()
            return Outcome(Result.LATER, _words(error))
        return Outcome(Result.SENT)

    def close(self) -> None:
        """Take leave of the server."""
        if self._client:
            with suppress(OSError, smtplib.SMTPException):
                self._client.quit()
        self._drop()

    def _connected(self) -> smtplib.SMTP:
        if self._client and not self._alive(self._client):
            self._drop()
        if not self._client:
            self._client = self._connect()
        return self._client

    def _alive(self, client: smtplib.SMTP) -> bool:
        try:
            return client.noop()[0] == OK
        except (OSError, smtplib.SMTPException):
            return False

    def _connect(self) -> smtplib.SMTP:
        host, port = self._config.host, self._config.port
        client: smtplib.SMTP
        if port == IMPLICIT_TLS_PORT:
            client = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT_S, context=self._tls)
        else:
            client = smtplib.SMTP(host, port, timeout=TIMEOUT_S)
        try:
            if self._config.starttls:
                client.starttls(context=self._tls)
            if self._config.user:
                client.login(self._config.user, self._config.password)
        except (OSError, smtplib.SMTPException):
            client.close()
            raise
        return client

    def _drop(self) -> None:
        if self._client:
            self._client.close()
        self._client = None


def _refused(message: EmailMessage, code: int, words: bytes | str) -> Outcome:
    text = words.decode("utf-8", "replace") if isinstance(words, bytes) else words
    said = f"{code} {text}".replace(str(message["To"]), "…")
    return Outcome(Result.NEVER if code >= PERMANENT else Result.LATER, said[:500])


def _nobody(outcome: Outcome) -> Outcome:
    """A refused recipient is nobody, unless the server says that it is about something else."""
    if outcome.result is Result.NEVER and not _ABOUT_ELSE.match(outcome.detail):
        return replace(outcome, result=Result.NOBODY)
    return outcome


def _words(error: Exception) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {error.smtp_error!r}"[:500]
    return f"{type(error).__name__}: {error}"[:500]
