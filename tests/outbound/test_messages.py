"""Mails as they travel."""

from datetime import datetime, timedelta, timezone
from email import message_from_bytes
from email.message import EmailMessage, MIMEPart
from email.policy import default

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from datapatch.errors import InvalidInput
from datapatch.outbound.messages import MailMessage, compose, new_message_id
from tests.outbound.mail_servers import SENDER

AT = datetime(2026, 3, 1, 12, 0, tzinfo=timezone(timedelta(hours=1)))
ID = "<0123456789abcdef0123456789abcdef@noreply.donnees.hub-numerique.region-occitanie.example>"
LINK = f"<https://donnees.hub-numerique.region-occitanie.example/unsubscribe/{'x' * 64}>"


def travelled(mail: MailMessage) -> EmailMessage:
    """``mail`` as a reader's program understands its bytes."""
    sent = compose(mail, message_id=ID, sender=SENDER, at=AT)
    return message_from_bytes(sent.as_bytes(), EmailMessage, policy=default)


def words(part: MIMEPart | None) -> str:
    """The text of a part, with the line ends of this program."""
    assert part
    return str(part.get_content()).replace("\r\n", "\n")


def lines(mail: MailMessage) -> list[bytes]:
    """The lines of ``mail`` on the wire."""
    return compose(mail, message_id=ID, sender=SENDER, at=AT).as_bytes().split(b"\r\n")


def test_a_plain_mail() -> None:
    """Everything that a reader and a mail server need is there."""
    mail = travelled(MailMessage("ana@example.org", "Publié", "Bonjour Léa,\n\nc'est publié.\n"))
    assert mail["From"] == SENDER
    assert mail["To"] == "ana@example.org"
    assert mail["Subject"] == "Publié"
    assert mail["Message-ID"] == ID
    assert mail["Date"].datetime == AT
    assert mail["Auto-Submitted"] == "auto-generated"
    assert mail.get_content_type() == "text/plain"
    assert words(mail) == "Bonjour Léa,\n\nc'est publié.\n"


def test_with_html() -> None:
    """The plain text comes first, as the alternative that every program can show."""
    mail = travelled(MailMessage("ana@example.org", "S", "Bonjour\n", "<p>Bonjour é</p>\n"))
    kinds = [part.get_content_type() for part in mail.iter_parts()]
    assert kinds == ["text/plain", "text/html"]
    assert words(mail.get_body(("html",))) == "<p>Bonjour é</p>\n"


def test_threads_and_unsubscription_survive_long_names() -> None:
    """Identifiers and links stand in their headers as they are, however long."""
    headers = {
        "In-Reply-To": ID,
        "References": f"{ID} {ID} {ID}",
        "List-Unsubscribe": LINK,
        "List-Unsubscribe-Post": "List-Unsubscribe=One-Click",
        "List-Id": "Lieux de médiation <lieux.hub.example>",
    }
    mail = MailMessage("ana@example.org", "S", "T", headers=headers)
    assert {name: str(travelled(mail)[name]) for name in headers} == headers
    wire = lines(mail)
    assert f"In-Reply-To: {ID}".encode() in wire
    assert f"List-Unsubscribe: {LINK}".encode() in wire
    assert wire.count(f" {ID}".encode()) == 2


@pytest.mark.parametrize(
    "break_", ["\r\n", "\n", "\r", "\x00", "\x0b", "\x85", "\u2028", "\r\n\r\n"]
)
def test_nothing_typed_adds_a_header(break_: str) -> None:
    """A name or a subject with a line break stays one header."""
    typed = f"Fiche{break_}Bcc: all@example.org"
    mail = travelled(MailMessage("ana@example.org", typed, "T", headers={"List-Id": typed}))
    assert mail["Bcc"] is None
    assert mail["Subject"] == mail["List-Id"] == "Fiche Bcc: all@example.org"
    assert words(mail) == "T\n"


@pytest.mark.parametrize("to", ["", "ana", "a@b.org, c@d.org", "a@b.org\nBcc: c@d.org"])
def test_a_mail_has_one_recipient(to: str) -> None:
    """Anything but one address is refused before it is written anywhere."""
    with pytest.raises(InvalidInput):
        MailMessage(to, "S", "T")


@pytest.mark.parametrize("name", ["Bcc", "To", "Subject", "X-Other", "List-Id\r\nBcc"])
def test_other_headers_cannot_be_set(name: str) -> None:
    """A mistake in our own code does not become a mail to strangers."""
    with pytest.raises(ValueError, match="header"):
        MailMessage("ana@example.org", "S", "T", headers={name: "all@example.org"})


@given(subject=st.text(), text=st.text(), html=st.none() | st.text())
def test_any_words_can_be_sent(subject: str, text: str, html: str | None) -> None:
    """Whatever people type travels in seven-bit lines that every server takes."""
    mail = MailMessage("ana@example.org", subject, text, html)
    assert all(len(line) <= 998 and line.isascii() for line in lines(mail))
    assert b"\n" not in b"".join(lines(mail))
    assert words(travelled(mail).get_body(("plain",))).rstrip("\n") == mail.text.rstrip("\n")


@given(subject=st.text())
@example(subject="5 G j lÂ J}Ç, une phrase qui se plie en deux lignes ou trois ÁG jc ¦ Ön: £")
def test_a_subject_is_read_as_it_was_written(subject: str) -> None:
    """Accents, long words and emoji come back from the encoded header."""
    mail = MailMessage("ana@example.org", subject, "T")
    assert str(travelled(mail)["Subject"]) == mail.subject


def test_message_ids_differ() -> None:
    """No two mails have the same, and each can be a header."""
    ids = {new_message_id("noreply.hub.example") for _ in range(100)}
    assert len(ids) == 100
    assert all(id_.startswith("<") and id_.endswith("@noreply.hub.example>") for id_ in ids)
