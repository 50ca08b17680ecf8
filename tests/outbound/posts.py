"""Mails of an instance as a real mail server takes them, and as a person reads them."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.message import EmailMessage
from functools import partial

from bs4 import BeautifulSoup

from datapatch.outbound.delivery import deliver_ready
from datapatch.outbound.smtp import SmtpTransport
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.bouncing import address_bounced
from tests.builders import NOON
from tests.outbound.mail_servers import Mailbox, mail_server

LATER = NOON + timedelta(days=60)
"""When everything is due that a test writes."""


@dataclass
class Post:
    """A mail server, and what it took since the last look."""

    instance: Instance
    mailbox: Mailbox = field(default_factory=Mailbox)
    seen: int = 0

    def new(self, *, at: datetime = LATER) -> list[EmailMessage]:
        """The mails that are due at this moment, after they were sent."""
        bounced = partial(address_bounced, secret=self.instance.secret)
        with mail_server(self.mailbox) as config:
            transport = SmtpTransport(config)
            deliver_ready(self.instance.database, transport, lambda: at, on_nobody=bounced)
        new = self.mailbox.taken[self.seen :]
        self.seen = len(self.mailbox.taken)
        return new

    def read(self, recipient: str) -> EmailMessage:
        """The one new mail to this address."""
        (mail,) = [mail for mail in self.new() if mail["To"] == recipient]
        return mail


def text_of(mail: EmailMessage) -> str:
    """The plain form of a mail."""
    plain = mail.get_body(("plain",))
    assert plain is not None
    return str(plain.get_content())


def html_of(mail: EmailMessage) -> str:
    """The form of a mail that is a page."""
    page = mail.get_body(("html",))
    assert page is not None
    return str(page.get_content())


def bodies(mail: EmailMessage) -> tuple[str, str]:
    """What both forms of a mail say, in one line each."""
    page = BeautifulSoup(html_of(mail), "html.parser")
    links = " ".join(str(link["href"]) for link in page.select("a"))
    return " ".join(text_of(mail).split()), " ".join(f"{page.get_text(' ')} {links}".split())


def way_out(mail: EmailMessage) -> str:
    """The address that ends such mails by one click (RFC 8058)."""
    assert mail["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    return str(mail["List-Unsubscribe"]).strip("<>")


def says(mail: EmailMessage, *words: str) -> None:
    """Both forms of the mail say this, and end by the way out that the header names."""
    for body in bodies(mail):
        for said in (*words, way_out(mail)):
            assert said in body, (said, body)
