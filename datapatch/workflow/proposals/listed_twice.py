"""One place in two rows: the other row found, and one change that makes one row of both.

The row that stays takes what was picked, cell by cell, and the other goes: an update and a removal
in one contribution. Keys, and the fields that the producer locked, stay as they are.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote, urlsplit

from datapatch.accounts.policy import Actor
from datapatch.errors import DataPatchError, NotFound, NothingChanged, RowGone
from datapatch.index.querying import Query
from datapatch.tables.changes import RowChange
from datapatch.tables.patch import Patch
from datapatch.types import DatasetName
from datapatch.workflow.datasets import at_revision, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.likely_duplicates import Likely, likely_duplicates
from datapatch.workflow.proposals.proposing import (
    Proposal,
    check_proposal,
    propose_removal,
    propose_update,
)
from datapatch.workflow.proposals.suggesting import Draft, Sheet, read_sheet
from datapatch.workflow.rows.addressing import RowPlace, locate
from datapatch.workflow.rows.labelling import label
from datapatch.workflow.rows.row_redirects import MergedRow
from datapatch.workflow.rows.table_rows import TableRows, table_rows
from datapatch.workflow.snapshot import Snapshot

FOUND = 20
"""Rows that a search offers."""


class Which(StrEnum):
    """One of the two rows: the first stands earlier in the table, so its address is older."""

    FIRST = "first"
    SECOND = "second"


@dataclass(frozen=True, slots=True)
class Twins:
    """Two rows of one table at one revision."""

    first: Sheet
    second: Sheet

    def sheet(self, which: Which) -> Sheet:
        """That row."""
        return self.first if which is Which.FIRST else self.second

    @property
    def open_columns(self) -> tuple[str, ...]:
        """The columns in which the rows differ and a value may be picked."""
        left = {*self.first.locked, *self.first.fixed, *self.second.fixed}
        pairs = zip(self.first.columns, self.first.cells, self.second.cells, strict=True)
        return tuple(column for column, a, b in pairs if a != b and column not in left)


@dataclass(frozen=True, slots=True)
class Union:
    """The change that makes one row of two, and the address that will lead to the other."""

    draft: Draft
    merged: MergedRow


def find_others(instance: Instance, sheet: Sheet, words: str) -> tuple[Likely, ...]:
    """Rows that may be the sheet's once more: by an address, by words, or those that look alike."""
    if not words.strip():
        cells = dict(zip(sheet.columns, sheet.cells, strict=True))
        found = likely_duplicates(instance, sheet, cells)
    else:
        with published(instance, sheet.name) as snapshot:
            table = table_rows(instance, snapshot, sheet.resource)
            found = _at_address(table, words) or _by_words(table, words)
    return tuple(likely for likely in found if likely.address != sheet.address)


def read_twins(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    resource: str,
    *,
    addresses: tuple[str, str],
    at: str = "",
) -> Twins:
    """Two rows as published or at the revision ``at``.

    Raises `NotFound` when there are not two, or `Forbidden`.
    """
    one = read_sheet(instance, actor, name, resource, address=addresses[0], at=at)
    other = read_sheet(instance, actor, name, resource, address=addresses[1], at=one.base)
    with at_revision(instance, name, one.base) as snapshot:
        rows = [locate(snapshot, resource, sheet.address).row for sheet in (one, other)]
    if rows[0] == rows[1]:
        raise NotFound
    return Twins(one, other) if rows[0] < rows[1] else Twins(other, one)


def draft_union(
    instance: Instance, twins: Twins, kept: Which, picked: Mapping[str, Which]
) -> Union:
    """One row of two: ``picked`` says by column from which row its value comes.

    Raises `RowGone` when one of them is gone from what is published.
    """
    goes = twins.sheet(Which.SECOND if kept is Which.FIRST else Which.FIRST)
    stays = twins.sheet(kept)
    _check_there(instance, twins)
    values = {
        column: dict(zip(stays.columns, twins.sheet(which).cells, strict=True))[column]
        for column, which in picked.items()
        if column in twins.open_columns
    }
    resource = stays.resource
    with at_revision(instance, stays.name, stays.base) as snapshot:
        places = [locate(snapshot, resource, sheet.address) for sheet in (stays, goes)]
        removal = propose_removal(snapshot, resource, places[1])
        changes = (*_update(snapshot, resource, places[0], values), *removal.changes)
        patch = Patch(resource, removal.key, tuple(sorted(changes, key=_row)))
        draft = Draft(
            Proposal(snapshot.commit, patch, stays.label),
            check_proposal(instance, snapshot, patch),
        )
    return Union(draft, MergedRow(resource, goes.address, stays.address))


def _update(
    snapshot: Snapshot, resource: str, place: RowPlace, values: Mapping[str, str]
) -> tuple[RowChange, ...]:
    try:
        return propose_update(snapshot, resource, place, values).changes
    except NothingChanged:
        return ()  # the row that stays says it all


def _row(change: RowChange) -> int:
    return change.rows[0] or 0


def _check_there(instance: Instance, twins: Twins) -> None:
    with published(instance, twins.first.name) as snapshot:
        for sheet in (twins.first, twins.second):
            try:
                locate(snapshot, sheet.resource, sheet.address)
            except NotFound:
                raise RowGone from None


def _at_address(table: TableRows, words: str) -> tuple[Likely, ...]:
    """The row whose address this is: alone, or as the end of the address of its page."""
    written = unquote(urlsplit(words.strip()).path.rstrip("/").rpartition("/")[2])
    try:
        place = table.locate(written)
    except DataPatchError:
        return ()
    (cells,) = table.rows.cells([place.row])
    return (_likely(table, place.address, cells),)


def _by_words(table: TableRows, words: str) -> tuple[Likely, ...]:
    rows = table.rows.select(Query(search=words, page_size=FOUND)).rows
    cells = table.rows.cells(rows)
    places = table.places(rows, cells)
    return tuple(
        _likely(table, place.address, held) for place, held in zip(places, cells, strict=True)
    )


def _likely(table: TableRows, address: str, cells: tuple[str, ...]) -> Likely:
    return Likely(address, label(dict(zip(table.rows.columns, cells, strict=True))))
