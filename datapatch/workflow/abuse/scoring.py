"""What looks suspicious about a proposal: a small table of rungs, each with its flag and weight.

A flag explains and a weight adds up; nothing here decides. No list of bad words: they say little
about whether a telephone number is right.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Dataset
from datapatch.index.folding import fold
from datapatch.tables.changes import CellChange
from datapatch.workflow.abuse.senders import Sender, sent_since
from datapatch.workflow.abuse.vetting import Flag
from datapatch.workflow.contributions import store_patches
from datapatch.workflow.preferences import Preferences
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.proposals.proposing import Proposal

MINUTE, DAY = timedelta(minutes=1), timedelta(days=1)
BURST = 5
"""Contributions of one sender within a minute that are many."""
EMPTIED = 5
"""Cells that are emptied at once and count like a row that is removed."""
SEVERAL = 3
"""Times that the same came, from which on it weighs more than a confirmation."""
LONG_WORDS = 20
"""Characters from which on the same message twice is no chance."""

_LINK = re.compile(r"(?:https?://|www\.)[^\s|<>\"]+", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Arrival:
    """One proposal as it comes in, with all that is asked about it."""

    proposal: Proposal
    contributor: Contributor
    sender: Sender
    dataset: Dataset
    preferences: Preferences
    now: datetime

    @property
    def written(self) -> Iterator[CellChange]:
        """The cells that get another value."""
        for change in self.proposal.patch.changes:
            yield from change.cells


Found = tuple[str, int]
"""What a rung tells: the detail of its flag, and how much it weighs."""

Rung = Callable[[Session, Arrival], Found | None]


def suspicions(session: Session, arrival: Arrival) -> Iterator[tuple[Flag, int]]:
    """Each flag with its weight."""
    for name, rung in RUNGS:
        if (found := rung(session, arrival)) is not None:
            detail, weight = found
            yield Flag(name, detail), weight


def _burst(session: Session, arrival: Arrival) -> Found | None:
    """Many from one sender within a minute."""
    count = sent_since(session, arrival.sender, arrival.now - MINUTE) + 1
    return (str(count), 3) if count >= BURST else None


def _links(_session: Session, arrival: Arrival) -> Found | None:
    """Links to sites that the cells did not name before, and links in the message.

    A link is asked for as the source, and tells nothing there; a new home page is usual, so that
    one new link weighs little.
    """
    before = {host for cell in arrival.written for host in _hosts(cell.old or "")}
    after = [host for cell in arrival.written for host in _hosts(cell.new or "")]
    new = [host for host in after if host not in before]
    said = _hosts(arrival.contributor.message)
    found = list(dict.fromkeys(new + said))
    if not found:
        return None
    return ", ".join(found[:3]), min(len(new) + 2 * len(said), 4)


def _duplicate(session: Session, arrival: Arrival) -> Found | None:
    """The same change, or the same long message, that came within a day.

    Alone it asks for nothing: who corrects ten rows may well say the same of each. A few who see
    the same, that a place has closed for instance, confirm each other.
    """
    message = arrival.contributor.message.strip()
    same = [Contribution.message == message] if len(message) >= LONG_WORDS else []
    if arrival.proposal.patch.changes:
        same.append(Contribution.patch == store_patches([arrival.proposal.patch]))
    if not same:
        return None
    query = select(func.count(Contribution.id)).where(
        Contribution.dataset_id == arrival.dataset.id,
        Contribution.created_at > arrival.now - DAY,
        or_(*same),
    )
    count = session.scalar(query) or 0
    return (str(count), 1 if count < SEVERAL else 2) if count else None


def _deletion(_session: Session, arrival: Arrival) -> Found | None:
    """Rows that are removed, and cells that are emptied in numbers."""
    removed = sum(change.op == "remove" for change in arrival.proposal.patch.changes)
    emptied = sum(cell.new == "" and bool(cell.old) for cell in arrival.written)
    count = removed + emptied // EMPTIED
    if not count:
        return None
    return str(removed or emptied), 1 if count == 1 else 2 if count <= 10 else 4


def _territory(_session: Session, arrival: Arrival) -> Found | None:
    """A value that the producer did not name, in the field that tells where a row belongs."""
    name, wanted = arrival.preferences.territory_field, arrival.preferences.territory_values
    if not name or not wanted:
        return None
    inside = {fold(value.strip()) for value in wanted}
    for cell in arrival.written:
        value = (cell.new or "").strip()
        if cell.field == name and value and fold(value) not in inside:
            return value, 2
    return None


def _hosts(text: str) -> list[str]:
    """The sites that a text leads to, without "www."."""
    found = []
    for link in _LINK.findall(text):
        try:
            host = urlsplit(link if "://" in link else f"http://{link}").hostname
        except ValueError:
            host = link
        if host:
            found.append(host.removeprefix("www."))
    return found


RUNGS: tuple[tuple[str, Rung], ...] = (
    ("burst", _burst),
    ("links", _links),
    ("duplicate", _duplicate),
    ("deletion", _deletion),
    ("territory", _territory),
)
"""Each rung under the name of its flag."""
