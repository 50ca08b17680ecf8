"""What moderators are told as it happens: the bell for each, a mail for whoever waits for one.

A mail leaves at once when nothing else waited for this person, and always for those who want it so;
what comes after goes into their next digest (``digesting.py``). Nobody is mailed one event twice.
"""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from types import MappingProxyType

from sqlalchemy import select
from sqlalchemy.orm import Session

from datapatch.db.models import (
    Contribution,
    Kind,
    Notice,
    NoticeKind,
    Person,
    Remark,
    Rhythm,
    Speaker,
)
from datapatch.outbound.letters import Item, Letter, Link
from datapatch.translation import N_
from datapatch.workflow.contributions import read_patches
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.mailing import SHOWN_CELLS, Reader, Written, item, known_of, send
from datapatch.workflow.mails.notices import mark_handled, notify_moderators
from datapatch.workflow.mails.unsubscribing import About, Subscription

NAMELESS = N_("Somebody without a name")

_OPENINGS: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.ARRIVED: N_("{who} suggests a change in “{dataset}”:"),
        NoticeKind.ANSWERED: N_("{who} changed what they suggest in “{dataset}”:"),
        NoticeKind.RETURNED: N_(
            "This was accepted in “{dataset}”, and could not be published. It waits again:"
        ),
    }
)
REPORTED = N_("{who} reports a problem in “{dataset}”:")
REPLIED = N_("{who} writes to you about a suggestion in “{dataset}”:")
_SUBJECTS: Mapping[NoticeKind, str] = MappingProxyType(
    {
        NoticeKind.ARRIVED: N_("A contribution waits: {label}"),
        NoticeKind.ANSWERED: N_("An answer about {label}"),
        NoticeKind.RETURNED: N_("It waits again: {label}"),
    }
)


def tell_moderators(
    instance: Instance,
    session: Session,
    row: Contribution,
    kind: NoticeKind = NoticeKind.ARRIVED,
    *,
    now: datetime,
) -> None:
    """Tell each moderator who may decide about ``row`` that it waits for them."""
    mark_handled(session, row.id, now=now)  # one notice for each contribution: the latest
    for person, notice in notify_moderators(instance, session, row, kind, now=now):
        if is_written_to(person) and _at_once(session, person, notice):
            written = _arrival(instance, session, row, kind, reader_of(person))
            if send(instance, session, reader_of(person), written, now=now):
                notice.mailed_at = person.digest_sent_at = now


def is_written_to(person: Person) -> bool:
    """Whether mails go to this person at all."""
    return bool(person.email) and not person.email_bounced_at and person.rhythm != Rhythm.NEVER


def reader_of(person: Person) -> Reader:
    """A person with an account as the reader of a mail."""
    reader = Reader(
        address=person.email or "",
        language=person.language,
        why="",
        subscription=Subscription(About.MODERATING, str(person.id)),
    )
    why = N_("You get this mail because you look after data here. Your account says how often.")
    return replace(reader, why=reader.translate(why))


def contribution_item(
    instance: Instance, row: Contribution, reader: Reader, most: int = SHOWN_CELLS
) -> Item:
    """A contribution as a mail to moderators shows it, its title leading to the screen."""
    known = known_of(instance, row.dataset.address)
    who = shown_name(row) or reader.translate(NAMELESS)
    note = f"{who} · {known.title} · {reader.day(row.created_at)}"
    return replace(
        item(row.row_label, read_patches(row.patch), known.schemas, most),
        note=note,
        quoted=row.message,
        source=row.source,
        address=decide_address(instance, row),
    )


def decide_address(instance: Instance, row: Contribution) -> str:
    """Where a moderator looks and decides."""
    return f"{instance.config.base_url}/contributions/{row.id}"


def shown_name(row: Contribution) -> str:
    """The contributor's public name, unless it was withdrawn."""
    return "" if row.credit_withdrawn else row.author_name


def _at_once(session: Session, person: Person, notice: Notice) -> bool:
    """Whether a mail leaves now: this person wants it so, or has nothing else to decide."""
    if person.rhythm == Rhythm.AT_ONCE:
        return True
    others = select(Notice.id).where(
        Notice.person_id == person.id,
        Notice.handled_at.is_(None),
        Notice.contribution_id.is_not(None),
        Notice.id != notice.id,
    )
    return session.scalar(others.limit(1)) is None


def _arrival(
    instance: Instance, session: Session, row: Contribution, kind: NoticeKind, reader: Reader
) -> Written:
    translate = reader.translate
    known = known_of(instance, row.dataset.address)
    said = _reply(session, row) if kind == NoticeKind.ANSWERED else ""
    opening = REPLIED if said else _OPENINGS[kind]
    if row.kind == Kind.REPORT and kind == NoticeKind.ARRIVED:
        opening = REPORTED
    who = shown_name(row) or translate(NAMELESS)
    shown = replace(contribution_item(instance, row, reader), note="", address="")
    if said:
        shown = replace(shown, quoted="", source="")  # they were read when it arrived
    decide = Link(translate(N_("Look and decide")), decide_address(instance, row))
    return Written(
        subject=translate(_SUBJECTS[kind]).format(label=row.row_label),
        letter=Letter(
            translate(opening).format(who=who, dataset=known.title), said, [shown], button=decide
        ),
        contribution=row.id,
    )


def _reply(session: Session, row: Contribution) -> str:
    """What the contributor wrote just now; "" where they changed what they sent."""
    query = select(Remark).where(Remark.contribution_id == row.id).order_by(Remark.id.desc())
    last = session.scalar(query.limit(1))
    if last is None or last.speaker != Speaker.CONTRIBUTOR or last.created_at != row.updated_at:
        return ""
    return last.text
