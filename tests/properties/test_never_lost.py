"""What two people do is never lost in silence: it stands in the merge, or in a conflict."""

from collections.abc import Iterable
from dataclasses import dataclass

from hypothesis import assume, given
from hypothesis import strategies as st

from datapatch.tables.dialect import Dialect
from datapatch.tables.merge import MergeResult, merge
from datapatch.tables.table import Table
from datapatch.tables.writing import join_rows, write_row
from tests.strategies import NAMES, NASTY, PLAIN

Row = tuple[str, ...]
LETTERS = ("alpha", "bravo", "charlie", "delta", "echo")
dialects = st.builds(
    Dialect,
    delimiter=st.sampled_from((",", ";", "\t")),
    line_terminator=st.sampled_from(("\n", "\r\n", "\r")),
)
cells = st.sampled_from(PLAIN) | st.sampled_from(NASTY)
names = st.sampled_from([name for name in dict.fromkeys(NAMES) if "⟨" not in name and name != "id"])


@dataclass(frozen=True)
class Grid:
    """A table with the key ``id``, two more fields, and one row for each letter."""

    dialect: Dialect
    fields: Row
    rows: tuple[Row, ...]

    def table(self, fields: Row | None = None, rows: Iterable[Row] | None = None) -> Table:
        """The grid, or another one in its dialect, as bytes."""
        records = [fields or self.fields, *(self.rows if rows is None else rows)]
        written = (write_row(record, self.dialect) for record in records)
        return Table.parse(join_rows(b"", written, self.dialect), self.dialect)

    def with_cell(self, row: int, place: int, cell: str) -> list[Row]:
        """The rows with one other cell."""
        rows = [list(each) for each in self.rows]
        rows[row][place] = cell
        return [tuple(each) for each in rows]


@st.composite
def grids(draw: st.DrawFn) -> Grid:
    """Rows that differ in their last field, which no cell of the rest resembles."""
    one, two = draw(st.lists(names, min_size=2, max_size=2, unique=True))
    rows = [(str(n), draw(cells), letter) for n, letter in enumerate(LETTERS, 1)]
    return Grid(draw(dialects), ("id", one, two), tuple(rows))


def both(base: Table, one: Table, other: Table) -> tuple[MergeResult, MergeResult]:
    """The merge in both directions."""
    return merge(base, one, other, ("id",)), merge(base, other, one, ("id",))


def kinds(result: MergeResult) -> list[tuple[str, str | None]]:
    """Kind and field of every conflict."""
    return [(found.kind, found.field) for found in result.conflicts]


@given(grids(), st.integers(0, 4), cells)
def test_a_row_deleted_and_edited_is_a_conflict(grid: Grid, row: int, cell: str) -> None:
    """It shows the edited row whole, whichever side deleted it."""
    assume(cell != grid.rows[row][1])
    gone = grid.table(rows=[each for n, each in enumerate(grid.rows) if n != row])
    edited = grid.table(rows=grid.with_cell(row, 1, cell))
    for result in both(grid.table(), gone, edited):
        assert kinds(result) == [("delete-update", None)]
        assert result.conflicts[0].key == (str(row + 1),)
        shown = [text for text in (result.conflicts[0].ours, result.conflicts[0].theirs) if text]
        assert Table.parse(shown[0].encode(), Dialect(header_row=0)).row(0) == (
            str(row + 1),
            cell,
            LETTERS[row],
        )


@given(grids(), cells, cells)
def test_one_new_key_with_other_values_is_a_conflict(grid: Grid, one: str, other: str) -> None:
    """Of the cells that differ, and no other; the row stands once."""
    assume(one != other)
    versions = (grid.table(rows=[*grid.rows, ("9", cell, "zulu")]) for cell in (one, other))
    for result in both(grid.table(), *versions):
        assert kinds(result) == [("add-add", grid.fields[1])]
        assert {result.conflicts[0].ours, result.conflicts[0].theirs} == {one, other}
        assert result.table.row_count == len(grid.rows) + 1


@given(grids(), st.integers(0, 4), cells, st.booleans())
def test_a_field_dropped_and_used_is_a_conflict(grid: Grid, row: int, cell: str, new: bool) -> None:
    """Whether the other edited a cell of it, or filled one in a new row."""
    dropped = grid.table(grid.fields[:2], [each[:2] for each in grid.rows])
    rows = [*grid.rows, ("9", "", cell)] if new else grid.with_cell(row, 2, cell)
    assume(cell if new else cell != LETTERS[row])
    for result in both(grid.table(), dropped, grid.table(rows=rows)):
        assert kinds(result) == [("field", grid.fields[2])]


@given(grids(), st.integers(0, 4), cells)
def test_a_field_renamed_and_edited_keeps_both(grid: Grid, row: int, cell: str) -> None:
    """The new name, and under it the new cell, and one of a new row."""
    renamed = grid.table((*grid.fields[:2], "renamed"))
    edited = grid.table(rows=[*grid.with_cell(row, 2, cell), ("9", "", "zulu")])
    for result in both(grid.table(), renamed, edited):
        assert result.conflicts == ()
        assert result.table.fields == (*grid.fields[:2], "renamed")
        found = dict(zip(result.table.keys(("id",)), result.table.rows(), strict=True))
        assert found[(str(row + 1),)][2] == cell
        assert found[("9",)][2] == "zulu"


@given(grids())
def test_two_new_names_for_one_field_are_a_conflict(grid: Grid) -> None:
    """It shows all three names; the cells stand once."""
    one, other = (grid.table((*grid.fields[:2], name)) for name in ("first", "second"))
    for result in both(grid.table(), one, other):
        (conflict,) = result.conflicts
        assert (conflict.kind, conflict.base) == ("field", grid.fields[2])
        assert {conflict.ours, conflict.theirs} == {"first", "second"}
        assert [each[2] for each in result.table.rows()] == list(LETTERS)


@given(grids(), st.permutations(range(5)), st.permutations(range(3)), st.integers(0, 4), cells)
def test_a_new_order_stands_beside_edits(
    grid: Grid, rows: list[int], fields: list[int], row: int, cell: str
) -> None:
    """Rows and fields moved on one side, a cell edited and a row added on the other."""

    def turned(record: Row) -> Row:
        return tuple(record[place] for place in fields)

    moved = grid.table(turned(grid.fields), [turned(grid.rows[place]) for place in rows])
    changed = grid.with_cell(row, 1, cell)
    for result in both(grid.table(), moved, grid.table(rows=[*changed, ("9", "", "zulu")])):
        assert result.conflicts == ()
        assert result.table.fields == turned(grid.fields)
        found = list(result.table.rows())
        assert turned(("9", "", "zulu")) in found
        found.remove(turned(("9", "", "zulu")))
        assert found == [turned(changed[place]) for place in rows]
