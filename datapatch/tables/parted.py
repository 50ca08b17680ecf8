"""A table in parts, of which only those are read that somebody asks for."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import accumulate
from typing import Protocol

from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.types import Key


class Rows(Protocol):
    """What can be asked of a table, whether all of it is in memory or not."""

    @property
    def fields(self) -> tuple[str, ...]:
        """The header's cells."""
        ...

    @property
    def dialect(self) -> Dialect:
        """How it is written."""
        ...

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        ...

    def row(self, row: int, /) -> tuple[str, ...]:
        """The cells of a data row as they are."""
        ...

    def values(self, row: int, /) -> tuple[str, ...]:
        """One text for each field of a data row."""
        ...

    def position(self, field: str, /) -> int:
        """The place of the first field of that name."""
        ...

    def keys(self, key_fields: Sequence[str], /) -> list[Key]:
        """The key of every data row."""
        ...

    def line(self, row: int, /) -> int:
        """The number that ``frictionless`` gives a data row."""
        ...


@dataclass(frozen=True)
class PartedTable:
    """Parts in order, at least one; ``whole`` gives them as one table.

    Parts with equal ``ids`` hold the same bytes; ``counts`` are their rows, ``read`` gives one by
    its number. Data rows are counted from 0 over all parts, which share one header.
    """

    ids: tuple[str, ...]
    counts: tuple[int, ...]
    read: Callable[[int], Table] = field(compare=False, repr=False)
    whole: Callable[[], Table] = field(compare=False, repr=False)

    def __len__(self) -> int:
        """How many parts there are."""
        return len(self.ids)

    @cached_property
    def begins(self) -> Sequence[int]:
        """The row at which each part begins, then the number of rows."""
        return tuple(accumulate(self.counts, initial=0))

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        return self.begins[-1]

    @cached_property
    def first(self) -> Table:
        """The first part, which tells what all have in common."""
        return self.read(0)

    @property
    def fields(self) -> tuple[str, ...]:
        """The header's cells."""
        return self.first.fields

    @property
    def dialect(self) -> Dialect:
        """How it is written."""
        return self.first.dialect

    def place(self, row: int) -> tuple[int, int]:
        """The number of the part that holds ``row``, and the row's own number in it."""
        if not 0 <= row < self.row_count:
            raise IndexError(row)
        part = bisect_right(self.begins, row) - 1
        return part, row - self.begins[part]

    def row(self, row: int) -> tuple[str, ...]:
        """The cells of a data row as they are."""
        part, inside = self.place(row)
        return self.read(part).row(inside)

    def values(self, row: int) -> tuple[str, ...]:
        """One text for each field of a data row; a missing cell is empty."""
        part, inside = self.place(row)
        return self.read(part).values(inside)

    def each_values(self, rows: Iterable[int]) -> Iterator[tuple[str, ...]]:
        """``values`` of each of many rows; of neighbours the part is read once."""
        number, part = -1, self.first
        for row in rows:
            found, inside = self.place(row)
            if found != number:
                number, part = found, self.read(found)
            yield part.values(inside)

    def raw(self, row: int) -> bytes:
        """The bytes of a data row with its line end."""
        part, inside = self.place(row)
        return self.read(part).raw(inside)

    def position(self, field: str) -> int:
        """The place of the first field of that name; raises NotFound."""
        return self.first.position(field)

    def line(self, row: int) -> int:
        """The number that ``frictionless`` gives a data row."""
        return row + self.first.dialect.header_row + 1

    def keys(self, key_fields: Sequence[str]) -> list[Key]:
        """The key of every data row: all parts are read. Raises NotFound for a field."""
        return self.whole().keys(key_fields)

    def by_part(self, rows: Iterable[int]) -> dict[int, list[int]]:
        """These rows, by the number of their part, under their own numbers in it."""
        found: dict[int, list[int]] = {}
        for row in rows:
            part, inside = self.place(row)
            found.setdefault(part, []).append(inside)
        return found


def in_one_part(table: Table, name: str = "") -> PartedTable:
    """A table that is in memory, as a single part."""
    ids = (name or str(id(table)),)
    return PartedTable(ids, (table.row_count,), lambda number: (table,)[number], lambda: table)
