"""Which places a contribution is about: what the field says that tells the place of a row.

It is kept beside the contribution, so that a queue of thousands is counted by place without a look
at any table. A field that the producer chose, else a town or a region by the name of the field.
"""

from collections.abc import Iterator, Sequence
from itertools import islice

from sqlalchemy import select

from datapatch.db.models import Contribution, State
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.types import DatasetName
from datapatch.workflow.contributions import read_patches
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import Preferences, preferences_of
from datapatch.workflow.queue.territories import RowValues
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.snapshot import Snapshot

LOOKED_AT = 200
"""Changed rows of one contribution whose place is looked up."""

TELLING = (FieldKind.TOWN, FieldKind.REGION)


def places_of(snapshot: Snapshot, preferences: Preferences, patches: Sequence[Patch]) -> str:
    """The places of these rows, before and after, as `Contribution.places` keeps them."""
    told = (value for patch in patches for value in _values(snapshot, preferences, patch))
    found = dict.fromkeys(" ".join(value.split()) for value in told)
    return lines([value for value in found if value])


def lines(places: Sequence[str]) -> str:
    """Each place on a line of its own, between line breaks; "" for none."""
    return "".join(f"\n{place}" for place in places) + "\n" if places else ""


def replace_places(instance: Instance, name: DatasetName) -> None:
    """Look up once more, under another field, where everything is that waits."""
    waiting = (State.OPEN, State.ASKED, State.QUARANTINED)
    with published(instance, name) as head, instance.database.transaction() as session:
        rows = session.scalars(select(Contribution).where(Contribution.state.in_(waiting)))
        for row in (row for row in rows if row.dataset.address == name):
            row.places = places_of(head, preferences_of(row.dataset), read_patches(row.patch))


def place_field(schema: TableSchema, chosen: str) -> str:
    """The field that tells the place: the chosen one, else a town, else a region; "" for none."""
    if chosen and schema.field(chosen) is not None:
        return chosen
    kinds = {field_kind(field): field.name for field in reversed(schema.fields)}
    return next((kinds[kind] for kind in TELLING if kind in kinds), "")


def _values(snapshot: Snapshot, preferences: Preferences, patch: Patch) -> Iterator[str]:
    if not patch.changes or patch.resource not in snapshot.table_files:
        return
    first = next(iter(snapshot.table_files), None) == patch.resource
    schema = snapshot.table_file(patch.resource).schema
    field = place_field(schema, preferences.place_field if first else "")
    if field:
        rows = RowValues(field, snapshot)
        for change in islice(patch.changes, LOOKED_AT):
            yield from rows.of(patch, change)
