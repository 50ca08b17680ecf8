"""Questions to the rows of a table that lie in files, however many they are."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TypeVar

import duckdb
import numpy as np
from numpy.typing import NDArray

from datapatch.index.cell_files import Cells, read_cells
from datapatch.index.conditions import Conditions, order_by
from datapatch.index.field_values import FieldValues
from datapatch.index.querying import Page, Query, check_page, column_position
from datapatch.index.row_counting import count_field, count_groups, count_values
from datapatch.index.row_files import CELLS
from datapatch.index.row_index import IndexedTable, RowIndex
from datapatch.index.row_scan import RowScan
from datapatch.index.rows import Facet, Grouping, Groups, others

Answer = TypeVar("Answer")


class StoredRows:
    """The rows of ``table``, answered from the files of ``index``, which are made when absent."""

    def __init__(self, index: RowIndex, table: IndexedTable) -> None:
        """Raises UnreadableTable where files must be made and the table cannot be read."""
        self._index = index
        self._table = table
        self._open = index.scan(table)
        self.columns = self._open.columns

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        return self._open.layout.row_count

    def select(self, query: Query) -> Page:
        """The page that ``query`` asks for; raises `BadQuery`."""
        check_page(query)
        asked = self._open.conditions(query.filters, query.search)
        begin = (query.page - 1) * query.page_size
        if query.sort:
            rows = self._sorted(asked, query, begin)
            total = len(self._matching(asked)) if asked.texts else self.row_count
        elif asked.texts:
            matching = self._matching(asked)
            rows, total = matching[begin : begin + query.page_size].tolist(), len(matching)
        else:
            total = self.row_count
            rows = list(range(begin, min(begin + query.page_size, total)))
        return Page(tuple(rows), total, query.page, query.page_size)

    def cells(self, rows: Sequence[int]) -> list[Cells]:
        """The cells of these data rows, one text for each field."""
        return self._answer(lambda scan: _cells(self._index.engine.folder, scan, rows))

    def values(self) -> tuple[FieldValues, ...]:
        """What the cells of each field hold; counted once for a table, and kept."""
        return self._answer(lambda scan: self._index.answers.values(scan, count_values))

    def facet(self, field: str, query: Query, *, most: int) -> Facet:
        """The ``most`` frequent values of ``field`` under the other filters."""
        position = column_position(self.columns, field)
        asked = self._open.conditions(others(query, field), query.search)
        values, distinct = self._answer(lambda scan: count_field(scan, position, asked, most=most))
        return Facet(field, values, distinct)

    def groups(self, asked: Grouping) -> Groups:
        """Rows grouped and measured; raises `BadQuery`."""
        return self._answer(lambda scan: count_groups(scan, asked))

    def _sorted(self, asked: Conditions, query: Query, begin: int) -> list[int]:
        keys = [
            order_by(column_position(self.columns, field), descending=descending)
            for field, descending in query.sort
        ]
        if not self.row_count:
            return []
        cut = f"LIMIT {int(query.page_size)} OFFSET {int(begin)}"
        then = f"ORDER BY {', '.join(keys)}, row {cut}"
        return [row for (row,) in self._answer(lambda scan: scan.lines("row", asked, then))]

    def _matching(self, asked: Conditions) -> NDArray[np.int32]:
        """The numbers of the rows that meet the conditions, in order."""
        if not self.row_count:
            return np.array([], np.int32)
        return self._answer(lambda scan: self._index.answers.matching(scan, asked))

    def _answer(self, question: Callable[[RowScan], Answer]) -> Answer:
        try:
            return question(self._open)
        except (duckdb.IOException, FileNotFoundError):
            # An old revision's files were swept meanwhile: they are made again, once.
            self._index.forget(self._table)
            self._open = self._index.scan(self._table)
            return question(self._open)


def _cells(folder: Path, scan: RowScan, rows: Sequence[int]) -> list[Cells]:
    numbers, at = scan.layout.locate(rows)
    found: dict[int, Cells] = {}
    for number in np.unique(numbers).tolist():
        here = np.flatnonzero(numbers == number)
        path = folder / (scan.layout.files[number] + CELLS)
        cells = read_cells(path, at[here].tolist(), width=len(scan.columns))
        found.update(zip(here.tolist(), cells, strict=True))
    return [found[number] for number in range(len(rows))]
