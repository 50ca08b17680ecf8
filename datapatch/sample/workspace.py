"""The sample workspace as a whole, for a given day."""

from collections.abc import Sequence
from datetime import date
from typing import Final

from datapatch.sample import about
from datapatch.sample.cells import Row
from datapatch.sample.contributions import places_contributions
from datapatch.sample.days import working_time
from datapatch.sample.events import workshops_contributions, workshops_revisions
from datapatch.sample.people import ADMINISTRATOR, MODERATORS
from datapatch.sample.places import invented_places
from datapatch.sample.revisions import places_revisions
from datapatch.sample.schema import FIELDS, KEY, places_schema
from datapatch.sample.values import SampleDataset, SampleWorkspace
from datapatch.sample.workshops import FIELDS as WORKSHOP_FIELDS
from datapatch.sample.workshops import invented_workshops, workshops_schema
from datapatch.sample.writing import csv_bytes

PLACES: Final = "lieux-mediation-numerique"
WORKSHOPS: Final = "ateliers"


def sample_workspace(today: date) -> SampleWorkspace:
    """Everything that is loaded at first start; the same for the same day."""
    rows = invented_places(today)
    return SampleWorkspace(
        slug="hub-exemple",
        title=about.WORKSPACE_TITLE,
        description=about.WORKSPACE_DESCRIPTION,
        licence="etalab-2.0",
        contact="donnees@example.org",
        administrator=ADMINISTRATOR,
        moderators=MODERATORS,
        datasets=(_places(today, rows), _workshops(today, rows)),
    )


def _places(today: date, rows: Sequence[Row]) -> SampleDataset:
    revisions = places_revisions(today, rows)
    return SampleDataset(
        name=PLACES,
        title=about.PLACES_TITLE,
        description=about.PLACES_DESCRIPTION,
        readme=about.PLACES_README,
        resource="lieux",
        data=csv_bytes(FIELDS, ([row[field] for field in FIELDS] for row in rows)),
        delimiter=",",
        line_terminator="\n",
        bom=False,
        schema=places_schema(with_ended=True),
        key=KEY,
        imported_at=working_time(today, 365, "08:00"),
        revisions=revisions,
        contributions=places_contributions(today, rows, revisions),
    )


def _workshops(today: date, rows: Sequence[Row]) -> SampleDataset:
    revisions = workshops_revisions(today, rows)
    data = csv_bytes(
        WORKSHOP_FIELDS,
        invented_workshops(today, rows),
        delimiter=";",
        line_terminator="\r\n",
        bom=True,
    )
    return SampleDataset(
        name=WORKSHOPS,
        title=about.WORKSHOPS_TITLE,
        description=about.WORKSHOPS_DESCRIPTION,
        readme=about.WORKSHOPS_README,
        resource="ateliers",
        data=data,
        delimiter=";",
        line_terminator="\r\n",
        bom=True,
        schema=workshops_schema(),
        key=(),
        imported_at=working_time(today, 58, "08:30"),
        revisions=revisions,
        contributions=workshops_contributions(today, rows, revisions),
    )
