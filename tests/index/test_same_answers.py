"""However a table is kept, it gives the same answers: row by row in memory, or from its files."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.index import word_files
from datapatch.index.memory_rows import MemoryRows
from datapatch.index.operators import ALIASES, OPERATORS
from datapatch.index.querying import Filter, Query
from datapatch.index.row_index import RowIndex
from datapatch.index.rows import MEASURES, Group, Grouping, Measure, Rows
from datapatch.tables.table import Table
from tests.index.indexing import cut, index_at, indexed
from tests.strategies import NASTY, PLAIN, dialects, sheets, tables, written

NUMBERS = (
    *(
        "0",
        "-0",
        "0,0",
        "00",
        "1",
        "01",
        "1.0",
        "1,0",
        "+1",
        " 1",
        "1 ",
        "\u00a01",
        "-1",
        "10",
        "9",
    ),
    *(
        "1.5",
        "1,5",
        "1.50",
        "-1,5",
        "1e5",
        "1,",
        ".5",
        "1 000",
        "12.3.4",
        "9" * 400,
        "0," + "1" * 40,
    ),
    *("١٢", "²", "½", "inf", "nan", "9007199254740993", "0.1", "0.30000000000000004"),
)
LETTERS = (
    *("a", "A", "é", "É", "e\u0301", "\u0301", "œ", "Œ", "OE", "ß", "SS", "ﬁ", "İ", "ı", "i", "Ǆ"),
    *("Å", "\u212b", "한", "\u1112\u1161\u11ab", "’", "'", "«", "ſ", "ς", "Σ", "👍", "\u0345"),
)
LISTS = ("a|b", "a | b", "a ;b", "|", "a|", ";a", "a\u2003|\x1cb", "a\u200b|b", " a|b ")
TEXTS = (*PLAIN, *NASTY, *NUMBERS, *LETTERS, *LISTS)
ASKED = st.sampled_from((*TEXTS, "\0", "a\0b", "", '["a,b"]', "a,b,1", "["))
CELLS = st.sampled_from(TEXTS)


@pytest.fixture(scope="module")
def index() -> Iterator[RowIndex]:
    """One index for all examples, in which words are listed that stand in two rows."""
    with TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patched:
        patched.setattr(word_files, "OFTEN", 2)
        yield index_at(Path(folder))


@st.composite
def asked_tables(draw: st.DrawFn) -> tuple[Table, tuple[bytes, ...]]:
    """A table, and the same rows in parts."""
    table = draw(st.one_of(tables(), written_tables()))
    return table, cut(table, draw(st.lists(st.integers(1, 6), max_size=3)))


@st.composite
def written_tables(draw: st.DrawFn) -> Table:
    """A table of cells that are hard to compare."""
    return draw(written(draw(sheets(CELLS)), draw(dialects)))


@st.composite
def queries(draw: st.DrawFn, columns: tuple[str, ...]) -> Query:
    """Filters, words and orders over these columns."""
    fields = st.sampled_from(columns)
    operators = st.sampled_from((*OPERATORS, *ALIASES))
    filters = draw(st.lists(st.builds(Filter, fields, operators, ASKED), max_size=2))
    sort = draw(st.lists(st.tuples(fields, st.booleans()), max_size=2))
    search = draw(st.one_of(st.just(""), ASKED, st.tuples(ASKED, ASKED).map(" ".join)))
    return Query(tuple(filters), search, tuple(sort), page_size=draw(st.sampled_from((2, 50))))


def both(index: RowIndex, table: Table, parts: tuple[bytes, ...]) -> tuple[Rows, Rows]:
    """The table in memory, and in the files of ``index``."""
    return MemoryRows(table), indexed(index, *parts, dialect=table.dialect)


@given(given_table=asked_tables(), data=st.data())
def test_a_page_is_the_same(
    index: RowIndex, given_table: tuple[Table, tuple[bytes, ...]], data: st.DataObject
) -> None:
    """Filters, search, order and page give the same rows, the same total and the same cells."""
    memory, files = both(index, *given_table)
    assert files.columns == memory.columns
    assert files.row_count == memory.row_count
    everything = range(memory.row_count)
    assert files.cells(everything) == memory.cells(everything)
    if memory.columns:
        query = data.draw(queries(memory.columns))
        for page in (1, 2):
            asked = replace(query, page=page)
            assert files.select(asked) == memory.select(asked)


@given(given_table=asked_tables(), data=st.data())
def test_counts_are_the_same(
    index: RowIndex, given_table: tuple[Table, tuple[bytes, ...]], data: st.DataObject
) -> None:
    """What each field holds, and how often each value stands under the other filters."""
    memory, files = both(index, *given_table)
    assert files.values() == memory.values()
    if memory.columns:
        query, field = (
            data.draw(queries(memory.columns)),
            data.draw(st.sampled_from(memory.columns)),
        )
        for most in (2, 50):
            assert files.facet(field, query, most=most) == memory.facet(field, query, most=most)


@given(given_table=asked_tables(), data=st.data())
def test_groups_are_the_same(
    index: RowIndex, given_table: tuple[Table, tuple[bytes, ...]], data: st.DataObject
) -> None:
    """Groups, their order, their numbers of rows, and what is measured in them."""
    memory, files = both(index, *given_table)
    if not memory.columns:
        return
    fields = st.sampled_from(memory.columns)
    measures = st.lists(st.builds(Measure, st.sampled_from(MEASURES), fields), max_size=3)
    query = data.draw(queries(memory.columns))
    asked = Grouping(
        tuple(data.draw(st.lists(fields, max_size=2))),
        tuple(data.draw(measures)),
        query.filters,
        query.search,
        page_size=query.page_size,
    )
    for page in (1, 2):
        ours, theirs = (rows.groups(replace(asked, page=page)) for rows in (memory, files))
        assert theirs.total == ours.total
        assert [rounded(group) for group in theirs.groups] == [rounded(g) for g in ours.groups]


def rounded(group: Group) -> Group:
    """Sums depend on the order in which numbers are added, beyond the twelfth digit."""
    measured = (
        float(f"{value:.12g}") if isinstance(value, float) else value for value in group.measured
    )
    return replace(group, measured=tuple(measured))
