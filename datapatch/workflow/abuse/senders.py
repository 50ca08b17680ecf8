"""How much comes from one sender, to one dataset and to the instance: counted, then forgotten.

A network address is never stored: what is kept is a keyed hash of it, for a month at most.
"""

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from datapatch.db.models import Dataset, SenderTrace
from datapatch.errors import TooMany
from datapatch.translation import N_
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import keyed_hash
from datapatch.workflow.preferences import Preferences, preferences_of

HOUR = timedelta(hours=1)
HOUSEHOLD = 64
"""Bits of an IPv6 address that one connection to the internet has in common."""
LONGEST = timedelta(days=30)
"""For how long a trace is kept at most, whatever a dataset asks for."""

_SENDER = N_(
    "Many contributions came from your connection within an hour. Thank you! "
    "Try again in {minutes} min: nothing that you wrote is lost while this page is open."
)
_DATASET = N_(
    "Many contributions reach this dataset just now. "
    "Try again in {minutes} min: nothing that you wrote is lost while this page is open."
)
_INSTANCE = N_(
    "Many contributions reach this site just now. "
    "Try again in {minutes} min: nothing that you wrote is lost while this page is open."
)


@dataclass(frozen=True, slots=True)
class Sender:
    """From where something is sent; without ``trace`` nobody knows."""

    trace: str = field(default="", repr=False)


UNKNOWN = Sender()


def sender_of(instance: Instance, address: str) -> Sender:
    """The sender behind a network address, of which the keyed hash alone is kept.

    Addresses of one IPv6 network are one sender; what is no address is an unknown sender.
    """
    try:
        found = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(found, ipaddress.IPv6Address):
        inner = found.ipv4_mapped
        found = inner or ipaddress.ip_network((found, HOUSEHOLD), strict=False).network_address
    return Sender(keyed_hash(instance.secret, "sender", str(found)))


def check_limits(
    instance: Instance, session: Session, dataset: Dataset, sender: Sender, *, now: datetime
) -> None:
    """Nothing when one more contribution can be taken now; raises `TooMany`."""
    for words, limit, which in _limits(instance, preferences_of(dataset), dataset, sender):
        if limit and (wait := _wait(session, which, limit, now)):
            minutes = -(-int(wait.total_seconds()) // 60)
            raise TooMany(words, minutes=minutes, retry_after=int(wait.total_seconds()) + 1)


def leave_trace(session: Session, dataset: Dataset, sender: Sender, *, now: datetime) -> None:
    """Count one contribution."""
    session.add(SenderTrace(dataset_id=dataset.id, sender_hash=sender.trace, at=now))


def sent_since(session: Session, sender: Sender, since: datetime) -> int:
    """How many contributions this sender sent to the instance; 0 for an unknown one."""
    if not sender.trace:
        return 0
    which = SenderTrace.sender_hash == sender.trace
    query = select(func.count(SenderTrace.id)).where(which, SenderTrace.at > since)
    return session.scalar(query) or 0


def forget_traces(session: Session, *, now: datetime) -> None:
    """Delete the traces whose time is over, dataset by dataset."""
    for dataset in session.scalars(select(Dataset)):
        kept = min(timedelta(days=preferences_of(dataset).trace_days), LONGEST)
        old = SenderTrace.at <= now - max(kept, HOUR)
        session.execute(delete(SenderTrace).where(SenderTrace.dataset_id == dataset.id, old))


def _limits(
    instance: Instance, chosen: Preferences, dataset: Dataset, sender: Sender
) -> Iterator[tuple[str, int, ColumnElement[bool]]]:
    here = SenderTrace.dataset_id == dataset.id
    if sender.trace:
        yield _SENDER, chosen.sender_hourly, here & (SenderTrace.sender_hash == sender.trace)
    yield _DATASET, chosen.dataset_hourly, here
    yield _INSTANCE, instance.config.limits.contributions_hourly, SenderTrace.at.is_not(None)


def _wait(
    session: Session, which: ColumnElement[bool], limit: int, now: datetime
) -> timedelta | None:
    """How long until fewer than ``limit`` came within an hour; None when that is so now."""
    query = (
        select(SenderTrace.at)
        .where(which, SenderTrace.at > now - HOUR)
        .order_by(SenderTrace.at.desc())
        .offset(limit - 1)
        .limit(1)
    )
    oldest = session.scalar(query)
    return None if oldest is None else oldest + HOUR - now
