"""What the cells of each field hold, counted once for each blob: for filters and for layout."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from datapatch.index.recent import Recent
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.types import BlobId

FEW = 1_000
"""Different values that are counted; of a field with more, only how many cells are filled."""

KEPT = 32
"""Tables whose counts are kept; the least recently used leave first."""


@dataclass(frozen=True, slots=True)
class FieldValues:
    """``filled`` cells of one field; how often each value occurs, None when they are too many."""

    filled: int
    counts: Mapping[str, int] | None


def count_values(table: Table) -> tuple[FieldValues, ...]:
    """The values of each field of ``table``, in the order of its columns; empty cells left out."""
    filled = [0] * len(table.fields)
    counts: list[Counter[str] | None] = [Counter() for _ in table.fields]
    for cells in table.rows():
        for position, cell in enumerate(cells[: len(filled)]):
            if cell:
                filled[position] += 1
                seen = counts[position]
                if seen is not None:
                    seen[cell] += 1
                    counts[position] = seen if len(seen) <= FEW else None
    return tuple(
        FieldValues(number, None if seen is None else MappingProxyType(seen))
        for number, seen in zip(filled, counts, strict=True)
    )


class CountedValues:
    """A bounded cache of `count_values`: the same blob read in the same dialect."""

    def __init__(self, kept: int = KEPT) -> None:
        self._found: Recent[tuple[BlobId, Dialect], tuple[FieldValues, ...]] = Recent(kept)

    def values(self, blob: BlobId, dialect: Dialect, table: Table) -> tuple[FieldValues, ...]:
        """The values of ``table``, which is what ``blob`` holds when it is read in ``dialect``."""
        return self._found.get((blob, dialect), lambda: count_values(table))
