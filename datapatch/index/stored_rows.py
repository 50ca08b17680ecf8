"""Questions to the rows of a table that lie in files, however many they are."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from datapatch.index.cell_files import Cells, read_cells
from datapatch.index.conditions import Conditions, order_by
from datapatch.index.engine import QueryEngine
from datapatch.index.field_values import FieldValues
from datapatch.index.querying import Page, Query, check_page, column_position
from datapatch.index.row_counting import count_field, count_groups, count_values
from datapatch.index.row_files import CELLS
from datapatch.index.row_layout import Layout
from datapatch.index.row_scan import RowScan
from datapatch.index.rows import Facet, Grouping, Groups, others
from datapatch.tables.columns import labels


class StoredRows:
    """The rows that a layout describes. Threads may ask at once."""

    def __init__(self, engine: QueryEngine, layout: Layout) -> None:
        self.columns = labels(layout.fields)
        self._layout = layout
        self._folder = engine.folder
        self._scan = RowScan(engine, layout, self.columns)

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        return self._layout.row_count

    def select(self, query: Query) -> Page:
        """The page that ``query`` asks for; raises `BadQuery`."""
        check_page(query)
        asked = self._scan.conditions(query.filters, query.search)
        begin = (query.page - 1) * query.page_size
        if query.sort:
            rows, total = self._sorted(asked, query, begin), self._count(asked)
        elif asked.texts:
            matching = self._matching(asked)
            rows, total = matching[begin : begin + query.page_size].tolist(), len(matching)
        else:
            total = self.row_count
            rows = list(range(begin, min(begin + query.page_size, total)))
        return Page(tuple(rows), total, query.page, query.page_size)

    def cells(self, rows: Sequence[int]) -> list[Cells]:
        """The cells of these data rows, one text for each field."""
        numbers, at = self._layout.locate(rows)
        found: dict[int, Cells] = {}
        for number in np.unique(numbers).tolist():
            here = np.flatnonzero(numbers == number)
            path = self._folder / (self._layout.files[number] + CELLS)
            cells = read_cells(path, at[here].tolist(), width=len(self.columns))
            found.update(zip(here.tolist(), cells, strict=True))
        return [found[number] for number in range(len(rows))]

    def values(self) -> tuple[FieldValues, ...]:
        """What the cells of each field hold."""
        return count_values(self._scan)

    def facet(self, field: str, query: Query, *, most: int) -> Facet:
        """The ``most`` frequent values of ``field`` under the other filters."""
        position = column_position(self.columns, field)
        asked = self._scan.conditions(others(query, field), query.search)
        values, distinct = count_field(self._scan, position, asked, most=most)
        return Facet(field, values, distinct)

    def groups(self, asked: Grouping) -> Groups:
        """Rows grouped and measured; raises `BadQuery`."""
        return count_groups(self._scan, asked)

    def _sorted(self, asked: Conditions, query: Query, begin: int) -> list[int]:
        keys = [
            order_by(column_position(self.columns, field), descending=descending)
            for field, descending in query.sort
        ]
        if not self.row_count:
            return []
        cut = f"LIMIT {int(query.page_size)} OFFSET {int(begin)}"
        found = self._scan.lines("row", asked, f"ORDER BY {', '.join(keys)}, row {cut}")
        return [row for (row,) in found]

    def _matching(self, asked: Conditions) -> NDArray[np.int64]:
        """The numbers of the rows that meet the conditions, in order."""
        return self._scan.rows(asked) if self.row_count else np.array([], np.int64)

    def _count(self, asked: Conditions) -> int:
        if not asked.texts or not self.row_count:
            return self.row_count
        ((found,),) = self._scan.lines("count(*)", asked)
        return int(found)
