"""From what a form holds to a patch: old values beside new ones, and what the schema says of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from datapatch.errors import NothingChanged
from datapatch.tables.columns import labels
from datapatch.tables.diff import CellChange, RowChange
from datapatch.tables.field import Field
from datapatch.tables.judged_changes import Side, added_in_rows
from datapatch.tables.patch import Patch
from datapatch.tables.validation import Violation, check_cells
from datapatch.types import CommitId, Key
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.pairing import TableVersion, difference
from datapatch.workflow.proposals.new_keys import new_key, sample
from datapatch.workflow.proposals.patching import patched_files
from datapatch.workflow.review.unchanged_rows import unchanged_rows
from datapatch.workflow.rows.addressing import RowPlace
from datapatch.workflow.rows.labelling import cells_of
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Proposal:
    """A patch and the revision that its author saw; ``files`` are changed beside the table.

    A report in words changes nothing: ``about`` is the address of its row, "" for the table.
    """

    base: CommitId
    patch: Patch
    row_label: str
    files: Mapping[str, bytes | None] = field(default_factory=dict)
    about: str | None = None


def propose_update(
    snapshot: Snapshot, resource: str, place: RowPlace, values: Mapping[str, str]
) -> Patch:
    """A correction of one row: ``values`` of the named fields, the others stay.

    Raises `NothingChanged`.
    """
    old = cells_of(snapshot.parted(resource), place.row)
    cells = tuple(
        CellChange(name, old[name], value)
        for name, value in values.items()
        if name in old and value != old[name]
    )
    if not cells:
        raise NothingChanged
    written = {cell.field for cell in cells}
    kept = tuple(CellChange(n, v, v) for n, v in old.items() if n not in written)
    rows = (place.row, place.row)
    change = RowChange("update", place.key, rows, cells, () if place.key else kept)
    return Patch(resource, snapshot.key(resource), (change,))


def propose_addition(snapshot: Snapshot, resource: str, values: Mapping[str, str]) -> Patch:
    """A new row at the end, with a key of its own if one can be made. Raises `NothingChanged`."""
    if not any(value.strip() for value in values.values()):
        raise NothingChanged
    table, fields = snapshot.parted(resource), snapshot.key(resource)
    full = dict.fromkeys(labels(table.fields), "")
    full |= {name: value for name, value in values.items() if name in full}
    if len(fields) == 1 and not full[fields[0]].strip():
        full[fields[0]] = _new_key(snapshot, resource, fields[0])
    cells = tuple(CellChange(name, None, value) for name, value in full.items())
    key = tuple(full[name] for name in fields)
    identified: Key | None = key if any(key) else None
    return Patch(resource, fields, (RowChange("add", identified, (None, table.row_count), cells),))


def _new_key(snapshot: Snapshot, resource: str, name: str) -> str:
    field = snapshot.table_file(resource).schema.field(name) or Field(name)
    table = snapshot.parted(resource)
    if len(table) == 1:
        return new_key(table.whole(), field)
    return new_key(sample(table), field, lambda made: bool(snapshot.find(resource, (made,))))


def propose_removal(snapshot: Snapshot, resource: str, place: RowPlace) -> Patch:
    """The removal of one row."""
    old = cells_of(snapshot.parted(resource), place.row)
    cells = tuple(CellChange(name, value, None) for name, value in old.items())
    change = RowChange("remove", place.key, (place.row, None), cells)
    return Patch(resource, snapshot.key(resource), (change,))


def check_proposal(instance: Instance, snapshot: Snapshot, patch: Patch) -> tuple[Violation, ...]:
    """What the schema would newly object to, worst beside the cells that the patch writes.

    A value that was wrong before and stays is not held against the contributor.
    """
    schema = snapshot.table_file(patch.resource).schema
    written = {
        c.field: c.new for change in patch.changes for c in change.cells if c.new is not None
    }
    by_cell = check_cells(schema, written)
    return by_cell or added_violations(instance, snapshot, patch)


def added_violations(instance: Instance, snapshot: Snapshot, patch: Patch) -> tuple[Violation, ...]:
    """What the schema would newly object to in the rows of a patch, however many they are."""
    schema = snapshot.table_file(patch.resource).schema
    after = snapshot.with_files(patched_files(snapshot, patch, instance.config.parts))
    old, new = (TableVersion(side, side.table_file(patch.resource)) for side in (snapshot, after))
    found = difference(old, new)
    others = unchanged_rows(snapshot, old.file, found)
    pairs = [change.rows for change in found.changes]
    return added_in_rows(Side(old.parted, schema), Side(new.parted, schema), pairs, others=others)
