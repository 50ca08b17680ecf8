"""The rows that a change leaves alone, asked by way of the index of the table before it."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from datapatch.index.keyed_values import HashedRows
from datapatch.tables.dialect import Dialect
from datapatch.tables.row_hashes import RowReading, value_number
from datapatch.tables.uniqueness import Slot
from datapatch.tables.violation import Cells


@dataclass(frozen=True, slots=True)
class IndexedRows:
    """Rows known by their numbers before the change; the ones that may matter are read.

    ``hashed`` gives the numbers of all rows, ``row`` the cells of one. ``line`` is the number of a
    row after the change, for people; None for a row that changes.
    """

    dialect: Dialect
    hashed: Callable[[RowReading], HashedRows]
    row: Callable[[int], Cells]
    line: Callable[[int], int | None]

    def last_lines(self, slot: Slot, values: Collection[object]) -> dict[object, int]:
        """Those of ``values`` that some row holds, each with the last of them."""
        found: dict[object, int] = {}
        for known, candidates in self._candidates(slot, values):
            found |= self._last(slot, known, candidates)
        return found

    def holding(self, slot: Slot, values: Collection[object]) -> Iterator[tuple[int, Cells]]:
        """Every row that holds one of ``values``."""
        for known, candidates in self._candidates(slot, values):
            for row in candidates:
                line = self.line(row)
                if line is not None and slot.value(cells := self.row(row)) in known:
                    yield line, cells

    def _candidates(
        self, slot: Slot, values: Collection[object]
    ) -> Iterator[tuple[set[object], list[int]]]:
        """Values that share a number, and the rows that have it."""
        wanted: dict[int, set[object]] = {}
        for value in values:
            wanted.setdefault(value_number(value), set()).add(value)
        found = self.hashed(slot.reading(self.dialect)).all_candidates(wanted) if wanted else {}
        return ((wanted[number], rows) for number, rows in found.items())

    def _last(self, slot: Slot, values: set[object], candidates: list[int]) -> dict[object, int]:
        found: dict[object, int] = {}
        for row in reversed(candidates):
            line = self.line(row)
            value = slot.value(self.row(row)) if line is not None else None
            if line is not None and value in values:
                found.setdefault(value, line)
                if len(found) == len(values):
                    break
        return found
