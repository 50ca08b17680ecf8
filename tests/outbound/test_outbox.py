"""The outbox: ready, claimed, sent."""

import threading
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.db.models import OutboxEntry, OutboxState
from datapatch.db.session import Database
from datapatch.outbound.messages import MailMessage
from datapatch.outbound.outbox import (
    MAX_ATTEMPTS,
    Claim,
    claim_next,
    enqueue,
    erase_sent,
    mark_failed,
    mark_sent,
    put_back,
    retry_failed,
)
from tests.db.rows import NOW

MINUTE = timedelta(minutes=1)
MAIL = MailMessage(
    "ana@example.org", "Publié", "Bonjour", "<p>Bonjour</p>", {"List-Id": "<hub.example>"}
)


def put(session: Session, subject: str = "Publié") -> OutboxEntry:
    """One mail that is ready."""
    mail = MailMessage("ana@example.org", subject, "Bonjour")
    return enqueue(session, mail, domain="hub.example", now=NOW)


def claimed(session: Session, *, after: timedelta = timedelta()) -> Claim:
    """The next mail, which must be there."""
    claim = claim_next(session, now=NOW + after)
    assert claim
    return claim


def test_a_mail_comes_out_as_it_went_in(database: Database) -> None:
    """Every part of a mail survives the table."""
    with database.transaction() as session:
        entry = enqueue(session, MAIL, domain="hub.example", now=NOW)
    with database.transaction() as session:
        claim = claimed(session)
    assert claim.mail == MAIL
    assert (claim.id, claim.attempt, claim.created_at) == (entry.id, 1, NOW)
    assert claim.message_id == entry.message_id
    assert claim.message_id.endswith("@hub.example>")


def test_mails_leave_in_order_and_once(database: Database) -> None:
    """The oldest first; what is being sent or was sent is not given out again."""
    with database.transaction() as session:
        for subject in ("first", "second"):
            put(session, subject)
        first, second = claimed(session), claimed(session)
        assert [first.mail.subject, second.mail.subject] == ["first", "second"]
        assert claim_next(session, now=NOW) is None
        mark_sent(session, first, now=NOW)
        mark_sent(session, second, now=NOW)
        assert claim_next(session, now=NOW + timedelta(days=9)) is None


def test_a_killed_sender_is_followed_by_another(database: Database) -> None:
    """After two minutes the mail is claimed again, and keeps its Message-ID."""
    with database.transaction() as session:
        put(session)
    with database.transaction() as session:
        first = claimed(session)
    with database.transaction() as session:
        assert claim_next(session, now=NOW + 2 * MINUTE - timedelta(seconds=1)) is None
        second = claimed(session, after=2 * MINUTE)
    assert second.message_id == first.message_id
    assert second.attempt == 2


def test_a_refused_mail_waits_longer_each_time(database: Database) -> None:
    """From a minute, doubling, ten times; then it is kept as failed with the last words."""
    waits, now = [], NOW
    with database.transaction() as session:
        entry = put(session)
        for _ in range(MAX_ATTEMPTS):
            claim = claim_next(session, now=now)
            assert claim
            mark_failed(session, claim, error="450 busy", now=now)
            session.refresh(entry)
            waits.append((entry.not_before - now) / MINUTE)
            now = entry.not_before
        assert waits[:9] == [1, 2, 4, 8, 16, 32, 64, 128, 256]
        assert claim_next(session, now=now + timedelta(days=9)) is None
        assert (entry.state, entry.last_error) == (OutboxState.FAILED, "450 busy")


def test_a_permanent_refusal_is_not_repeated(database: Database) -> None:
    """A mailbox that does not exist is not asked again, until somebody mended the cause."""
    with database.transaction() as session:
        put(session)
        mark_failed(session, claimed(session), error="550 no", now=NOW, permanent=True)
        assert claim_next(session, now=NOW + timedelta(days=9)) is None
        retry_failed(session, now=NOW)
        assert claimed(session).attempt == 1


def test_what_was_not_tried_is_not_counted(database: Database) -> None:
    """A mail server that is away for a weekend costs no mail."""
    with database.transaction() as session:
        put(session)
        for minute in range(50):
            claim = claimed(session, after=minute * MINUTE)
            assert claim.attempt == 1
            put_back(session, claim, error="away", now=NOW + minute * MINUTE)


def test_a_mail_that_kills_its_sender_is_given_up(database: Database) -> None:
    """It is not tried for ever."""
    with database.transaction() as session:
        entry = put(session)
        for attempt in range(MAX_ATTEMPTS):
            claimed(session, after=attempt * 2 * MINUTE)
        assert claim_next(session, now=NOW + timedelta(days=1)) is None
        session.refresh(entry)
        assert entry.state is OutboxState.FAILED


def test_a_late_outcome_does_not_disturb_the_next_sender(database: Database) -> None:
    """Who lost the claim meanwhile cannot make the mail ready a third time."""
    with database.transaction() as session:
        entry = put(session)
        slow = claimed(session)
        claimed(session, after=2 * MINUTE)
        mark_failed(session, slow, error="timeout", now=NOW)
        put_back(session, slow, error="timeout", now=NOW)
        session.refresh(entry)
        assert entry.state is OutboxState.SENDING


def test_workers_do_not_claim_the_same_mail(database: Database) -> None:
    """Four at once empty the outbox, and each mail is given to one of them."""
    with database.transaction() as session:
        for number in range(20):
            put(session, str(number))
    given: list[str] = []
    workers = [threading.Thread(target=_claim_all, args=(database, given)) for _ in range(4)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert sorted(given, key=int) == [str(number) for number in range(20)]


def _claim_all(database: Database, given: list[str]) -> None:
    while True:
        with database.transaction() as session:
            claim = claim_next(session, now=NOW)
        if claim is None:
            return
        given.append(claim.mail.subject)


def test_sent_mails_are_erased_after_a_while(database: Database) -> None:
    """Addresses and words are not kept for ever; what was not sent is."""
    with database.transaction() as session:
        put(session)
        mark_sent(session, claimed(session), now=NOW)
        kept = put(session)
        erase_sent(session, before=NOW)
        assert len(session.scalars(select(OutboxEntry)).all()) == 2
        erase_sent(session, before=NOW + MINUTE)
        assert session.scalars(select(OutboxEntry)).all() == [kept]
