"""What validation found in a table, kept in memory under the content of table and schema."""

import hashlib
import json
from collections import OrderedDict
from threading import Lock

from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Report, validate

KEPT = 200
"""Reports that are kept; the least recently used leave first."""


class Reports:
    """A bounded cache: what is published now was what a merge would give a moment ago."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept = kept
        self._reports: OrderedDict[tuple[bytes, bytes], Report] = OrderedDict()
        self._lock = Lock()

    def report(self, table: Table, schema: TableSchema) -> Report:
        """The report of ``table`` under ``schema``."""
        place = (
            _digest(table.data, repr(table.dialect)),
            _digest(b"", json.dumps(schema.to_descriptor(), default=str)),
        )
        with self._lock:
            found = self._reports.get(place)
            if found is not None:
                self._reports.move_to_end(place)
                return found
        made = validate(table, schema)
        with self._lock:
            self._reports[place] = made
            while len(self._reports) > self._kept:
                self._reports.popitem(last=False)
        return made


def _digest(data: bytes, reading: str) -> bytes:
    return hashlib.sha256(data + b"\0" + reading.encode()).digest()
