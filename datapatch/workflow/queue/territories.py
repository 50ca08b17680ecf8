"""Moderators who are limited to rows: a department, a town; they see and decide only these.

A contribution is theirs when a row that it touches holds one of their values, before or after. What
has no such row, such as a change of the description, is for those without a limit.
"""

from collections.abc import Callable, Iterable, Iterator
from contextlib import ExitStack
from typing import Protocol, TypeVar

from datapatch.accounts.policy import Action, Actor, RowLimit, may
from datapatch.errors import DataPatchError
from datapatch.index.folding import fold
from datapatch.tables.changes import RowChange
from datapatch.tables.columns import labels
from datapatch.tables.patch import Patch
from datapatch.types import DatasetName, Key
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
        territories: dict[DatasetName, _Territory | None] = {}
        for record in records:
            if not may(actor, Action.MODERATE, record.dataset.facts):
                continue
            name = record.dataset.name
            if name not in territories:
                territories[name] = _territory(instance, actor, name, stack)
            territory = territories[name]
            if territory is None or territory.holds(record):
                yield record


def _territory(
    instance: Instance, actor: Actor, name: DatasetName, stack: ExitStack
) -> "_Territory | None":
    limit = actor.limit_in(name.workspace)
    if limit is None:
        return None
    try:
        head = stack.enter_context(published(instance, name))
    except DataPatchError:
        head = None
    return _Territory(limit, head)


class _Territory:
    """The rows of one dataset that a moderator is limited to."""

    def __init__(self, limit: RowLimit, head: Snapshot | None) -> None:
        self._rows = RowValues(limit.field, head)
        self._wanted = {fold(value.strip()) for value in limit.values}

    def holds(self, record: Proposed) -> bool:
        """Whether a row that it touches holds one of the values, before or after."""
        return any(
            fold(value.strip()) in self._wanted
            for patch in record.patches
            for change in patch.changes
            for value in self._rows.of(patch, change)
        )


class RowValues:
    """What changed rows hold in one field: as their patch says, else as published in ``head``.

    Of a thousand contributions each is looked at on every page: what they have in common is made
    out once.
    """

    def __init__(self, field: str, head: Snapshot | None) -> None:
        self._field, self._head = field, head
        self._held: dict[tuple[str, tuple[str, ...]], Held] = {}

    def of(self, patch: Patch, change: RowChange) -> Iterable[str]:
        """The values of one row, before and after."""
        told = [cell for cell in (*change.cells, *change.kept) if cell.field == self._field]
        if told:
            return [value or "" for cell in told for value in (cell.old, cell.new)]
        if change.op == "add" or self._head is None or change.key is None:
            return ()
        if self._field in patch.key:
            return (change.key[patch.key.index(self._field)],)
        place = patch.resource, patch.key
        if place not in self._held:
            self._held[place] = _held(self._field, *place, self._head)
        try:
            return self._held[place](change.key)
        except DataPatchError:
            return ()


Held = Callable[[Key], Iterable[str]]
"""What the published rows of a key hold in one field."""


def _held(field: str, resource: str, key: tuple[str, ...], head: Snapshot) -> Held:
    try:
        table = head.parted(resource)
        one_file = len(head.table_file(resource).parts) == 1 and key == head.key(resource)
    except DataPatchError:
        return _nothing
    names = labels(table.fields)
    if field not in names:
        return _nothing
    position, by_key = names.index(field), head.rows_by_key(resource) if one_file else None

    def values(wanted: Key) -> Iterable[str]:
        if by_key is None:
            rows = head.find(resource, wanted, key)
        else:
            row = by_key.get(wanted)
            rows = [] if row is None else [row]
        return [table.values(row)[position] for row in rows]

    return values


def _nothing(_key: Key) -> Iterable[str]:
    return ()
