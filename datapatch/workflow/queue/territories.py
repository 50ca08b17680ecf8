"""Moderators who are limited to rows: a department, a town; they see and decide only these.

A contribution is theirs when a row that it touches holds one of their values, before or after. What
has no such row, such as a change of the description, is for those without a limit.
"""

from collections.abc import Iterable, Iterator
from contextlib import ExitStack
from typing import Protocol, TypeVar

from datapatch.accounts.policy import Action, Actor, RowLimit, may
from datapatch.errors import DataPatchError
from datapatch.index.folding import fold
from datapatch.tables.changes import RowChange
from datapatch.tables.columns import labels
from datapatch.tables.patch import Patch
from datapatch.types import DatasetName
from datapatch.workflow.datasets import DatasetRecord, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.snapshot import Snapshot


class Proposed(Protocol):
    """What is asked of a contribution here."""

    @property
    def dataset(self) -> DatasetRecord:
        """Where it would be published."""

    @property
    def patches(self) -> tuple[Patch, ...]:
        """What it changes."""


Record = TypeVar("Record", bound=Proposed)


def may_decide(instance: Instance, actor: Actor, record: Proposed) -> bool:
    """Whether ``actor`` may moderate this contribution: its dataset, and its rows."""
    return next(decidable(instance, actor, [record]), None) is not None


def decidable(instance: Instance, actor: Actor, records: Iterable[Record]) -> Iterator[Record]:
    """Those of ``records`` that ``actor`` may moderate; each dataset is opened once."""
    with ExitStack() as stack:
        heads: dict[DatasetName, Snapshot | None] = {}
        for record in records:
            if not may(actor, Action.MODERATE, record.dataset.facts):
                continue
            limit = actor.limit_in(record.dataset.name.workspace)
            name = record.dataset.name
            if limit is not None and name not in heads:
                heads[name] = _head(instance, name, stack)
            if limit is None or _within(limit, record, heads[name]):
                yield record


def _head(instance: Instance, name: DatasetName, stack: ExitStack) -> Snapshot | None:
    try:
        return stack.enter_context(published(instance, name))
    except DataPatchError:
        return None


def _within(limit: RowLimit, record: Proposed, head: Snapshot | None) -> bool:
    wanted = {fold(value.strip()) for value in limit.values}
    return any(
        fold(value.strip()) in wanted
        for patch in record.patches
        for change in patch.changes
        for value in _values(limit.field, patch, change, head)
    )


def _values(field: str, patch: Patch, change: RowChange, head: Snapshot | None) -> Iterator[str]:
    """What the row holds in ``field``: in its patch, and, where that does not tell, published."""
    told = [cell for cell in (*change.cells, *change.kept) if cell.field == field]
    for cell in told:
        yield cell.old or ""
        yield cell.new or ""
    if told or change.op == "add" or head is None or change.key is None:
        return
    if field in patch.key:
        yield change.key[patch.key.index(field)]
        return
    yield from _published(field, patch, change, head)


def _published(field: str, patch: Patch, change: RowChange, head: Snapshot) -> Iterator[str]:
    try:
        table, found = head.parted(patch.resource), _rows(patch, change, head)
    except DataPatchError:
        return
    names = labels(table.fields)
    if field in names:
        for row in found:
            yield table.values(row)[names.index(field)]


def _rows(patch: Patch, change: RowChange, head: Snapshot) -> list[int]:
    key = change.key or ()
    if len(head.table_file(patch.resource).parts) == 1 and patch.key == head.key(patch.resource):
        row = head.rows_by_key(patch.resource).get(key)
        return [] if row is None else [row]
    return head.find(patch.resource, key, patch.key)
