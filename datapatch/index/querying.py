"""Rows of a table by filter, search, order and page."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from operator import itemgetter

from datapatch.errors import BadQuery
from datapatch.index.folding import fold
from datapatch.index.operators import ALIASES, OPERATORS, as_number, cell_test, rank
from datapatch.tables.columns import labels
from datapatch.tables.table import Table
from datapatch.translation import N_

CHUNK = 256
"""Rows that are searched as one text before any of them is cut into cells."""


@dataclass(frozen=True, slots=True)
class Filter:
    """``field`` ``operator`` ``value``, as in ``commune__exact=Sète``."""

    field: str
    operator: str
    value: str


@dataclass(frozen=True, slots=True)
class Query:
    """What a reader asks of a table. ``sort`` holds (field, descending)."""

    filters: tuple[Filter, ...] = ()
    search: str = ""
    sort: tuple[tuple[str, bool], ...] = ()
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, slots=True)
class Page:
    """The asked page: data row numbers (from 0), and how many rows match in all."""

    rows: tuple[int, ...]
    total: int
    page: int
    page_size: int

    @property
    def pages(self) -> int:
        """How many pages there are, at least one."""
        return max(1, -(-self.total // self.page_size))


def select(table: Table, query: Query) -> Page:
    """The page of ``table`` that ``query`` asks for.

    Raises `BadQuery` for an unknown field or operator and for a page that cannot be.
    """
    check_page(query)
    matching = order(table, match(table, query), query.sort)
    start = (query.page - 1) * query.page_size
    rows = tuple(matching[start : start + query.page_size])
    return Page(rows, len(matching), query.page, query.page_size)


def check_page(query: Query) -> None:
    """Raise `BadQuery` for a page that cannot be."""
    if query.page < 1 or query.page_size < 1:
        raise BadQuery(N_("Pages are counted from 1, and hold at least one row."))


def match(table: Table, query: Query) -> list[int]:
    """The data row numbers that pass every filter and hold every searched word, in table order."""
    tests = [
        (field_position(table, f.field), cell_test(f.operator, f.value)) for f in query.filters
    ]
    words = fold(query.search).split()
    rows = list(search(table, words) if words else range(table.row_count))
    for position, test in tests:
        column = _column(table, rows, position)
        rows = [row for row, cell in zip(rows, column, strict=True) if test(cell)]
    return rows


def search(table: Table, words: Sequence[str]) -> Iterator[int]:
    """The data rows that hold every one of these folded words, each in one of its cells."""
    for first in range(0, table.row_count, CHUNK):
        last = min(first + CHUNK, table.row_count)
        if _may_hold(table, first, last, words):
            yield from (row for row in range(first, last) if _holds(table.values(row), words))


def order(table: Table, rows: list[int], sort: Sequence[tuple[str, bool]]) -> list[int]:
    """``rows`` sorted by each field in turn.

    Numbers stand as numbers, before texts; texts without case and accents; empty cells last.
    """
    for field, descending in reversed(sort):
        cells = _column(table, rows, field_position(table, field))
        ranked = [(rank(cell), row) for row, cell in zip(rows, cells, strict=True) if cell]
        empty = [row for row, cell in zip(rows, cells, strict=True) if not cell]
        ranked.sort(key=itemgetter(0), reverse=descending)
        rows = [row for _, row in ranked] + empty
    return rows


def _column(table: Table, rows: Sequence[int], position: int) -> list[str]:
    """The cells of one field in these rows; a missing one is empty."""
    # Reading a whole table in one go costs a fraction of asking it for each of its rows.
    everything = len(rows) == table.row_count
    found = table.rows() if everything else (table.row(row) for row in rows)
    cells = [cells[position] if position < len(cells) else "" for cells in found]
    return [cells[row] for row in rows] if everything else cells


def field_position(table: Table, field: str) -> int:
    """Where the field of that label stands, from 0; raises `BadQuery`, which lists the fields."""
    return column_position(labels(table.fields), field)


def column_position(columns: Sequence[str], field: str) -> int:
    """Where ``field`` stands among these labels; raises `BadQuery`, which lists them."""
    if field not in columns:
        raise BadQuery(
            N_("There is no field “{field}” here. The fields are: {fields}."),
            field=field,
            fields=", ".join(columns),
        )
    return columns.index(field)


def _may_hold(table: Table, first: int, last: int, words: Sequence[str]) -> bool:
    """Whether each word stands somewhere in these rows: most chunks are left out by this alone."""
    quote = table.dialect.quote_char
    if quote and any(quote in word for word in words):
        # Quotes are doubled in the file: the bytes do not show such a word as it is read.
        return True
    head = table.dialect.header_row
    data = table.data[table.starts[first + head] : table.starts[last + head]]
    text = fold(data.decode(table.dialect.encoding))
    return all(word in text for word in words)


def _holds(cells: Sequence[str], words: Sequence[str]) -> bool:
    text = fold("\n".join(cells))
    return all(word in text for word in words)


__all__ = [
    "ALIASES",
    "OPERATORS",
    "Filter",
    "Page",
    "Query",
    "as_number",
    "column_position",
    "fold",
    "match",
    "order",
    "rank",
    "search",
    "select",
]
