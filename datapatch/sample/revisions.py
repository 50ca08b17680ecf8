"""The revisions of the list of places: every story carried out in order on the starting table."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from random import Random
from typing import Final

from datapatch.sample.cells import Row
from datapatch.sample.days import working_time
from datapatch.sample.edits import Workbench
from datapatch.sample.places import PlaceMaker
from datapatch.sample.schema import places_schema
from datapatch.sample.sheet import Sheet
from datapatch.sample.stories import STORIES, Story
from datapatch.sample.values import SampleRevision

_BREATH: Final = timedelta(minutes=25)
"""The least time between two revisions."""


def places_revisions(today: date, rows: Iterable[Row]) -> tuple[SampleRevision, ...]:
    """About fifty revisions of these rows, oldest first, each on what the one before left."""
    sheet = Sheet(rows)
    rng = Random("un an de corrections")
    maker = PlaceMaker(rng)
    for row in sheet.rows():
        maker.record(row["nom"], row["commune"])
        maker.numbers.add(row["telephone"])
    revisions: list[SampleRevision] = []
    for story in STORIES:
        at = working_time(today, story.days, story.time)
        if revisions:
            at = max(at, revisions[-1].at + _BREATH)
        revisions.append(_revision(story, at, Workbench(sheet, rng, maker, at.date())))
    return tuple(revisions)


def _revision(story: Story, at: datetime, bench: Workbench) -> SampleRevision:
    return SampleRevision(
        at=at,
        public_name=story.who,
        moderator=story.by.public_name,
        message=story.message,
        source=story.source,
        changes=story.edit(bench),
        schema=places_schema(with_ended=False) if story.new_schema else None,
    )
