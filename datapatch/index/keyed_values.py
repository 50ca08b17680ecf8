"""Which row of a table may hold a value, without reading the table: a number for each row.

A table is an ordered list of blobs, its parts, or one blob. The numbers of a blob are kept under
its id and the reading (`datapatch.tables.row_hashes`), so that every version of a table that
contains the blob shares them: after a change of three parts, three parts are read. What is found
are candidates: the caller looks at the row itself, so that two texts with one number never lie.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from itertools import accumulate, pairwise
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datapatch.index.derived import DerivedStore
from datapatch.index.recent import Recent
from datapatch.tables.dialect import Dialect
from datapatch.tables.row_hashes import INCOMPARABLE, RowReading, TextReading
from datapatch.tables.table import Table
from datapatch.types import BlobId

FORMAT = 1
"""Part of each id: raised when the numbers change, so that old ones are unused."""
KEPT = 12
"""Lists of blobs whose numbers are kept in memory: 8 MB for a million rows, twice if sorted."""
FEW = 8
"""Numbers that are looked for one by one, about a millisecond each in a million."""

ReadTable = Callable[[BlobId], Table]
"""The table in one blob, parsed in the dialect of the reading."""


@dataclass(frozen=True, slots=True)
class HashedRows:
    """One number for each data row of a table, in order, over all its blobs.

    ``begins`` holds the row at which each blob begins, then the number of rows.
    """

    hashes: NDArray[np.uint64]
    begins: tuple[int, ...]
    _sorted: list[NDArray[np.uint64]] = field(default_factory=list, repr=False)

    @property
    def row_count(self) -> int:
        """How many data rows the table has."""
        return self.begins[-1]

    @property
    def row_counts(self) -> tuple[int, ...]:
        """How many data rows each blob has."""
        return tuple(end - begin for begin, end in pairwise(self.begins))

    def place(self, row: int) -> tuple[int, int]:
        """The number of the blob that holds ``row``, and the row's own number in it."""
        blob = bisect_right(self.begins, row) - 1
        return blob, row - self.begins[blob]

    def candidates(self, number: int) -> list[int]:
        """The rows that may hold what ``number`` stands for, in order; no other row does."""
        found: list[int] = np.flatnonzero(self.hashes == np.uint64(number)).tolist()
        return found

    def all_candidates(self, numbers: Iterable[int]) -> dict[int, list[int]]:
        """``candidates`` of those of many numbers that occur."""
        wanted = self.occurring(numbers)
        if len(wanted) <= FEW:
            return {number: self.candidates(number) for number in wanted}
        rows = np.flatnonzero(np.isin(self.hashes, np.array(sorted(wanted), np.uint64)))
        found: dict[int, list[int]] = {}
        for number, row in zip(self.hashes[rows].tolist(), rows.tolist(), strict=True):
            found.setdefault(number, []).append(row)
        return found

    def occurring(self, numbers: Iterable[int]) -> frozenset[int]:
        """Those of ``numbers`` that some row has."""
        asked = frozenset(numbers)
        if len(asked) <= FEW and not self._sorted:
            return frozenset(n for n in asked if (self.hashes == np.uint64(n)).any())
        wanted, known = np.array(sorted(asked), np.uint64), self._in_order()
        if not len(known):
            return frozenset()
        at = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
        return frozenset(wanted[known[at] == wanted].tolist())

    def repeated(self) -> frozenset[int]:
        """The numbers that more than one row has, those that stand for nothing left out."""
        known = self._in_order()
        twice = np.unique(known[1:][known[1:] == known[:-1]])
        return frozenset(twice[twice > INCOMPARABLE].tolist())

    def _in_order(self) -> NDArray[np.uint64]:
        if not self._sorted:
            self._sorted.append(np.sort(self.hashes))
        return self._sorted[0]


class KeyedValues:
    """The numbers of the rows of blobs: on disk, and of the lists asked for lately in memory."""

    def __init__(self, path: Path, kept: int = KEPT) -> None:
        self._derived = DerivedStore(path)
        self._lists: Recent[tuple[str, tuple[BlobId, ...]], HashedRows] = Recent(kept)
        self._repeated: Recent[tuple[str, tuple[BlobId, ...]], frozenset[int]] = Recent(10 * kept)

    def rows(self, blobs: Sequence[BlobId], reading: RowReading, table: ReadTable) -> HashedRows:
        """The numbers of the rows of ``blobs``; ``table`` is asked for those that are not kept."""
        place = (reading.address, tuple(blobs))
        return self._lists.get(place, lambda: self._gathered(place[1], reading, table))

    def repeated(
        self, blobs: Sequence[BlobId], reading: RowReading, table: ReadTable
    ) -> frozenset[int]:
        """The numbers that several rows of ``blobs`` have; kept longer than those of all rows."""
        place = (reading.address, tuple(blobs))
        return self._repeated.get(place, lambda: self.rows(blobs, reading, table).repeated())

    def inherit(
        self, old: Sequence[BlobId], new: Sequence[BlobId], reading: RowReading, table: ReadTable
    ) -> None:
        """Take note that ``new`` repeats the numbers that ``old`` repeats, and no others."""
        found = self.repeated(old, reading, table)
        self._repeated.get((reading.address, tuple(new)), lambda: found)

    def row_counts(
        self, blobs: Sequence[BlobId], dialect: Dialect, table: ReadTable
    ) -> tuple[int, ...]:
        """How many data rows each of ``blobs`` has, without any column being read."""
        ids = [f"rows:{FORMAT}:{blob}:{TextReading(dialect, ()).address}" for blob in blobs]
        known = self._derived.read(ids)
        made = {
            name: table(blob).row_count.to_bytes(8, "little")
            for name, blob in zip(ids, blobs, strict=True)
            if name not in known
        }
        self._keep(made)
        known |= made
        return tuple(int.from_bytes(known[name], "little") for name in ids)

    def _gathered(
        self, blobs: tuple[BlobId, ...], reading: RowReading, table: ReadTable
    ) -> HashedRows:
        ids = {blob: f"hashes:{FORMAT}:{blob}:{reading.address}" for blob in blobs}
        known = self._derived.read(list(ids.values()))
        made = {
            name: reading.hashes(table(blob)) for blob, name in ids.items() if name not in known
        }
        self._keep(made)
        bodies = [(known.get(ids[blob]) or made.get(ids[blob], b"")) for blob in blobs]
        hashes = np.frombuffer(b"".join(bodies), dtype="<u8").astype(np.uint64, copy=False)
        begins = accumulate((len(body) // 8 for body in bodies), initial=0)
        return HashedRows(hashes, tuple(begins))

    def _keep(self, made: dict[str, bytes]) -> None:
        if made:
            self._derived.write(made)
