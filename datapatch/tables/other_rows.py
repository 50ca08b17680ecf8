"""What judging a few rows asks of the others, so that a large table is not read for it."""

from collections.abc import Callable, Collection, Iterator
from typing import Protocol

from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.tables.uniqueness import Slot
from datapatch.tables.violation import Cells


class Rows(Protocol):
    """A table of which some rows are looked at; a `Table` is one."""

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

    def row(self, row: int, /) -> Cells:
        """The cells of one data row, counted from 0."""
        ...

    def line(self, row: int, /) -> int:
        """The number of that row for people; the header's is 1."""
        ...


class OtherRows(Protocol):
    """The rows that are not judged: the same before a change and after it."""

    def last_lines(self, slot: Slot, values: Collection[object]) -> dict[object, int]:
        """Those of ``values`` that some row holds in ``slot``.

        Each with the number, after the change, of a row that does: the last one at best.
        """
        ...

    def holding(self, slot: Slot, values: Collection[object]) -> Iterator[tuple[int, Cells]]:
        """Every row that holds one of ``values`` in ``slot``, with its number after the change."""
        ...


class ReadRows:
    """The rows of a table at hand: they are read each time."""

    def __init__(self, table: Table, line: Callable[[int], int | None]) -> None:
        """``line`` gives the number of a row of ``table`` after the change; None: it changes."""
        self._table, self._line = table, line

    def last_lines(self, slot: Slot, values: Collection[object]) -> dict[object, int]:
        """Those of ``values`` that some row holds, each with the last of them."""
        return {slot.value(cells): line for line, cells in self.holding(slot, values)}

    def holding(self, slot: Slot, values: Collection[object]) -> Iterator[tuple[int, Cells]]:
        """Every row that holds one of ``values``."""
        wanted = frozenset(values)
        for index, cells in enumerate(self._table.rows() if wanted else ()):
            if slot.value(cells) in wanted and (line := self._line(index)) is not None:
                yield line, cells
