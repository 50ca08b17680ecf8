"""Tables whose rows stand where they stood, line by line: the same as what looks at each row."""

from hypothesis import given
from hypothesis import strategies as st

from datapatch.tables.alignment import align_each, usable_key
from datapatch.tables.columns import match_labels
from datapatch.tables.standing_rows import align_standing
from datapatch.tables.table import Table
from tests.properties.test_bulk import assert_same
from tests.strategies import versions

ends = st.sampled_from(["\n", "\r\n"])
edits = st.lists(st.tuples(st.integers(0, 39), st.sampled_from("xyz")), max_size=5)


@given(st.one_of(versions(2), versions(2, keyed=True)), st.integers(0, 2))
def test_rows_are_aligned_alike(pair: tuple[Table, Table], keys: int) -> None:
    """Wherever lines tell at all, and the rows begin where they begin."""
    old, new = pair
    columns = match_labels(old, new)
    key = usable_key(columns, columns.old[:keys])
    fresh = Table.parse(old.data, old.dialect), Table.parse(new.data, new.dialect)
    found = align_standing(*fresh, columns, key)
    if found is not None:
        assert_same(found, align_each(old, new, columns, key), old, new)
        assert [table.starts for table in fresh] == [old.starts, new.starts]


@given(edits, st.tuples(ends, ends), st.integers(36, 43), st.sampled_from([("id",), ("id", "n")]))
def test_edited_cells_and_rows_at_the_end_are_told(
    changes: list[tuple[int, str]], ends: tuple[str, str], count: int, key: tuple[str, ...]
) -> None:
    """Whichever cells were edited but the key's, and whatever ends the lines."""
    rows = [f"{n},{n % 7},town" for n in range(40)]
    old = table_of(rows, ends[0])
    for row, town in changes:
        rows[row] = f"{row},{row % 7},{town}"
    rows = [*rows, *(f"{n},,new" for n in range(40, count))][:count]
    new = table_of(rows, ends[1])
    columns = match_labels(old, new)
    found = align_standing(old, new, columns, key)
    assert found is not None
    assert_same(found, align_each(old, new, columns, key), old, new)


@given(st.integers(0, 39), st.sampled_from(["", "7", "40", '"1"']))
def test_a_key_that_changed_is_left_to_say(row: int, key: str) -> None:
    """Be it empty, another row's, a new one or a quoted one."""
    rows = [f"{n},x" for n in range(40)]
    old = table_of(rows, "\n")
    rows[row] = f"{key},x"
    new = table_of(rows, "\n")
    columns = match_labels(old, new)
    assert (align_standing(old, new, columns, ("id",)) is None) == (key != str(row))


def table_of(rows: list[str], end: str) -> Table:
    """The last line has no end."""
    return Table.parse(end.join(["id,n,town", *rows]).encode())
