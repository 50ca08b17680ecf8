"""Rows that are taken apart together are what each of them is alone."""

from hypothesis import given
from hypothesis import strategies as st

from datapatch.tables.regularity import BLANK, BLANK_ONE, RAGGED, RAGGED_ONE, irregularities
from datapatch.tables.table import Table
from tests.strategies import tables, versions


@given(st.one_of(tables(), versions(1).map(lambda found: found[0])))
def test_all_rows_are_each_row(table: Table) -> None:
    """Quoted or not, whatever ends them and in any encoding."""
    assert list(table.rows()) == [table.row(number) for number in range(table.row_count)]


@given(st.one_of(tables(), versions(1).map(lambda found: found[0])))
def test_uneven_rows_are_counted(table: Table) -> None:
    """Those without any cell filled, and the others that are too long or too short."""
    rows = [(number, table.row(number)) for number in range(table.row_count)]
    blank = [number for number, cells in rows if not any(cells)]
    ragged = [n for n, cells in rows if any(cells) and len(cells) != len(table.fields)]
    told = {note.template: note.data for note in irregularities(table)}
    for places, several, one in ((blank, BLANK, BLANK_ONE), (ragged, RAGGED, RAGGED_ONE)):
        data = told.get(several) or told.get(one)
        assert data == ({"count": len(places), "row": table.line(places[0])} if places else None)
