"""A form about one row: what it starts from, and what comes back, judged before it is sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.accounts.policy import Action, Actor
from datapatch.errors import NotFound, RowGone
from datapatch.tables.columns import labels
from datapatch.tables.field import Field
from datapatch.tables.parted import PartedTable
from datapatch.tables.patch import Patch
from datapatch.tables.validation import Violation
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import DatasetRecord, at_revision, find_dataset, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.proposals.locked_fields import named_columns
from datapatch.workflow.proposals.new_keys import makes_keys, sample
from datapatch.workflow.proposals.proposing import (
    Proposal,
    check_proposal,
    propose_addition,
    propose_removal,
    propose_update,
)
from datapatch.workflow.rows.addressing import RowPlace, locate
from datapatch.workflow.rows.labelling import cells_of, label, patch_label
from datapatch.workflow.rows.pointed_rows import Pointer, pointers
from datapatch.workflow.rows.reading import described_fields
from datapatch.workflow.rows.table_files import TableFile
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.versions import revision_of

NEIGHBOURS = 200
"""Rows that show how the columns of a table are written."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a form starts from: one row, or an empty one for an addition, at a revision.

    ``columns`` are labels, each used once; ``fields`` and ``cells`` go with them. ``address`` and
    ``label`` are empty for an addition. ``key`` names the columns that tell rows apart, ``fixed``
    those of them that the form leaves alone: in a row they stay, in a new row they are made.
    ``locked`` are columns that the producer locked, ``light`` those that a light form shows,
    ``pointers`` those that name a row of another table.
    """

    dataset: DatasetRecord
    title: str
    table: str
    licence: str
    resource: str
    base: CommitId
    columns: tuple[str, ...]
    fields: tuple[Field, ...]
    cells: tuple[str, ...]
    neighbours: tuple[tuple[str, ...], ...]
    key: tuple[str, ...]
    fixed: tuple[str, ...]
    address: str = ""
    label: str = ""
    locked: tuple[str, ...] = ()
    light: tuple[str, ...] = ()
    pointers: tuple[Pointer, ...] = ()

    @property
    def name(self) -> DatasetName:
        """The address of the dataset."""
        return self.dataset.name


@dataclass(frozen=True, slots=True)
class Draft:
    """A proposal that is not sent yet, and what the schema would newly object to."""

    proposal: Proposal
    violations: tuple[Violation, ...] = ()


def read_sheet(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    resource: str,
    *,
    address: str = "",
    at: str = "",
) -> Sheet:
    """The row at ``address``, a new row without one, as published or at the revision ``at``.

    Raises `NotFound`, or `Forbidden` for who may read and not suggest. The address in the answer
    may be another one: a row without key is followed to where it is.
    """
    record = find_dataset(instance, actor, name, Action.SUGGEST)
    chosen = preferences_for(record)
    with revision_of(instance, name, at) as snapshot:
        file, table = snapshot.table_file(resource), snapshot.parted(resource)
        place = locate(snapshot, resource, address) if address else None
        cells = cells_of(table, place.row) if place else dict.fromkeys(labels(table.fields), "")
        return Sheet(
            dataset=record,
            title=snapshot.package.title or name.name,
            table=file.resource.label if len(snapshot.table_files) > 1 else "",
            licence=", ".join(item.label for item in snapshot.package.licenses),
            resource=resource,
            base=snapshot.commit,
            columns=tuple(cells),
            fields=described_fields(file.schema, table.fields),
            cells=tuple(cells.values()),
            neighbours=_neighbours(instance, file, table),
            key=snapshot.key(resource),
            fixed=_fixed(snapshot, resource, place),
            address=place.address if place else "",
            label=label(cells) if place else "",
            locked=named_columns(snapshot, resource, chosen.locked_fields),
            light=named_columns(snapshot, resource, chosen.light_fields),
            pointers=pointers(instance, snapshot, resource, cells),
        )


def draft_update(instance: Instance, sheet: Sheet, values: Mapping[str, str]) -> Draft:
    """The correction of the sheet's row: ``values`` by column, the others stay.

    Raises `NothingChanged`, `RowGone`, or `InvalidInput` for what the table cannot hold.
    """
    _check_there(instance, sheet)
    with at_revision(instance, sheet.name, sheet.base) as snapshot:
        place = locate(snapshot, sheet.resource, sheet.address)
        patch = propose_update(snapshot, sheet.resource, place, values)
        return _checked(instance, snapshot, patch)


def draft_addition(instance: Instance, sheet: Sheet, values: Mapping[str, str]) -> Draft:
    """A new row with ``values`` by column. Raises `NothingChanged` or `InvalidInput`."""
    with at_revision(instance, sheet.name, sheet.base) as snapshot:
        return _checked(instance, snapshot, propose_addition(snapshot, sheet.resource, values))


def draft_removal(instance: Instance, sheet: Sheet) -> Draft:
    """The removal of the sheet's row; raises `RowGone`."""
    _check_there(instance, sheet)
    with at_revision(instance, sheet.name, sheet.base) as snapshot:
        place = locate(snapshot, sheet.resource, sheet.address)
        patch = propose_removal(snapshot, sheet.resource, place)
        return Draft(_proposal(snapshot, patch))


def draft_report(sheet: Sheet) -> Draft:
    """A report in words about the sheet's row, or its table: nothing changes by it."""
    patch = Patch(sheet.resource, sheet.key, ())
    label = sheet.label or sheet.table or sheet.title
    return Draft(Proposal(sheet.base, patch, label, about=sheet.address))


def _checked(instance: Instance, snapshot: Snapshot, patch: Patch) -> Draft:
    return Draft(_proposal(snapshot, patch), check_proposal(instance, snapshot, patch))


def _proposal(snapshot: Snapshot, patch: Patch) -> Proposal:
    return Proposal(snapshot.commit, patch, patch_label(snapshot.parted(patch.resource), patch))


def _check_there(instance: Instance, sheet: Sheet) -> None:
    """Raise `RowGone` when the published table does not hold the sheet's row any more."""
    with published(instance, sheet.name) as snapshot:
        try:
            locate(snapshot, sheet.resource, sheet.address)
        except NotFound:
            raise RowGone from None


def _neighbours(
    instance: Instance, file: TableFile, table: PartedTable
) -> tuple[tuple[str, ...], ...]:
    """The first rows, read once for each content of the table."""

    def read() -> tuple[tuple[str, ...], ...]:
        return tuple(table.values(row) for row in range(min(table.row_count, NEIGHBOURS)))

    return instance.neighbours.get((file.content_id, file.resource.dialect), read)


def _fixed(snapshot: Snapshot, resource: str, place: RowPlace | None) -> tuple[str, ...]:
    key, table = snapshot.key(resource), snapshot.parted(resource)
    if place is not None:
        # Where nothing else could be changed, or the key tells nothing, it is a field like others.
        return key if place.key and len(key) < len(table.fields) else ()
    if len(key) != 1:
        return ()
    field = snapshot.table_file(resource).schema.field(key[0])
    return key if makes_keys(sample(table), field or Field(key[0])) else ()
