"""Which row of a table may hold a value, without reading the table: a number for each row.

A table is an ordered list of blobs, its parts, or one blob. The numbers of a blob are kept under
its id and the reading (`datapatch.tables.row_hashes`), so that every version of a table that
contains the blob shares them: after a change of three parts, three parts are read. What is found
are candidates: the caller looks at the row itself, so that two texts with one number never lie.
"""

from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from itertools import accumulate, chain, pairwise
from pathlib import Path
from typing import Literal

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

MOST_COUNTS = 200_000
"""Blobs whose numbers of rows are kept in memory, for each reading."""

NEAR = 50
"""Blobs in which two lists may differ, for one to be made out from the other: else it is sorted."""

_REST = 48
"""Bits of a number behind its first two bytes."""

ReadTable = Callable[[BlobId], Table]
"""The table in one blob, parsed in the dialect of the reading."""


@dataclass(frozen=True, slots=True)
class HashedRows:
    """One number for each data row of a table, in order, over all its blobs.

    ``begins`` holds the row at which each blob begins, then the number of rows.
    """

    hashes: NDArray[np.uint64]
    begins: tuple[int, ...]
    _first: list[NDArray[np.uint16]] = field(default_factory=list, repr=False)
    """The first two bytes of each number, once somebody looked for one."""
    _sorted: list[NDArray[np.uint64]] = field(default_factory=list, repr=False)
    _places: list[NDArray[np.int32]] = field(default_factory=list, repr=False)
    """The row of each number in ``_sorted``."""

    @property
    def row_count(self) -> int:
        """How many data rows the table has."""
        return self.begins[-1]

    @property
    def row_counts(self) -> tuple[int, ...]:
        """How many data rows each blob has."""
        return tuple(end - begin for begin, end in pairwise(self.begins))

    def slices(self) -> list[NDArray[np.uint64]]:
        """The numbers of each blob."""
        return [self.hashes[begin:end] for begin, end in pairwise(self.begins)]

    def count(self, number: int) -> int:
        """How many rows have ``number``."""
        return int(np.count_nonzero(self.hashes == np.uint64(number)))

    def place(self, row: int) -> tuple[int, int]:
        """The number of the blob that holds ``row``, and the row's own number in it."""
        blob = bisect_right(self.begins, row) - 1
        return blob, row - self.begins[blob]

    def candidates(self, number: int) -> list[int]:
        """The rows that may hold what ``number`` stands for, in order; no other row does."""
        if self._sorted:
            # Somebody had to sort them already: now looking is a thousand times faster.
            begin, end = self._begin(number, "left"), self._begin(number, "right")
            rows: list[int] = self._places[0][begin:end].tolist()
            return rows
        # Two of the eight bytes leave one row in 65,536, and a quarter of the memory to go through.
        alike = np.flatnonzero(self._beginnings == np.uint16(number >> _REST))
        found: list[int] = alike[self.hashes[alike] == np.uint64(number)].tolist()
        return found

    @property
    def _beginnings(self) -> NDArray[np.uint16]:
        if not self._first:
            self._first.append((self.hashes >> np.uint64(_REST)).astype(np.uint16))
        return self._first[0]

    def _begin(self, number: int, side: Literal["left", "right"]) -> int:
        return int(np.searchsorted(self._sorted[0], np.uint64(number), side=side))

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
            places = np.argsort(self.hashes, kind="stable")
            self._places.append(places.astype(np.int32))
            self._sorted.append(self.hashes[places])
        return self._sorted[0]


Listed = tuple[HashedRows, Sequence[BlobId]]
"""The numbers of the rows of a list of blobs."""


def added_numbers(old: Listed, new: Listed) -> frozenset[int]:
    """The numbers that stand more often in ``new`` than in ``old``, told by the blobs that differ.

    What stands for nothing, and for what equals nothing, is left out.
    """
    shared = set(old[1]) & set(new[1])
    before, after = (_apart(listed, shared) for listed in (old, new))
    return frozenset(n for n, count in (after - before).items() if n > INCOMPARABLE and count)


def _apart(listed: Listed, shared: set[BlobId]) -> Counter[int]:
    """How often each number stands in blobs that are not shared."""
    rows, blobs = listed
    apart = [part for blob, part in zip(blobs, rows.slices(), strict=True) if blob not in shared]
    return Counter(chain.from_iterable(part.tolist() for part in apart))


def _digest(blobs: Sequence[BlobId]) -> str:
    """What stands for a list of blobs."""
    return blake2b("".join(blobs).encode("ascii"), digest_size=20).hexdigest()


class KeyedValues:
    """The numbers of the rows of blobs: on disk, and of the lists asked for lately in memory."""

    def __init__(self, path: Path, kept: int = KEPT) -> None:
        self._derived = DerivedStore(path)
        self._lists: Recent[tuple[str, tuple[BlobId, ...]], HashedRows] = Recent(kept)
        self._repeated: Recent[tuple[str, tuple[BlobId, ...]], frozenset[int]] = Recent(10 * kept)
        self._latest: dict[str, tuple[BlobId, ...]] = {}
        self._told: dict[str, tuple[BlobId, ...]] = {}
        self._counts: dict[str, dict[BlobId, int]] = {}

    def rows(self, blobs: Sequence[BlobId], reading: RowReading, table: ReadTable) -> HashedRows:
        """The numbers of the rows of ``blobs``; ``table`` is asked for those that are not kept."""
        place = (reading.address, tuple(blobs))
        found = self._lists.get(place, lambda: self._gathered(place[1], reading, table))
        self._latest[reading.address] = place[1]
        return found

    def repeated(
        self, blobs: Sequence[BlobId], reading: RowReading, table: ReadTable
    ) -> frozenset[int]:
        """The numbers that several rows of ``blobs`` have."""
        address, place = reading.address, tuple(blobs)
        before = self._told.get(address)
        found = self._repeated.get(
            (address, place), lambda: self._repeated_since(before, place, reading, table)
        )
        self._told[address] = place
        return found

    def _repeated_since(
        self,
        before: tuple[BlobId, ...] | None,
        blobs: tuple[BlobId, ...],
        reading: RowReading,
        table: ReadTable,
    ) -> frozenset[int]:
        """What is kept, else made, best from a list of blobs that shares most with this one."""
        name = f"repeated:{FORMAT}:{_digest(blobs)}:{reading.address}"
        body = self._derived.read([name]).get(name)
        if body is None:
            made = self._find_repeated(before, blobs, reading, table)
            self._keep({name: b"".join(number.to_bytes(8, "little") for number in sorted(made))})
            return made
        return frozenset(np.frombuffer(body, dtype="<u8").tolist())

    def _find_repeated(
        self,
        before: tuple[BlobId, ...] | None,
        blobs: tuple[BlobId, ...],
        reading: RowReading,
        table: ReadTable,
    ) -> frozenset[int]:
        found = self.rows(blobs, reading, table)
        known = None if before is None else self._repeated.known((reading.address, before))
        alone = len(set(blobs)) == len(blobs)
        near = before is not None and len(set(blobs) - set(before)) <= NEAR
        if before is None or known is None or len(known) > FEW or not (alone and near):
            return found.repeated()
        old = self.rows(before, reading, table)
        added = added_numbers((old, before), (found, blobs))
        if len(added) > FEW:
            return found.repeated()
        return frozenset(number for number in (*known, *added) if found.count(number) > 1)

    def row_counts(
        self, blobs: Sequence[BlobId], dialect: Dialect, table: ReadTable
    ) -> tuple[int, ...]:
        """How many data rows each of ``blobs`` has, without any column being read."""
        address = TextReading(dialect, ()).address
        counts = self._counts.setdefault(address, {})
        if len(counts) > MOST_COUNTS:
            counts.clear()
        unknown = [blob for blob in dict.fromkeys(blobs) if blob not in counts]
        if unknown:
            counts |= self._counted(unknown, address, table)
        return tuple(counts[blob] for blob in blobs)

    def _counted(
        self, blobs: Sequence[BlobId], address: str, table: ReadTable
    ) -> dict[BlobId, int]:
        ids = {blob: f"rows:{FORMAT}:{blob}:{address}" for blob in blobs}
        known = self._derived.read(list(ids.values()))
        made = {
            name: table(blob).row_count.to_bytes(8, "little")
            for blob, name in ids.items()
            if name not in known
        }
        self._keep(made)
        known |= made
        return {blob: int.from_bytes(known[name], "little") for blob, name in ids.items()}

    def _gathered(
        self, blobs: tuple[BlobId, ...], reading: RowReading, table: ReadTable
    ) -> HashedRows:
        before = self._latest.get(reading.address, ())
        rows = self._lists.known((reading.address, before))
        slices = {} if rows is None else dict(zip(before, rows.slices(), strict=True))
        ids = {b: f"hashes:{FORMAT}:{b}:{reading.address}" for b in blobs if b not in slices}
        known = self._derived.read(list(ids.values())) if ids else {}
        made = {
            name: reading.hashes(table(blob)) for blob, name in ids.items() if name not in known
        }
        self._keep(made)
        known |= made
        for blob, name in ids.items():
            slices[blob] = np.frombuffer(known[name], dtype="<u8").astype(np.uint64, copy=False)
        parts = [slices[blob] for blob in blobs]
        begins = accumulate(map(len, parts), initial=0)
        return HashedRows(np.concatenate(parts), tuple(begins))

    def _keep(self, made: dict[str, bytes]) -> None:
        if made:
            self._derived.write(made)
