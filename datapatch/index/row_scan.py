"""Reading all rows of a table out of its files: the text of a query, and what it speaks of."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapatch.index.conditions import Conditions
from datapatch.index.engine import QueryEngine
from datapatch.index.folding import fold
from datapatch.index.querying import Filter
from datapatch.index.row_files import PARQUET
from datapatch.index.row_layout import Layout
from datapatch.index.word_files import WordFile
from datapatch.tables.columns import labels

ReadWords = Callable[[str], WordFile | None]
"""The words of a file of rows, if they are known."""

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

    def __init__(self, engine: QueryEngine, layout: Layout, words: ReadWords) -> None:
        self.layout = layout
        self.columns = labels(layout.fields)
        self._engine = engine
        self._words = words
        self._spans = self._spans_in(layout.files)

    def _spans_in(self, files: Sequence[str]) -> dict[str, object]:
        """What a query speaks of that reads these files alone."""
        numbers = {file: number for number, file in enumerate(files)}
        pairs = zip(self.layout.spans, self.layout.shifts.tolist(), strict=True)
        chosen = [(span, shift) for span, shift in pairs if span.file in numbers]
        return {
            "files": [str(self._engine.folder / (file + PARQUET)) for file in files],
            "span_files": [numbers[span.file] for span, _ in chosen],
            "span_places": [span.place for span, _ in chosen],
            "span_shifts": [shift for _, shift in chosen],
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
        if not asked.are_words:
            return self._looked_up(asked, self._spans)
        told = {file: self._told(file, asked.words) for file in self.layout.files}
        known = [
            np.flatnonzero(rows[each.first : each.end]) + (each.first + each.shift)
            for each in self.layout.stretches
            if (rows := told[each.file]) is not None
        ]
        rest = [file for file, rows in told.items() if rows is None]
        found = np.concatenate(known).astype(np.int32) if known else np.array([], np.int32)
        if not rest:
            return found
        looked_up = self._looked_up(asked, self._spans_in(rest))
        return np.sort(np.concatenate([found, looked_up])) if len(found) else looked_up

    def _told(self, file: str, words: Sequence[str]) -> NDArray[np.bool_] | None:
        """Which rows of a file hold all ``words``; None where only the rows tell."""
        known = self._words(file)
        each = [None if known is None else known.holding(word) for word in words]
        told = [rows for rows in each if rows is not None]
        if not told:
            return None
        found: NDArray[np.bool_] = np.logical_and.reduce(told)
        return found if len(told) == len(words) or not found.any() else None

    def _looked_up(self, asked: Conditions, spans: Mapping[str, object]) -> NDArray[np.int32]:
        with self._engine.cursor() as cursor:
            found = cursor.execute(*self._query("row", asked, spans=spans)).fetchnumpy()["row"]
        return np.sort(found.astype(np.int32))

    def _query(
        self,
        wanted: str,
        asked: Conditions,
        then: str = "",
        *,
        spans: Mapping[str, object] | None = None,
    ) -> tuple[str, dict[str, object]]:
        text = f"SELECT {wanted} FROM {_ROWS}{asked.where} {then}"
        return text, {**(spans or self._spans), **asked.values}
