"""How well versions of a table explain a copy of it."""

from collections import Counter
from collections.abc import Sequence

from datapatch.tables.columns import labels
from datapatch.tables.scanning import grammar, split_record
from datapatch.tables.table import Table

Cells = tuple[str, ...]
Columns = tuple[str, ...]


class Explaining:
    """Counts the rows of ``copy`` that are in no version; a line of many versions is read once."""

    def __init__(self, copy: Table) -> None:
        self.copy = copy
        self._columns = labels(copy.fields)
        self._rows: dict[Columns, Counter[Cells]] = {}
        self._read: dict[tuple[object, ...], dict[bytes, Cells]] = {}

    def strange(self, version: Table) -> int:
        """How many rows of the copy are not in this version, in the columns that both have."""
        columns = labels(version.fields)
        shared = tuple(name for name in columns if name in self._columns)
        known = set(self._lines(version, [columns.index(name) for name in shared]))
        return sum(count for cells, count in self._copied(shared).items() if cells not in known)

    def _copied(self, shared: Columns) -> Counter[Cells]:
        if shared not in self._rows:
            places = [self._columns.index(name) for name in shared]
            self._rows[shared] = Counter(_cells(row, places) for row in self.copy.rows())
        return self._rows[shared]

    def _lines(self, version: Table, places: Sequence[int]) -> list[Cells]:
        known = self._read.setdefault((version.fields, version.dialect), {})
        lines = version.contents()
        for line in set(lines).difference(known):
            text = line.decode(version.dialect.encoding)
            known[line] = _cells(split_record(text, grammar(version.dialect)), places)
        return [known[line] for line in lines]


def _cells(row: Sequence[str], places: Sequence[int]) -> Cells:
    return tuple([row[place] if place < len(row) else "" for place in places])
