"""The rows of a table for questions: in memory while they are few, else from the index.

A large table is never read as a whole here: its fields, a page, a row, what fields hold and where
a key stands all come from what is kept under the ids of its parts.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from datapatch.errors import NotFound
from datapatch.index.memory_rows import MemoryRows
from datapatch.index.row_index import IndexedTable
from datapatch.index.rows import Cells, Rows
from datapatch.index.stored_rows import StoredRows
from datapatch.tables.columns import name_of
from datapatch.tables.row_hashes import NOTHING, TextReading
from datapatch.tables.table import Table
from datapatch.types import BlobId, Key
from datapatch.workflow.instance import Instance
from datapatch.workflow.rows.addressing import (
    POSITION,
    RowPlace,
    addresses,
    key_address,
    key_of_address,
    locate,
    position_address,
)
from datapatch.workflow.rows.table_files import TableFile
from datapatch.workflow.snapshot import Snapshot

SMALL = 10_000
"""Rows up to which a table in one file answers faster from memory than its index is made."""


@dataclass(frozen=True)
class TableRows:
    """The rows of one table of ``snapshot``; ``fields`` are named as in its header."""

    instance: Instance
    snapshot: Snapshot
    file: TableFile
    rows: Rows
    fields: tuple[str, ...]

    @cached_property
    def key(self) -> tuple[str, ...]:
        """The primary key's fields when the table has each of them once, else ()."""
        usable = all(self.fields.count(field) == 1 for field in self.file.key)
        return self.file.key if usable else ()

    def places(self, rows: Sequence[int], cells: Sequence[Cells]) -> list[RowPlace]:
        """The lasting addresses of these data rows, whose cells are given."""
        if isinstance(self.rows, MemoryRows):
            return addresses(self.snapshot, self.file.name, rows)
        if not self.key:
            return [RowPlace(row, position_address(self.snapshot, row), None) for row in rows]
        places, repeated = self._reading.places, self._repeated()
        found = []
        for row, held in zip(rows, cells, strict=True):
            key = tuple(held[place] for place in places)
            number = self._reading.hash(key)
            alone = number != NOTHING and number not in repeated
            address = key_address(key) if alone else position_address(self.snapshot, row)
            found.append(RowPlace(row, address, key if alone else None))
        return found

    def locate(self, address: str) -> RowPlace:
        """The row that ``address`` means here; raises `NotFound` when it is gone.

        A row without key is followed from the revision that its address names: the address in the
        answer may be another one.
        """
        return self.row_at(address)[0]

    def row_at(self, address: str) -> tuple[RowPlace, Cells]:
        """What ``locate`` finds, and the cells that are there."""
        if isinstance(self.rows, MemoryRows) or POSITION.fullmatch(address):
            place = locate(self.snapshot, self.file.name, address)
            return place, self.rows.cells([place.row])[0]
        key, fields = key_of_address(address), self.key
        rows = self._rows_with(key) if fields and len(key) == len(fields) else []
        if len(rows) != 1:
            raise NotFound
        row, cells = rows[0]
        return RowPlace(row, key_address(key), key), cells

    def prepare(self) -> None:
        """Make now what the first reader would wait for: what fields hold, which keys repeat."""
        self.rows.values()
        if self.key:
            self._repeated()

    def _repeated(self) -> frozenset[int]:
        """The numbers of the keys that several rows have."""
        return self.instance.keyed.repeated(self.file.blobs, self._reading, self._part)

    def _rows_with(self, key: Key) -> list[tuple[int, Cells]]:
        number = self._reading.hash(key)
        if number == NOTHING:
            return []
        keyed = self.instance.keyed.rows(self.file.blobs, self._reading, self._part)
        candidates, places = keyed.candidates(number), self._reading.places
        cells = self.rows.cells(candidates)
        return [
            (row, held)
            for row, held in zip(candidates, cells, strict=True)
            if tuple(held[place] for place in places) == key
        ]

    @cached_property
    def _reading(self) -> TextReading:
        """How keys become numbers by which rows are found."""
        places = tuple(self.fields.index(field) for field in self.key)
        return TextReading(self.file.resource.dialect, places)

    def _part(self, blob: BlobId) -> Table:
        return _read_part(self.snapshot, self.file, blob)


def table_rows(instance: Instance, snapshot: Snapshot, resource: str) -> TableRows:
    """The rows of a resource; raises `NotFound` or `UnreadableTable`."""
    file = snapshot.table_file(resource)
    rows = _small(instance, snapshot, file) or StoredRows(
        instance.rows, indexed_table(snapshot, file)
    )
    return TableRows(instance, snapshot, file, rows, tuple(map(name_of, rows.columns)))


def indexed_table(snapshot: Snapshot, file: TableFile) -> IndexedTable:
    """What the index is told of a table."""
    return IndexedTable(
        file.blobs, file.resource.dialect, lambda blob: _read_part(snapshot, file, blob)
    )


def _small(instance: Instance, snapshot: Snapshot, file: TableFile) -> MemoryRows | None:
    """The rows of a table that is small enough to be asked in memory."""
    if len(file.parts) > 1:
        return None
    dialect = file.resource.dialect
    # Looking at the index is faster than reading a large file only to see that it is large.
    if instance.rows.known_layout(indexed_table(snapshot, file)) is not None:
        return None
    table = snapshot.table(file.name)
    if table.row_count > SMALL:
        return None
    return MemoryRows(table, lambda: instance.values.values(file.content_id, dialect, table))


def _read_part(snapshot: Snapshot, file: TableFile, blob: BlobId) -> Table:
    if len(file.parts) == 1:
        return snapshot.table(file.name)
    # Not kept in memory: all parts of a large table would push out what others need.
    return Table.parse(snapshot.read_blob(blob), file.resource.dialect)
