"""Reading all rows of a table out of its files: the text of a query, and what it speaks of."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapatch.index.conditions import Conditions
from datapatch.index.engine import QueryEngine
from datapatch.index.folding import fold
from datapatch.index.querying import Filter
from datapatch.index.row_files import PARQUET
from datapatch.index.row_layout import Layout
from datapatch.tables.columns import labels

_FILES = "SELECT *, file_index::INT AS file FROM read_parquet($files, file_row_number = true)"
_SPANS = (
    "SELECT unnest($span_files::INT[]) AS file, unnest($span_places::INT[]) AS place, "
    "unnest($span_shifts::BIGINT[]) AS shift"
)
_ROWS = (
    f"(SELECT held.*, span.shift + held.file_row_number AS row FROM ({_FILES}) held "
    f"JOIN ({_SPANS}) span ON held.file = span.file AND held.place = span.place)"
)
"""All rows with their numbers in the table; what files hold beyond the table has no span."""


class RowScan:
    """All rows of the table that ``layout`` describes, for queries. It has one row at least."""

    def __init__(self, engine: QueryEngine, layout: Layout) -> None:
        self.layout = layout
        self.columns = labels(layout.fields)
        self._engine = engine
        self._spans = {
            "files": [str(engine.folder / (file + PARQUET)) for file in layout.files],
            "span_files": layout.file_numbers.tolist(),
            "span_places": [span.place for span in layout.spans],
            "span_shifts": layout.shifts.tolist(),
        }

    def conditions(self, filters: Sequence[Filter], search: str = "") -> Conditions:
        """What rows are asked for; raises `BadQuery` for an unknown field or operator."""
        asked = Conditions(self.columns)
        asked.add_filters(filters)
        asked.add_search(fold(search).split())
        return asked

    def lines(self, wanted: str, asked: Conditions, then: str = "") -> list[tuple[Any, ...]]:
        """``wanted`` of the rows that are asked for, grouped, ordered and cut as ``then`` says."""
        with self._engine.cursor() as cursor:
            return cursor.execute(*self._query(wanted, asked, then)).fetchall()

    def rows(self, asked: Conditions) -> NDArray[np.int32]:
        """The numbers of the rows that are asked for, in order."""
        with self._engine.cursor() as cursor:
            found = cursor.execute(*self._query("row", asked)).fetchnumpy()["row"]
        return np.sort(found.astype(np.int32))

    def _query(
        self, wanted: str, asked: Conditions, then: str = ""
    ) -> tuple[str, dict[str, object]]:
        text = f"SELECT {wanted} FROM {_ROWS}{asked.where} {then}"
        return text, {**self._spans, **asked.values}
