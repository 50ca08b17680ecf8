"""Fields that the producer keeps to itself: shown to contributors, and not theirs to change."""

from collections.abc import Iterator, Sequence

from datapatch.errors import LockedField
from datapatch.tables.columns import labels, name_of
from datapatch.tables.patch import Patch
from datapatch.workflow.preferences import Preferences
from datapatch.workflow.snapshot import Snapshot


def named_columns(snapshot: Snapshot, resource: str, names: Sequence[str]) -> tuple[str, ...]:
    """The columns of these fields, by their labels; preferences are about the first table alone."""
    if not names or resource != next(iter(snapshot.table_files), None):
        return ()
    return tuple(c for c in labels(snapshot.parted(resource).fields) if name_of(c) in names)


def check_locked(snapshot: Snapshot, preferences: Preferences, patch: Patch) -> None:
    """Nothing for a patch that leaves locked fields alone; raises `LockedField`.

    Neither their cells nor the columns themselves may change. A new row may fill in those that it
    cannot do without.
    """
    if not (patch.changes or patch.fields):
        return
    locked = named_columns(snapshot, patch.resource, preferences.locked_fields)
    schema = snapshot.table_file(patch.resource).schema
    for op, column in (*_moved(patch), *_written(patch)):
        field = schema.field(name_of(column))
        needed = op == "add" and (column in patch.key or (field is not None and field.required))
        if column in locked and not needed:
            raise LockedField(field=field.label if field else column)


def _moved(patch: Patch) -> Iterator[tuple[str, str]]:
    """Every column that the patch takes away or calls otherwise."""
    yield from (("remove", column) for column in patch.fields.removed)
    yield from (("rename", column) for column, _new in patch.fields.renamed)


def _written(patch: Patch) -> Iterator[tuple[str, str]]:
    """Every cell that the patch gives another content: what happens to its row, and its column."""
    for change in patch.changes:
        if change.op != "remove":
            yield from (
                (change.op, c.field) for c in change.cells if (c.new or "") != (c.old or "")
            )
