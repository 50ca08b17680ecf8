"""Who is told what, and when: the bell for every moderator, a mail where one is waited for."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select, update

from datapatch.accounts.memberships import limit_to_rows, name_deputy
from datapatch.accounts.people import NewPerson
from datapatch.db.models import Notice, OutboxEntry, Person, Rhythm, Role, Workspace
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.digesting import send_digests
from datapatch.workflow.people.joining import Joining, join
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.queue.waiting_long import tell_late
from datapatch.workflow.verdicts.asking import answer, ask
from datapatch.workflow.verdicts.deciding import accept, refuse, undo
from tests.builders import NOON, Staff
from tests.workflow.walking import suggest

DAY = timedelta(days=1)
MO = "mo@example.org"


def mails(instance: Instance, recipient: str = MO) -> list[OutboxEntry]:
    """What was written to this address, oldest first."""
    query = select(OutboxEntry).where(OutboxEntry.recipient == recipient)
    with instance.database.reading() as session:
        return list(session.scalars(query.order_by(OutboxEntry.id)))


def subjects(instance: Instance, recipient: str = MO) -> list[str]:
    """The subjects of the mails to this address, oldest first."""
    return [mail.subject for mail in mails(instance, recipient)]


def choose(instance: Instance, login: str, rhythm: Rhythm) -> None:
    """How often this person wants to be mailed."""
    with instance.database.transaction() as session:
        session.execute(update(Person).where(Person.login == login).values(rhythm=rhythm))


def bells(instance: Instance, *, handled: bool = False) -> list[tuple[str, str]]:
    """Whose bell rings about what: login and kind."""
    query = (
        select(Person.login, Notice.kind)
        .join(Notice, Notice.person_id == Person.id)
        .where(Notice.handled_at.is_not(None) if handled else Notice.handled_at.is_(None))
    )
    with instance.database.reading() as session:
        return sorted((login, str(kind)) for login, kind in session.execute(query))


def add_person(instance: Instance, login: str, role: Role) -> int:
    """Somebody else of the workspace."""
    new = NewPerson(login, login.capitalize(), "en", f"{login}@example.org")
    return join(instance, new, [Joining("hub", role)], now=NOON)


def test_the_first_is_mailed_and_the_others_wait_for_the_digest(
    instance: Instance, staff: Staff
) -> None:
    """One mail when the queue was empty; a day later one mail with the rest, and never again."""
    suggest(instance, "p1", {"commune": "Agde"})
    suggest(instance, "p2", {"commune": "Lunel"})
    suggest(instance, "p3", {"commune": "Alès"})
    assert subjects(instance) == ["A contribution waits: La Fabrique, Sète"]
    assert send_digests(instance, now=NOON + DAY / 2) == 0
    assert send_digests(instance, now=NOON + DAY) == 1
    assert send_digests(instance, now=NOON + 3 * DAY) == 0
    digest = mails(instance)[1]
    assert digest.subject == "To decide: 2"
    assert "Montpellier → Lunel" in digest.text_body
    assert "Nîmes → Alès" in digest.text_body
    assert "Agde" not in digest.text_body


def test_what_was_decided_meanwhile_is_left_out(instance: Instance, staff: Staff) -> None:
    """A digest tells what still waits, and none leaves about nothing."""
    receipts = [suggest(instance, f"p{n}", {"commune": "Agde"}) for n in (1, 2, 3)]
    refuse(instance, staff.moderator, receipts[1].id, words="no", now=NOON)
    send_digests(instance, now=NOON + DAY)
    assert subjects(instance)[1:] == ["To decide: 1"]
    refuse(instance, staff.moderator, receipts[0].id, words="no", now=NOON)
    refuse(instance, staff.moderator, receipts[2].id, words="no", now=NOON)
    assert send_digests(instance, now=NOON + 2 * DAY) == 0


def test_rhythms(instance: Instance, staff: Staff) -> None:
    """At once: a mail for each. Weekly: after seven days. Never: the bell alone."""
    add_person(instance, "zoe", Role.MODERATOR)
    add_person(instance, "kim", Role.MODERATOR)
    choose(instance, "mo", Rhythm.AT_ONCE)
    choose(instance, "zoe", Rhythm.WEEKLY)
    choose(instance, "kim", Rhythm.NEVER)
    for number in (1, 2, 3):
        suggest(instance, f"p{number}", {"commune": "Agde"})
    send_digests(instance, now=NOON + 6 * DAY)
    assert [len(mails(instance, f"{who}@example.org")) for who in ("mo", "zoe", "kim")] == [3, 1, 0]
    send_digests(instance, now=NOON + 7 * DAY)
    assert [len(mails(instance, f"{who}@example.org")) for who in ("mo", "zoe", "kim")] == [3, 2, 0]
    assert len(bells(instance)) == 9


def test_a_mail_to_moderators_shows_the_change_and_leads_to_the_screen(
    instance: Instance, staff: Staff
) -> None:
    """Before and after, the words, the source, one button; and never the address that was left."""
    who = Contributor("Amine", "amine@example.org", "We moved.", "https://example.org/move")
    receipt = suggest(instance, "p1", {"commune": "Agde"}, who)
    mail = mails(instance)[0]
    base = instance.config.base_url
    for body in (mail.text_body, mail.html_body or ""):
        assert all(said in body for said in ("Sète", "Agde", "We moved.", "Amine", "Places that"))
        assert f"{base}/contributions/{receipt.id}" in body
        assert "amine@example.org" not in body
    assert mail.headers["List-Unsubscribe"].startswith(f"<{base}/unsubscribe/")
    assert mail.headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"


def test_one_decides_and_every_bell_is_quiet(instance: Instance, staff: Staff) -> None:
    """What one moderator decided is handled for all; taken back, it waits again."""
    add_person(instance, "zoe", Role.MODERATOR)
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    assert bells(instance) == [("mo", "arrived"), ("zoe", "arrived")]
    slow = replace(instance, config=replace(instance.config, undo_seconds=10))
    accept(slow, staff.moderator, receipt.id, now=NOON)
    assert bells(instance) == []
    undo(slow, staff.moderator, receipt.id, now=NOON)
    assert bells(instance) == [("mo", "arrived"), ("zoe", "arrived")]


def test_an_answer_takes_the_place_of_what_it_answers(instance: Instance, staff: Staff) -> None:
    """One notice stands for each contribution, and one mail tells of the answer."""
    receipt = suggest(instance, "p1", {"commune": "Agde"})
    ask(instance, staff.moderator, receipt.id, "Since when?", now=NOON)
    assert bells(instance) == []
    answer(instance, receipt.secret, "Since May.", now=NOON)
    answer(instance, receipt.secret, "Since the 3rd.", now=NOON)
    assert bells(instance) == [("mo", "answered")]
    assert subjects(instance)[1] == "An answer about La Fabrique, Sète"


def test_moderators_of_some_rows_hear_of_these_alone(instance: Instance, staff: Staff) -> None:
    """Who cares for Nîmes is not told of Sète; what nobody cares for goes to administrators."""
    person = add_person(instance, "zoe", Role.MODERATOR)
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace)).one()
        for who, town in ((person, "Nîmes"), (staff.moderator.person_id, "Sète")):
            limit_to_rows(session, session.get_one(Person, who), hub, "commune", [town])
    suggest(instance, "p3", {"telephone": "+33465710009"})
    suggest(instance, "p2", {"telephone": "+33465710009"})
    assert bells(instance) == [("ada", "arrived"), ("zoe", "arrived")]
    assert len(mails(instance, "zoe@example.org")) == 1
    assert mails(instance) == []


def test_deputies_after_a_week_and_owners_after_two(instance: Instance, staff: Staff) -> None:
    """Each is told once, by bell and mail, of what still waits."""
    deputy, owner = (
        add_person(instance, "zoe", Role.MODERATOR),
        add_person(instance, "kim", Role.OWNER),
    )
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace)).one()
        name_deputy(session, session.get_one(Person, deputy), hub)
    suggest(instance, "p1", {"commune": "Agde"})
    assert owner
    assert tell_late(instance, now=NOON + 6 * DAY) == 0
    assert tell_late(instance, now=NOON + 7 * DAY) == 1
    assert tell_late(instance, now=NOON + 8 * DAY) == 0
    assert tell_late(instance, now=NOON + 14 * DAY) == 1
    assert tell_late(instance, now=NOON + 30 * DAY) == 0
    assert [bell for bell in bells(instance) if bell[1] == "waits"] == [
        ("kim", "waits"),
        ("zoe", "waits"),
    ]
    send_digests(instance, now=NOON + 15 * DAY)
    for who in ("kim", "zoe"):
        assert subjects(instance, f"{who}@example.org")[-1] == "Waiting for long: 1 to decide"


def test_a_week_is_too_long_for_what_waits_already(instance: Instance, staff: Staff) -> None:
    """Whoever wants a weekly digest hears within a day of what has waited for long."""
    with instance.database.transaction() as session:
        hub = session.scalars(select(Workspace)).one()
        name_deputy(session, session.get_one(Person, staff.moderator.person_id), hub)
    choose(instance, "mo", Rhythm.WEEKLY)
    suggest(instance, "p1", {"commune": "Agde"})
    tell_late(instance, now=NOON + 7 * DAY)
    assert send_digests(instance, now=NOON + 7 * DAY) == 1
