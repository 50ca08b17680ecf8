"""Delivery, through real mail servers."""

import logging
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import select

from datapatch.config import Config, MailConfig
from datapatch.db.models import OutboxEntry, OutboxState
from datapatch.db.session import Database
from datapatch.outbound import smtp
from datapatch.outbound.delivery import DeliveryCounts, deliver_ready, transport_for
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import claim_next, enqueue
from datapatch.outbound.smtp import SmtpTransport
from tests.db.rows import NOW
from tests.outbound.mail_servers import SENDER, Mailbox, certificate, free_port, mail_server


def put(database: Database, *subjects: str) -> None:
    """Write one mail for each subject."""
    with database.transaction() as session:
        for subject in subjects:
            mail = MailMessage("ana@example.org", subject, "Bonjour Ana", "<p>Bonjour Ana</p>")
            enqueue(session, mail, domain="hub.example", now=NOW)


def deliver(database: Database, config: MailConfig, *, minutes: float = 0) -> DeliveryCounts:
    """Send what is due some minutes after the mails were written."""
    now = NOW + timedelta(minutes=minutes)
    return deliver_ready(database, SmtpTransport(config), lambda: now)


def entry(database: Database) -> OutboxEntry:
    """The only mail in the outbox."""
    with database.reading() as session:
        return session.scalars(select(OutboxEntry)).one()


def test_mails_arrive(database: Database) -> None:
    """A batch goes over one connection, each mail to its recipient, and is not sent again."""
    put(database, "Publié", "Refusé", "Reçu")
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(sent=3)
        assert deliver(database, config, minutes=60) == DeliveryCounts()
    assert [mail["Subject"] for mail in mailbox.taken] == ["Publié", "Refusé", "Reçu"]
    assert mailbox.recipients == ["ana@example.org"] * 3
    assert mailbox.connections == 1
    body = mailbox.taken[0].get_body(("plain",))
    assert body
    assert body.get_content().strip() == "Bonjour Ana"


def test_a_busy_server_is_asked_again(database: Database) -> None:
    """450 puts the mail off; the next attempt carries the same Message-ID."""
    put(database, "Publié")
    mailbox = Mailbox(answer_to_recipient="450 Requested mail action not taken")
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(deferred=1)
        assert deliver(database, config) == DeliveryCounts()
        assert entry(database).last_error == "450 Requested mail action not taken"
        mailbox.answer_to_recipient = "250 OK"
        assert deliver(database, config, minutes=1) == DeliveryCounts(sent=1)
    assert [mail["Message-ID"] for mail in mailbox.taken] == [entry(database).message_id]


@pytest.mark.parametrize("command", ["recipient", "data"])
def test_a_refused_mail_does_not_stop_the_others(database: Database, command: str) -> None:
    """550 ends one mail; the server's words are kept without the address."""
    put(database, "Publié")
    mailbox = Mailbox()
    setattr(mailbox, f"answer_to_{command}", "550 No such user ana@example.org here")
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(failed=1)
        put(database, "Reçu")
        setattr(mailbox, f"answer_to_{command}", "250 OK")
        assert deliver(database, config) == DeliveryCounts(sent=1)
    with database.reading() as session:
        states = session.execute(
            select(OutboxEntry.state, OutboxEntry.last_error).order_by(OutboxEntry.id)
        ).all()
    assert [tuple(row) for row in states] == [
        (OutboxState.FAILED, "550 No such user … here"),
        (OutboxState.SENT, ""),
    ]


def test_one_refusal_in_the_middle_of_a_batch(database: Database) -> None:
    """The connection goes on to serve after a refusal."""
    put(database, "one", "two")
    mailbox = Mailbox(answer_to_data="451 try later")
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(deferred=2)
    assert mailbox.connections == 1


def test_a_connection_lost_after_the_text(database: Database) -> None:
    """The mail may have arrived: it is sent again, and known by its Message-ID."""
    put(database, "lost", "next")
    mailbox = Mailbox(drop_after_data=1)
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(sent=1, deferred=1)
        assert deliver(database, config, minutes=1) == DeliveryCounts(sent=1)
    assert [mail["Subject"] for mail in mailbox.taken] == ["lost", "next", "lost"]
    assert mailbox.taken[0]["Message-ID"] == mailbox.taken[2]["Message-ID"]
    assert mailbox.taken[0].as_bytes().count(b"Date: ") == 1
    assert mailbox.taken[0]["Date"] == mailbox.taken[2]["Date"]


def test_a_killed_process_loses_no_mail(database: Database) -> None:
    """What was claimed and never marked is sent by the next process, after two minutes."""
    put(database, "Publié")
    with database.transaction() as session:
        claim = claim_next(session, now=NOW)
    assert claim
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        assert deliver(database, config, minutes=1) == DeliveryCounts()
        assert deliver(database, config, minutes=2) == DeliveryCounts(sent=1)
    assert mailbox.taken[0]["Message-ID"] == claim.message_id


def test_no_server_costs_no_attempt(database: Database) -> None:
    """The batch stops at once, and every mail leaves when the server is back."""
    put(database, "one", "two")
    nobody = MailConfig(host="127.0.0.1", port=free_port(), sender=SENDER)
    for minute in range(15):
        assert deliver(database, nobody, minutes=minute) == DeliveryCounts(unreachable=True)
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        assert deliver(database, config, minutes=16) == DeliveryCounts(sent=2)


def test_a_sender_that_is_not_taken_costs_no_attempt(database: Database) -> None:
    """The operator mends the setting; no mail is given up for it."""
    put(database, "one", "two")
    mailbox = Mailbox(answer_to_sender="553 Sender address rejected")
    with mail_server(mailbox) as config:
        assert deliver(database, config) == DeliveryCounts(unreachable=True)
    with database.reading() as session:
        assert set(session.scalars(select(OutboxEntry.attempts))) == {0}


def test_starttls(database: Database, tmp_path: Path) -> None:
    """Mail travels encrypted, and only to a server whose certificate is trusted."""
    tls = certificate(tmp_path)
    put(database, "Publié")
    mailbox = Mailbox()
    with mail_server(mailbox, tls=tls.server) as config:
        assert deliver(database, config) == DeliveryCounts(unreachable=True)
        trusting = SmtpTransport(config, tls=tls.client)
        counts = deliver_ready(database, trusting, lambda: NOW + timedelta(minutes=1))
    assert counts == DeliveryCounts(sent=1)
    assert mailbox.secure == [True]


def test_tls_from_the_first_byte(
    database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the port for it (another one here), nothing is ever said in the clear."""
    tls = certificate(tmp_path)
    put(database, "Publié")
    mailbox = Mailbox()
    with mail_server(mailbox, tls=tls.server, from_the_start=True) as config:
        monkeypatch.setattr(smtp, "IMPLICIT_TLS_PORT", config.port)
        transport = SmtpTransport(config, tls=tls.client)
        assert deliver_ready(database, transport, lambda: NOW) == DeliveryCounts(sent=1)
    assert mailbox.taken


def test_logging_in(database: Database, tmp_path: Path) -> None:
    """With the right password mail leaves, with a wrong one nothing is given up."""
    tls = certificate(tmp_path)
    put(database, "Publié")
    with mail_server(Mailbox(), tls=tls.server, password="right") as config:
        wrong = SmtpTransport(replace(config, password="wrong"), tls=tls.client)
        assert deliver_ready(database, wrong, lambda: NOW) == DeliveryCounts(unreachable=True)
        right = SmtpTransport(config, tls=tls.client)
        counts = deliver_ready(database, right, lambda: NOW + timedelta(minutes=1))
    assert counts == DeliveryCounts(sent=1)
    assert "wrong" not in entry(database).last_error


def test_logs_hold_no_personal_data(database: Database, caplog: pytest.LogCaptureFixture) -> None:
    """Neither address nor subject, even of a mail that is refused."""
    put(database, "La fiche de Mme Martin")
    caplog.set_level(logging.DEBUG, logger="datapatch")
    mailbox = Mailbox(answer_to_recipient="550 No such user ana@example.org here")
    with mail_server(mailbox) as config:
        deliver(database, config)
    written = [record for record in caplog.records if record.name.startswith("datapatch")]
    assert len(written) == 1
    for private in ("ana", "example.org", "Martin"):
        assert private not in written[0].getMessage()


def test_a_batch_has_an_end(database: Database) -> None:
    """A worker takes so many mails and comes back for the others."""
    put(database, *"abcde")
    mailbox = Mailbox()
    with mail_server(mailbox) as config:
        transport = SmtpTransport(config)
        batches = [deliver_ready(database, transport, lambda: NOW, limit=2) for _ in range(4)]
    assert [batch.sent for batch in batches] == [2, 2, 1, 0]


def test_without_a_mail_server_mails_go_to_a_folder(database: Database, tmp_path: Path) -> None:
    """One readable file each, in the instance folder, and nothing unfinished beside them."""
    put(database, "Publié", "Refusé")
    transport = transport_for(Config(home=tmp_path))
    assert deliver_ready(database, transport, lambda: NOW) == DeliveryCounts(sent=2)
    files = sorted((tmp_path / "instance" / "mail").iterdir())
    assert [file.suffix for file in files] == [".eml", ".eml"]
    assert all(file.name.startswith("20260301T120000Z-") for file in files)
    assert b"To: ana@example.org" in files[0].read_bytes()


def test_a_folder_that_cannot_be_written(database: Database, tmp_path: Path) -> None:
    """A full disk or a file in the way costs no mail."""
    put(database, "Publié")
    (tmp_path / "instance").write_text("in the way")
    transport = transport_for(Config(home=tmp_path))
    assert deliver_ready(database, transport, lambda: NOW).unreachable
    assert entry(database).state is OutboxState.READY


def test_the_mail_server_is_used_where_one_is_set(tmp_path: Path) -> None:
    """The setting decides."""
    config = Config(home=tmp_path, mail=MailConfig(host="mail.example", sender=SENDER))
    transport = transport_for(config)
    assert isinstance(transport, SmtpTransport)
    assert transport.sender == SENDER
