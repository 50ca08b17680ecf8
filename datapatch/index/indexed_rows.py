"""The rows that a change leaves alone, asked by way of the index of the table before it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from datapatch.index.keyed_values import HashedRows
from datapatch.tables.dialect import Dialect
from datapatch.tables.row_hashes import INCOMPARABLE, NOTHING, RowReading
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

    def last_lines(self, slot: Slot, rows: Sequence[Cells]) -> dict[object, int]:
        """The values of ``rows`` that other rows hold, each with the last of them."""
        reading = slot.reading(self.dialect)
        wanted: dict[int, set[object]] = {}
        for cells in rows:
            if (value := slot.value(cells)) is not None:
                wanted.setdefault(reading.hash(slot.texts(cells)), set()).add(value)
        numbers = wanted.keys() - {NOTHING, INCOMPARABLE}
        found: dict[object, int] = {}
        for number, candidates in self.hashed(reading).all_candidates(numbers).items():
            found |= self._last(slot, wanted[number], candidates)
        return found

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
