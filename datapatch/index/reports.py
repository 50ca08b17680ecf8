"""What validation found in a table, kept in memory under the content of table and schema."""

import hashlib
import json
from collections import OrderedDict
from threading import Lock

from datapatch.index.recent import Recent
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import Report, Summary, summarise, validate, violations

KEPT = 200
"""Reports that are kept; the least recently used leave first."""
KEPT_VIOLATIONS = 200_000
"""Violations in all of them, some 100 MB: a table whose every row is wrong is judged anew."""

Place = tuple[bytes, bytes]


class Reports:
    """A bounded cache: what is published now was what a merge would give a moment ago."""

    def __init__(self, kept: int = KEPT, violations: int = KEPT_VIOLATIONS) -> None:
        self._kept, self._most = kept, violations
        self._held = 0
        self._reports: OrderedDict[Place, Report] = OrderedDict()
        self._summaries: Recent[Place, Summary] = Recent(kept)
        self._lock = Lock()

    def report(self, table: Table, schema: TableSchema) -> Report:
        """The report of ``table`` under ``schema``."""
        place = _place(table, schema)
        with self._lock:
            found = self._reports.get(place)
            if found is not None:
                self._reports.move_to_end(place)
                return found
        made = validate(table, schema)
        with self._lock:
            self._keep(place, made)
        return made

    def summary(self, table: Table, schema: TableSchema) -> Summary:
        """The report in few words: its violations are never held together."""
        place = _place(table, schema)
        return self._summaries.get(place, lambda: summarise(violations(table, schema)))

    def _keep(self, place: Place, made: Report) -> None:
        before = self._reports.pop(place, None)
        self._held += len(made.violations) - (len(before.violations) if before else 0)
        self._reports[place] = made
        while len(self._reports) > self._kept or self._held > self._most:
            _, gone = self._reports.popitem(last=False)
            self._held -= len(gone.violations)


def _place(table: Table, schema: TableSchema) -> Place:
    described = json.dumps(schema.to_descriptor(), default=str)
    return _digest(table.data, repr(table.dialect)), _digest(b"", described)


def _digest(data: bytes, reading: str) -> bytes:
    return hashlib.sha256(data + b"\0" + reading.encode()).digest()
