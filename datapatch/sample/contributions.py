"""The contributions that wait on the list of places: one of every kind that a moderator meets."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Final

from datapatch.sample.cells import Row
from datapatch.sample.edits import Workbench
from datapatch.sample.places import PlaceMaker
from datapatch.sample.proposals import PROPOSALS, Proposal
from datapatch.sample.sheet import Sheet, apply
from datapatch.sample.values import SampleContribution, SampleRevision

DELAY: Final = timedelta(hours=4)
"""A revision counts as published that long after it was proposed."""


def published_before(at: datetime, revisions: Sequence[SampleRevision]) -> int:
    """How many of ``revisions`` were published when somebody looked at the table."""
    return sum(revision.at + DELAY <= at for revision in revisions)


def places_contributions(
    today: date, rows: Iterable[Row], revisions: Sequence[SampleRevision]
) -> tuple[SampleContribution, ...]:
    """The open contributions, oldest first; each is made on the table of its moment."""
    sheet, done = Sheet(rows), 0
    contributions = []
    for proposal in PROPOSALS:
        day = today - timedelta(days=proposal.days)
        at = datetime.combine(day, time.fromisoformat(proposal.time), UTC)
        base = published_before(at, revisions)
        for revision in revisions[done:base]:
            apply(sheet, revision.changes)
        done = base
        contributions.append(_contribution(proposal, at, base, sheet.copy()))
    return tuple(contributions)


def _contribution(proposal: Proposal, at: datetime, base: int, sheet: Sheet) -> SampleContribution:
    rng = Random(proposal.about)
    return SampleContribution(
        about=proposal.about,
        at=at,
        public_name=proposal.who,
        email=proposal.email,
        message=proposal.message,
        source=proposal.source,
        base=base,
        changes=proposal.edit(Workbench(sheet, rng, PlaceMaker(rng), at.date())),
    )
