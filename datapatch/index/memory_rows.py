"""Questions to the rows of a table in memory: for small tables, which no index would make faster.

What is answered here is what `stored_rows` answers, row by row: a test compares them.
"""

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable, Sequence
from math import fsum

from datapatch.index.field_values import FieldValues, count_values
from datapatch.index.folding import fold
from datapatch.index.operators import as_number, rank
from datapatch.index.querying import Page, Query, check_page, column_position, match, select
from datapatch.index.rows import (
    Cells,
    Facet,
    Group,
    Grouping,
    Groups,
    Measure,
    Measured,
    others,
)
from datapatch.tables.columns import labels
from datapatch.tables.table import Table

Values = tuple[FieldValues, ...]


class MemoryRows:
    """The rows of a parsed table; ``values`` says what its fields hold, where that is kept."""

    def __init__(self, table: Table, values: Callable[[], Values] | None = None) -> None:
        self._table = table
        self._values = values
        self.columns = labels(table.fields)

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        return self._table.row_count

    def select(self, query: Query) -> Page:
        """The page that ``query`` asks for; raises `BadQuery`."""
        return select(self._table, query)

    def cells(self, rows: Sequence[int]) -> list[Cells]:
        """The cells of these data rows, one text for each field."""
        return [self._table.values(row) for row in rows]

    def values(self) -> Values:
        """What the cells of each field hold."""
        return count_values(self._table) if self._values is None else self._values()

    def facet(self, field: str, query: Query, *, most: int) -> Facet:
        """The ``most`` frequent values of ``field`` under the other filters."""
        position = column_position(self.columns, field)
        asked = Query(filters=others(query, field), search=query.search)
        counts = Counter(cells[position] for cells in self._matching(asked))
        ordered = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
        return Facet(field, tuple(ordered[:most]), len(counts))

    def groups(self, asked: Grouping) -> Groups:
        """Rows grouped and measured."""
        query = Query(asked.filters, asked.search, page=asked.page, page_size=asked.page_size)
        check_page(query)
        places = [column_position(self.columns, field) for field in asked.fields]
        measured = [(m, column_position(self.columns, m.field)) for m in asked.measures]
        found: dict[Cells, list[Cells]] = defaultdict(list)
        for cells in self._matching(query):
            found[tuple(cells[place] for place in places)].append(cells)
        if not places and not found:
            found[()] = []
        ordered = sorted(found, key=lambda values: [_place(value) for value in values])
        begin = (asked.page - 1) * asked.page_size
        made = [
            Group(
                values,
                len(rows := found[values]),
                tuple(measure(m, (cells[place] for cells in rows)) for m, place in measured),
            )
            for values in ordered[begin : begin + asked.page_size]
        ]
        return Groups(tuple(made), len(found))

    def _matching(self, query: Query) -> list[Cells]:
        return self.cells(match(self._table, query))


def measure(asked: Measure, cells: Iterable[str]) -> Measured:
    """What ``asked`` makes of these cells."""
    filled = [cell for cell in cells if cell]
    if asked.kind == "count":
        return len(filled)
    numbers = [number for cell in filled if (number := as_number(cell)) is not None]
    if asked.kind in ("min", "max"):
        best = min if asked.kind == "min" else max
        if numbers:
            return best(numbers)
        return best(filled, key=lambda cell: (fold(cell), cell), default=None)
    if not numbers:
        return None
    return fsum(numbers) / (len(numbers) if asked.kind == "avg" else 1)


def _place(value: str) -> tuple[bool, tuple[int, float, str], str]:
    return not value, rank(value), value
