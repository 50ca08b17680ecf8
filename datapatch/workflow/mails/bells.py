"""The bell of one person: what is new, what others took care of, and how often to be mailed."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, update

from datapatch.db.models import Contribution, Dataset, Notice, NoticeKind, Person, Rhythm
from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.silencing import write_again

SHOWN = 100

_NO_SUCH = N_("Choose how often you want to be mailed.")


@dataclass(frozen=True, slots=True)
class BellEntry:
    """One notice. ``handled``: somebody did what it asks for; ``label`` is that of the row."""

    kind: NoticeKind
    text: str
    dataset: DatasetName
    contribution: str
    label: str
    created_at: datetime
    seen: bool
    handled: bool


@dataclass(frozen=True, slots=True)
class MailSettings:
    """Where and how often a person is mailed; ``bounced``: the address does not work."""

    email: str
    rhythm: Rhythm
    bounced: bool


def count_news(instance: Instance, person_id: int) -> int:
    """How many notices this person has neither read nor seen handled: the number on the bell."""
    query = select(func.count(Notice.id)).where(
        Notice.person_id == person_id, Notice.handled_at.is_(None), Notice.seen_at.is_(None)
    )
    with instance.database.reading() as session:
        return session.scalar(query) or 0


def read_bell(instance: Instance, person_id: int) -> tuple[BellEntry, ...]:
    """The latest notices of this person, newest first."""
    query = (
        select(Notice, Dataset, Contribution.row_label)
        .join(Dataset, Dataset.id == Notice.dataset_id)
        .outerjoin(Contribution, Contribution.id == Notice.contribution_id)
        .where(Notice.person_id == person_id)
        .order_by(Notice.id.desc())
        .limit(SHOWN)
    )
    with instance.database.reading() as session:
        return tuple(_entry(*row) for row in session.execute(query))


def mark_seen(instance: Instance, person_id: int, *, now: datetime) -> None:
    """Note that this person has read all that there is."""
    with instance.database.transaction() as session:
        session.execute(
            update(Notice)
            .where(Notice.person_id == person_id, Notice.seen_at.is_(None))
            .values(seen_at=now)
        )


def mail_settings(instance: Instance, person_id: int) -> MailSettings:
    """What this person chose."""
    with instance.database.reading() as session:
        person = session.get_one(Person, person_id)
        return MailSettings(person.email or "", person.rhythm, person.email_bounced_at is not None)


def choose_rhythm(instance: Instance, person_id: int, rhythm: str) -> None:
    """Mail this person so often; raises `InvalidInput` for what is no rhythm.

    Whoever chooses says that the address works: it is written to again.
    """
    if rhythm not in set(Rhythm):
        raise InvalidInput(_NO_SUCH)
    with instance.database.transaction() as session:
        person = session.get_one(Person, person_id)
        person.rhythm, person.email_bounced_at = Rhythm(rhythm), None
        if person.email:
            write_again(session, instance.secret, person.email)


def _entry(notice: Notice, dataset: Dataset, label: str | None) -> BellEntry:
    return BellEntry(
        kind=notice.kind,
        text=notice.text,
        dataset=dataset.address,
        contribution=notice.contribution_id or "",
        label=label or "",
        created_at=notice.created_at,
        seen=notice.seen_at is not None,
        handled=notice.handled_at is not None,
    )
