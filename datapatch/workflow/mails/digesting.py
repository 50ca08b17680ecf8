"""Digests: what waits and was not mailed yet, in one mail at the rhythm that each person chose.

What was decided meanwhile is left out; when nothing is left, no mail leaves.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlalchemy.orm import Session, lazyload

from datapatch.db.models import Contribution, Dataset, Notice, NoticeKind, Person, Rhythm
from datapatch.outbound.letters import Item, Letter, Link
from datapatch.translation import N_, Translate
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.mailing import Reader, Written, known_of, send
from datapatch.workflow.mails.notice_words import notice_words
from datapatch.workflow.mails.notifying import contribution_item, is_written_to, reader_of

SHOWN = 20
"""Contributions that one mail shows; the queue shows them all."""

SHOWN_EACH = 5
"""Cells of each of them."""

PERIODS = {
    Rhythm.AT_ONCE: timedelta(),
    Rhythm.DAILY: timedelta(days=1),
    Rhythm.WEEKLY: timedelta(days=7),
}
LATEST = timedelta(days=1)
"""However seldom somebody wants mail: what has waited too long is told within a day."""


@dataclass(frozen=True, slots=True)
class _Event:
    """A notice with what it is about."""

    notice: Notice
    dataset: Dataset
    contribution: Contribution | None


def send_digests(instance: Instance, *, now: datetime) -> int:
    """Write every digest that is due to the outbox; how many there were."""
    unmailed = select(Notice.person_id).where(*_UNTOLD).distinct()
    people = select(Person).where(Person.id.in_(unmailed), Person.disabled_at.is_(None))
    with instance.database.reading() as session:
        found = [person.id for person in session.scalars(people) if is_written_to(person)]
    return sum(_send_digest(instance, person_id, now) for person_id in found)


def _send_digest(instance: Instance, person_id: int, now: datetime) -> bool:
    """One person's digest, if it is due: two workers do not send it twice."""
    with instance.database.transaction() as session:
        person = session.get_one(Person, person_id, with_for_update=True)
        events = _events(session, person, now)
        if not events or not _take(session, person, _period(person, events), now):
            return False
        for event in events:
            event.notice.mailed_at = now
        reader = reader_of(person)
        written = _digest(instance, events, reader)
        return send(instance, session, reader, written, now=now)


def _period(person: Person, events: Sequence[_Event]) -> timedelta:
    late = any(map(_is_late, events))
    return min(PERIODS[person.rhythm], LATEST) if late else PERIODS[person.rhythm]


def _take(session: Session, person: Person, period: timedelta, now: datetime) -> bool:
    last = Person.digest_sent_at
    taken = session.scalar(
        update(Person)
        .where(Person.id == person.id, or_(last.is_(None), last <= now - period))
        .values(digest_sent_at=now)
        .returning(Person.id)
    )
    return taken is not None


def _events(session: Session, person: Person, now: datetime) -> list[_Event]:
    """What is to be told now: of what has waited for long, not more than once in a day."""
    query = (
        select(Notice, Dataset, Contribution)
        .join(Dataset, Dataset.id == Notice.dataset_id)
        .outerjoin(Contribution, Contribution.id == Notice.contribution_id)
        .where(Notice.person_id == person.id, *_UNTOLD)
        # The dataset of a contribution comes by an inner join: it would leave out what has none.
        .options(lazyload(Contribution.dataset))
        .order_by(Notice.id)
    )
    found = [_Event(*row) for row in session.execute(query)]
    if any(map(_is_late, found)) and _told_of_late(session, person, now - LATEST):
        return [event for event in found if not _is_late(event)]
    return found


def _told_of_late(session: Session, person: Person, since: datetime) -> bool:
    """Whether a mail told of what has waited for long, after this moment."""
    query = select(Notice.id).where(
        Notice.person_id == person.id,
        Notice.kind == NoticeKind.WAITS,
        Notice.mailed_at > since,
    )
    return session.scalar(query.limit(1)) is not None


def _digest(instance: Instance, events: Sequence[_Event], reader: Reader) -> Written:
    translate = reader.translate
    waiting = {e.contribution.id: e.contribution for e in events if _waits(e) and e.contribution}
    told = [event for event in events if not _waits(event)]
    shown = list(waiting.values())[:SHOWN]
    items = [contribution_item(instance, row, reader, SHOWN_EACH) for row in shown]
    items += [_words(instance, event, translate) for event in told[:SHOWN]]
    left = len(waiting) - len(shown)
    more = translate(N_("{count} more wait for you.")).format(count=left) if left else ""
    return Written(
        subject=_subject(events, len(waiting), translate),
        letter=Letter(
            translate(_opening(events, is_waiting=bool(waiting))),
            items=items,
            closing=more,
            button=_button(instance, events, translate, is_waiting=bool(waiting)),
        ),
    )


def _button(
    instance: Instance, events: Sequence[_Event], translate: Translate, *, is_waiting: bool
) -> Link:
    """Where the mail leads: to the queue, to the one dataset to be checked, else to the bell."""
    site = instance.config.base_url
    if is_waiting:
        return Link(translate(N_("Look and decide")), f"{site}/queue")
    datasets = {event.dataset.address for event in events}
    if _are_reminders(events) and len(datasets) == 1:
        return Link(translate(N_("See the data")), f"{site}/{datasets.pop()}/")
    return Link(translate(N_("See the news")), f"{site}/notices")


def _subject(events: Sequence[_Event], waiting: int, translate: Translate) -> str:
    if any(map(_is_late, events)):
        return translate(N_("Waiting for long: {count} to decide")).format(count=waiting)
    if waiting:
        return translate(N_("To decide: {count}")).format(count=waiting)
    if _are_reminders(events):
        return translate(N_("Time to check your data"))
    return translate(N_("News from your data"))


def _opening(events: Sequence[_Event], *, is_waiting: bool) -> str:
    if any(map(_is_late, events)):
        return N_("This has been waiting for long. Whoever sent it would be glad of an answer:")
    if is_waiting:
        return N_("This waits for you:")
    if _are_reminders(events):
        return N_("You promised that somebody looks at this data regularly. It is time again:")
    return N_("This is new:")


def _are_reminders(events: Sequence[_Event]) -> bool:
    return all(event.notice.kind == NoticeKind.FRESHNESS for event in events)


def _is_late(event: _Event) -> bool:
    return event.notice.kind == NoticeKind.WAITS


def _waits(event: _Event) -> bool:
    return event.contribution is not None and event.notice.kind != NoticeKind.QUARANTINE


def _words(instance: Instance, event: _Event, translate: Translate) -> Item:
    title = known_of(instance, event.dataset.address).title
    said = notice_words(event.notice.kind, event.notice.text, translate)
    if event.notice.kind == NoticeKind.FRESHNESS:
        longest = N_("Nobody has looked at these for the longest time: {rows}")
        said = translate(longest).format(rows=event.notice.text)
    address = f"{instance.config.base_url}/{event.dataset.address}"
    return Item(title=title, address=address, words=said)


_UNTOLD = (Notice.mailed_at.is_(None), Notice.handled_at.is_(None), Notice.seen_at.is_(None))
