"""What changes between two tables, as values: cells, rows, fields, their order, and the patch.

Fields are named by their labels (see ``columns``), which in an ordinary table are their names.
"""

import operator
from array import array
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, overload

from datapatch.types import Key

Operation = Literal["add", "update", "remove"]


@dataclass(frozen=True, slots=True)
class CellChange:
    """One cell before and after, under the new table's name of the field (a removed field keeps
    its old one). None: the row, the field, or in a ragged row the cell, does not exist there.
    """

    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class RowChange:
    """One row added, updated or removed.

    ``key`` is None in a table without a key, and for a row whose key is empty or repeated.
    ``rows`` are the data rows, from 0, in the old and in the new table; None where there is none,
    or where the author of a patch did not say. ``cells`` are the changed cells of an update, all
    cells of an addition or removal. ``kept`` are the other cells of an updated row without a key,
    by which the row can be found again.
    """

    op: Operation
    key: Key | None
    rows: tuple[int | None, int | None]
    cells: tuple[CellChange, ...]
    kept: tuple[CellChange, ...] = ()


@dataclass(frozen=True, slots=True)
class FieldChanges:
    """Fields added, removed and renamed (old, new).

    ``order`` is the new order of all fields where it is not the old one with the additions at the
    end; ``before`` the old order where undoing would not find it so, () where it is not known.
    """

    added: tuple[str, ...] = ()
    removed: tuple[str, ...] = ()
    renamed: tuple[tuple[str, str], ...] = ()
    order: tuple[str, ...] | None = None
    before: tuple[str, ...] | None = None

    def __bool__(self) -> bool:
        return bool(self.added or self.removed or self.renamed or self.order)

    @property
    def new_names(self) -> Mapping[str, str]:
        """The new name of each renamed field."""
        return dict(self.renamed)

    def applied(self, fields: Sequence[str]) -> tuple[str, ...]:
        """The new fields, in order, of a table that has ``fields``."""
        return self.order or arrival_order(
            fields, added=self.added, removed=self.removed, renamed=self.renamed
        )

    def inverted(self) -> "FieldChanges":
        """The changes that lead back."""
        renamed = tuple((new, old) for old, new in self.renamed)
        return FieldChanges(self.removed, self.added, renamed, self.before, self.order)


def arrival_order(
    fields: Sequence[str],
    *,
    added: Sequence[str],
    removed: Sequence[str],
    renamed: Sequence[tuple[str, str]],
) -> tuple[str, ...]:
    """``fields`` without what was removed, with new names, then what was added."""
    names = dict(renamed)
    return (*(names.get(name, name) for name in fields if name not in removed), *added)


Moves = Sequence[tuple[int, int]]
"""Rows that stand elsewhere among those that remain: old and new data row, from 0."""


class MovedRows(Moves):
    """Many of them, in little memory."""

    def __init__(self, old: "array[int]", new: "array[int]") -> None:
        self.old = old
        self.new = new

    def __len__(self) -> int:
        return len(self.old)

    def __iter__(self) -> Iterator[tuple[int, int]]:
        return zip(self.old, self.new, strict=True)

    @overload
    def __getitem__(self, place: int) -> tuple[int, int]: ...

    @overload
    def __getitem__(self, place: slice) -> "MovedRows": ...

    def __getitem__(self, place: int | slice) -> "tuple[int, int] | MovedRows":
        if isinstance(place, slice):
            return MovedRows(self.old[place], self.new[place])
        return self.old[place], self.new[place]

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, MovedRows | tuple | list):
            return NotImplemented
        return len(self) == len(other) and all(map(operator.eq, self, other))

    def __hash__(self) -> int:
        return hash(tuple(self))


@dataclass(frozen=True, slots=True)
class Counts:
    """How many rows were added, updated and removed, and how many cells the updates change."""

    added: int
    updated: int
    removed: int
    cells: int


@dataclass(frozen=True, slots=True)
class TableDiff:
    """What leads from one table to another.

    ``key`` names the fields, as the new table does, by which rows were recognised; it is empty
    where they were recognised by content. ``changes`` follow the new table's order.
    """

    key: tuple[str, ...]
    fields: FieldChanges
    changes: tuple[RowChange, ...]
    row_order: Moves | None = None

    @property
    def is_empty(self) -> bool:
        """Whether both tables hold the same (they may be written differently)."""
        return not (self.fields or self.changes or self.row_order)

    @property
    def counts(self) -> Counts:
        """Rows by kind of change, and changed cells."""
        return counts(self.changes)


@dataclass(frozen=True, slots=True)
class Patch:
    """Changes to one resource: what a contribution proposes, or a diff that is to be applied."""

    resource: str
    key: tuple[str, ...]
    changes: tuple[RowChange, ...]
    fields: FieldChanges = FieldChanges()
    row_order: Moves | None = None

    @property
    def counts(self) -> Counts:
        """Rows by kind of change, and changed cells."""
        return counts(self.changes)


def counts(changes: Sequence[RowChange]) -> Counts:
    """Rows of ``changes`` by kind, and cells that its updates change."""
    updates = [change for change in changes if change.op == "update"]
    added = sum(change.op == "add" for change in changes)
    return Counts(
        added=added,
        updated=len(updates),
        removed=len(changes) - len(updates) - added,
        cells=sum(len(change.cells) for change in updates),
    )
