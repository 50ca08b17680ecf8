"""Tables as the index finds them: cut into parts, each a blob of its own."""

from collections.abc import Sequence
from hashlib import sha1
from itertools import pairwise
from pathlib import Path

from datapatch.index.engine import QueryEngine
from datapatch.index.row_index import IndexedTable, RowIndex
from datapatch.index.stored_rows import StoredRows
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.types import BlobId, ObjectId


class Parts:
    """Blobs by id, and how often each was read."""

    def __init__(self, dialect: Dialect | None = None) -> None:
        self.dialect = dialect or Dialect()
        self.read: list[BlobId] = []
        self._data: dict[BlobId, bytes] = {}

    def table(self, *parts: bytes) -> IndexedTable:
        """A table of these parts, in order."""
        blobs = []
        for data in parts:
            blobs.append(BlobId(ObjectId(sha1(data, usedforsecurity=False).hexdigest())))
            self._data[blobs[-1]] = data
        return IndexedTable(tuple(blobs), self.dialect, self._read)

    def _read(self, blob: BlobId) -> Table:
        self.read.append(blob)
        return Table.parse(self._data[blob], self.dialect)


def index_at(folder: Path) -> RowIndex:
    """The index that keeps its files in ``folder``."""
    return RowIndex(QueryEngine(folder, memory=256_000_000, threads=2))


def indexed(index: RowIndex, *parts: bytes, dialect: Dialect | None = None) -> StoredRows:
    """The rows of a table of these parts, answered by ``index``."""
    table = Parts(dialect).table(*parts)
    return StoredRows(index, table)


def cut(table: Table, places: Sequence[int]) -> tuple[bytes, ...]:
    """The bytes of ``table`` as parts that begin at the first row and at these; each has a header.

    A table that lacks its header is one part. No part begins with a line end, which would end the
    header.
    """
    if table.dialect.header_row and not table.header:
        return (table.data,)
    head, end = table.preamble + table.header, table.dialect.line_terminator.encode()
    there = (place for place in places if 0 < place < table.row_count)
    begins = sorted({0, *(place for place in there if table.raw(place)[:1] != b"\n")})
    parts = []
    for begin, last in pairwise([*begins, table.row_count]):
        rows = table.raws(begin, last) if last > begin else b""
        ended = last == table.row_count or rows.endswith((b"\n", b"\r"))
        parts.append(head + rows + (b"" if ended else end))
    return tuple(parts)
