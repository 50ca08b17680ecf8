"""Parsed tables, kept in memory under the id of the blob that they were read from."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock
from types import MappingProxyType

from datapatch.index.recent import Recent
from datapatch.tables.dialect import Dialect
from datapatch.tables.package import DataPackage
from datapatch.tables.table import Table
from datapatch.types import BlobId, CommitId, Key

BUDGET = 256_000_000
"""Bytes of table data that are kept; the least recently used leave first."""


REVISIONS = 100
"""Descriptors, and commits, that are kept."""

KEPT = 16
"""Tables whose keys are kept."""


class ParsedTables:
    """A bounded cache: the same blob read in the same dialect is the same table."""

    def __init__(self, budget: int = BUDGET) -> None:
        self._budget = budget
        self._used = 0
        self._tables: OrderedDict[tuple[BlobId, Dialect], Table] = OrderedDict()
        self._lock = Lock()
        self.packages: Recent[BlobId, DataPackage] = Recent(REVISIONS)
        """What descriptors say."""
        self.trees: Recent[CommitId, Mapping[str, BlobId]] = Recent(REVISIONS)
        """The files of commits."""
        self._keys: Recent[tuple[BlobId, Dialect, Sequence[str]], Mapping[Key, int]] = Recent(KEPT)

    def table(self, blob: BlobId, dialect: Dialect, read: Callable[[], Table]) -> Table:
        """The table in ``blob``; ``read`` gives it when it is not at hand."""
        place = (blob, dialect)
        with self._lock:
            found = self._tables.get(place)
            if found is not None:
                self._tables.move_to_end(place)
                return found
        made = read()
        self._keep(place, made)
        return made

    def rows_by_key(
        self, blob: BlobId, dialect: Dialect, table: Table, fields: tuple[str, ...]
    ) -> Mapping[Key, int]:
        """The data row of each key of ``table`` that one row alone has; an empty key is none."""
        return self._keys.get((blob, dialect, fields), lambda: _rows_by_key(table, fields))

    def _keep(self, place: tuple[BlobId, Dialect], table: Table) -> None:
        with self._lock:
            if place in self._tables:
                return
            self._tables[place] = table
            self._used += len(table.data)
            while self._used > self._budget and len(self._tables) > 1:
                _, gone = self._tables.popitem(last=False)
                self._used -= len(gone.data)


def _rows_by_key(table: Table, fields: tuple[str, ...]) -> Mapping[Key, int]:
    rows: dict[Key, int] = {}
    shared: set[Key] = set()
    for row, key in enumerate(table.keys(fields)):
        if rows.setdefault(key, row) != row or not any(key):
            shared.add(key)
    for key in shared:
        del rows[key]
    return MappingProxyType(rows)
