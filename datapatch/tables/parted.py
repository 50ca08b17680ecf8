"""A table in parts, of which only those are read that somebody asks for."""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Mapping, Sequence
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


@dataclass(frozen=True, slots=True)
class Part:
    """A file of rows under the header: parts with equal ids hold the same bytes."""

    id: str
    row_count: int
    read: Callable[[], Table] = field(compare=False, repr=False)


@dataclass(frozen=True)
class PartedTable:
    """Parts in order, at least one; ``whole`` gives them as one table.

    Data rows are counted from 0 over all parts, which share one header.
    """

    parts: tuple[Part, ...]
    whole: Callable[[], Table] = field(compare=False, repr=False)

    @cached_property
    def begins(self) -> Sequence[int]:
        """The row at which each part begins, then the number of rows."""
        return tuple(accumulate((part.row_count for part in self.parts), initial=0))

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids of the parts, in order."""
        return tuple(part.id for part in self.parts)

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        return self.begins[-1]

    @cached_property
    def first(self) -> Table:
        """The first part, which tells what all have in common."""
        return self.parts[0].read()

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
        return self.parts[part].read().row(inside)

    def values(self, row: int) -> tuple[str, ...]:
        """One text for each field of a data row; a missing cell is empty."""
        part, inside = self.place(row)
        return self.parts[part].read().values(inside)

    def raw(self, row: int) -> bytes:
        """The bytes of a data row with its line end."""
        part, inside = self.place(row)
        return self.parts[part].read().raw(inside)

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

    def replaced(self, parts: Mapping[int, Part], whole: Callable[[], Table]) -> "PartedTable":
        """The same table with other parts at these places."""
        made = (parts.get(number, part) for number, part in enumerate(self.parts))
        return PartedTable(tuple(made), whole)


def in_one_part(table: Table, name: str = "") -> PartedTable:
    """A table that is in memory, as a single part."""
    return PartedTable(
        (Part(name or str(id(table)), table.row_count, lambda: table),), lambda: table
    )
