"""Ask the places: the address that stands in a row gets a link to that row, paced over hours."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import delete, func, or_, select
from sqlalchemy.orm import Session

from datapatch.accounts.policy import Action, Actor
from datapatch.db.addresses import email_address
from datapatch.db.models import Dataset, Invitation, SilencedAddress
from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.contributions import receipt_hash
from datapatch.workflow.datasets import find_dataset, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import keyed_hash
from datapatch.workflow.mails.silencing import address_hash
from datapatch.workflow.preferences import choose, preferences_of
from datapatch.workflow.rows.table_rows import table_rows

USUAL_DAYS = 365
"""How long nobody is asked again where the dataset promises no rhythm."""
MOST_ROWS = 50_000

_PRIVATE = N_("Only a public dataset can ask its places: nobody could open the link.")
_LARGE = N_("{name} has more than {count} rows, too many to be asked by mail.")
_NO_FIELD = N_("There is no field {field} in the table. Choose another one.")


@dataclass(frozen=True, slots=True)
class Asked:
    """A row and the address that stands in it. The address is kept nowhere else."""

    row_address: str
    email: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Plan:
    """Who would be asked now, by the addresses in one field, and why others are not."""

    resource: str
    field: str
    asked: tuple[Asked, ...]
    without: int
    silent: int
    recent: int
    hourly: int


def plan(instance: Instance, actor: Actor, name: DatasetName, field: str, *, now: datetime) -> Plan:
    """Who would be asked if ``field`` of the first table holds the addresses; nothing is sent.

    One address is asked about one row at a time, and not again within the promised rhythm. Raises
    `NotFound`, `Forbidden` for who does not administer the dataset, `InvalidInput`.
    """
    record = find_dataset(instance, actor, name, Action.ADMINISTER)
    if not record.facts.public:
        raise InvalidInput(_PRIVATE)
    resource, found, total = _addresses(instance, name, field)
    with instance.database.reading() as session:
        chosen = preferences_of(session.get_one(Dataset, record.id))
        days = timedelta(days=chosen.promised_days or USUAL_DAYS)
        known = _last_asked(session, record.id)
        silent = _silent(session, record.id)
    asked, quiet, recent = [], 0, 0
    for email, rows in found.items():
        hashed = address_hash(instance.secret, email)
        if hashed in silent:
            quiet += 1
        elif any(at > now - days for (a, _row), at in known.items() if a == hashed):
            recent += 1
        else:
            asked.append(Asked(min(rows, key=lambda row: _when(known, hashed, row)), email))
    without = total - sum(map(len, found.values()))
    return Plan(resource, field, tuple(asked), without, quiet, recent, chosen.ask_hourly)


def start_asking(
    instance: Instance, actor: Actor, name: DatasetName, field: str, *, now: datetime
) -> int:
    """Ask everybody whom `plan` names, so many in an hour as the dataset chose; how many.

    Raises what `plan` does.
    """
    planned = plan(instance, actor, name, field, now=now)
    record = find_dataset(instance, actor, name)
    choose(instance, actor, name, {"ask_field": field})
    pause = timedelta(hours=1) / max(planned.hourly, 1)
    with instance.database.transaction() as session:
        for number, asked in enumerate(planned.asked):
            row = Invitation(
                dataset_id=record.id,
                resource=planned.resource,
                row_address=asked.row_address,
                field=field,
                address_hash=address_hash(instance.secret, asked.email),
                created_at=now,
                due_at=now + number * pause,
            )
            session.add(row)
            session.flush()
            row.secret_hash = receipt_hash(invitation_secret(instance, row.id))
    return len(planned.asked)


def stop_asking(instance: Instance, actor: Actor, name: DatasetName) -> int:
    """Ask nobody of those who still wait; how many. Raises `NotFound`, `Forbidden`."""
    record = find_dataset(instance, actor, name, Action.ADMINISTER)
    unsent = (Invitation.dataset_id == record.id, Invitation.sent_at.is_(None))
    with instance.database.transaction() as session:
        count = session.scalar(select(func.count(Invitation.id)).where(*unsent)) or 0
        session.execute(delete(Invitation).where(*unsent))
    return count


def invitation_secret(instance: Instance, invitation_id: int) -> str:
    """The secret in the link of a mail: made again by the instance's key, its hash is kept."""
    return keyed_hash(instance.secret, "invitation", str(invitation_id))


def _addresses(
    instance: Instance, name: DatasetName, field: str
) -> tuple[str, Mapping[str, list[str]], int]:
    """The first table, the rows of each address that stands in it, and how many rows it has."""
    with published(instance, name) as snapshot:
        resource = next(iter(snapshot.table_files), "")
        table = table_rows(instance, snapshot, resource)
        if field not in table.fields:
            raise InvalidInput(_NO_FIELD, field=field)
        if table.rows.row_count > MOST_ROWS:
            raise InvalidInput(_LARGE, name=resource, count=MOST_ROWS)
        rows, column = range(table.rows.row_count), table.fields.index(field)
        cells = table.rows.cells(rows)
        found: dict[str, list[str]] = {}
        for place, held in zip(table.places(rows, cells), cells, strict=True):
            if email := usable(held[column]):
                found.setdefault(email, []).append(place.address)
        return resource, found, len(rows)


def usable(text: str) -> str:
    """The address that ``text`` is; "" for anything else."""
    try:
        return email_address(text.strip()).lower()
    except InvalidInput:
        return ""


def _last_asked(session: Session, dataset_id: int) -> Mapping[tuple[str, str], datetime]:
    query = (
        select(Invitation.address_hash, Invitation.row_address, func.max(Invitation.due_at))
        .where(Invitation.dataset_id == dataset_id)
        .group_by(Invitation.address_hash, Invitation.row_address)
    )
    return {(hashed, row): at for hashed, row, at in session.execute(query)}


def _when(
    known: Mapping[tuple[str, str], datetime], hashed: str, row: str
) -> tuple[bool, datetime | None]:
    at = known.get((hashed, row))
    return at is not None, at


def _silent(session: Session, dataset_id: int) -> frozenset[str]:
    query = select(SilencedAddress.address_hash).where(
        or_(SilencedAddress.dataset_id == dataset_id, SilencedAddress.dataset_id.is_(None))
    )
    return frozenset(session.scalars(query))


def is_silent(session: Session, dataset_id: int, hashed: str) -> bool:
    """Whether this dataset writes to an address no more, by its hash."""
    return hashed in _silent(session, dataset_id)
