"""Differences between two tables, as people and programs read them."""

from datapatch.tables.dialect import Dialect
from datapatch.tables.diff import CellChange, FieldChanges, RowChange, diff
from datapatch.tables.table import Table
from tests.tables.building import table


def test_an_edit_is_one_cell_of_one_row() -> None:
    """The key, both row numbers, and the cell before and after."""
    found = diff(table("id,x", "1,a", "2,b"), table("id,x", "1,a", "2,c"), ("id",))
    change = RowChange("update", ("2",), (1, 1), (CellChange("x", "b", "c"),))
    assert found.changes == (change,)
    assert found.key == ("id",)
    assert (found.counts.updated, found.counts.cells) == (1, 1)


def test_added_and_removed_rows_hold_all_their_cells() -> None:
    """Those of the key included."""
    found = diff(table("id,x", "1,a", "2,b"), table("id,x", "2,b", "3,c"), ("id",))
    gone = (CellChange("id", "1", None), CellChange("x", "a", None))
    come = (CellChange("id", None, "3"), CellChange("x", None, "c"))
    assert found.changes == (
        RowChange("remove", ("1",), (0, None), gone),
        RowChange("add", ("3",), (None, 1), come),
    )
    assert (found.counts.added, found.counts.removed) == (1, 1)


def test_changes_follow_the_new_table() -> None:
    """A removed row stands where it stood."""
    old = table("id,x", "1,a", "2,b", "3,c")
    new = table("id,x", "0,z", "1,a", "3,C")
    found = diff(old, new, ("id",)).changes
    assert [(change.op, change.key) for change in found] == [
        ("add", ("0",)),
        ("remove", ("2",)),
        ("update", ("3",)),
    ]


def test_an_edit_without_a_key_shows_as_an_edit() -> None:
    """It also holds what did not change, by which the row can be found."""
    old, new = table("name,town", "Lac,Sète", "Gare,Agde"), table("name,town", "Lac,Mèze")
    edit, removal = diff(old, new).changes
    assert (edit.op, edit.key, edit.rows) == ("update", None, (0, 0))
    assert edit.cells == (CellChange("town", "Sète", "Mèze"),)
    assert edit.kept == (CellChange("name", "Lac", "Lac"),)
    assert removal.op == "remove"


def test_a_row_whose_key_is_repeated_has_no_key() -> None:
    """A key that two rows share would be a lie."""
    found = diff(table("id,x", "1,a", "1,b"), table("id,x", "1,a", "1,c"), ("id",))
    assert [change.key for change in found.changes] == [None]
    assert found.key == ("id",)


def test_mere_writing_is_no_change() -> None:
    """Quotes, line ends, byte order mark, a missing final line end."""
    old = table("id,x", "1,a", "2,b")
    assert diff(old, Table.parse(b'\xef\xbb\xbfid,"x"\r\n"1",a\r\n2,b'), ("id",)).is_empty
    assert diff(old, Table.parse(b'id,x\r\n1,"a"\n2,b\r')).is_empty


def test_another_dialect_is_no_change() -> None:
    """Only cells count, whatever the delimiter and the encoding."""
    old = table("id,x", "1,é", "2,b")
    other = Dialect(delimiter=";", encoding="cp1252")
    assert diff(old, Table.parse("id;x\n1;é\n2;b\n".encode("cp1252"), other), ("id",)).is_empty
    assert diff(old, Table.parse("id;x\n1;é\n2;b\n".encode("cp1252"), other)).is_empty


def test_quoted_empty_and_empty_are_the_same_cell() -> None:
    """Text has no null; but an empty row is not a row of one empty cell."""
    assert diff(table("a,b", "1,"), table("a,b", '1,""')).is_empty
    assert not diff(table("a", ""), table("a", '""')).is_empty


def test_letters_that_look_alike_differ() -> None:
    """Composed and decomposed é, 007 and 7, a space more."""
    old = table("id,x", "1,\u00e9", "2,007", "3,a")
    new = table("id,x", "1,e\u0301", "2,7", "3,a ")
    assert diff(old, new, ("id",)).counts.cells == 3


def test_an_added_field_counts_where_it_is_filled() -> None:
    """Its place is told when it is not the end."""
    found = diff(table("id,x", "1,a", "2,b"), table("id,n,x", "1,7,a", "2,,b"), ("id",))
    assert found.fields == FieldChanges(added=("n",), order=("id", "n", "x"))
    assert found.changes == (RowChange("update", ("1",), (0, 0), (CellChange("n", None, "7"),)),)


def test_a_dropped_field_keeps_its_name_and_what_it_held() -> None:
    """So that it can be undone."""
    found = diff(table("id,x", "1,a", "2,"), table("id", "1", "2"), ("id",))
    assert found.fields == FieldChanges(removed=("x",))
    assert found.changes == (RowChange("update", ("1",), (0, 0), (CellChange("x", "a", None),)),)


def test_a_renamed_field_is_no_change_of_cells() -> None:
    """Edits in it are told under its new name."""
    old = table("id,old", *(f"{n},v{n}" for n in range(9)))
    new = table("id,new", *(f"{n},v{n}" for n in range(8)), "8,changed")
    found = diff(old, new, ("id",))
    assert found.fields == FieldChanges(renamed=(("old", "new"),))
    assert found.changes == (
        RowChange("update", ("8",), (8, 8), (CellChange("new", "v8", "changed"),)),
    )


def test_moved_fields_and_rows_are_told_as_order() -> None:
    """No cell changes; only the row that moved is named."""
    old = table("id,x", "1,a", "2,b", "3,c")
    found = diff(old, table("x,id", "b,2", "c,3", "a,1"), ("id",))
    assert found.fields.order == ("x", "id")
    assert found.changes == ()
    assert found.row_order == ((0, 2),)
    assert not found.is_empty


def test_ragged_rows_are_compared_to_the_last_cell() -> None:
    """A cell that a row lacks is null; one beyond the header is counted."""
    found = diff(table("a,b", "1,2,3", "4"), table("a,b", "1,2,9", "4,"))
    assert [change.cells for change in found.changes] == [
        (CellChange("⟨+1⟩", "3", "9"),),
        (CellChange("b", None, ""),),
    ]


def test_repeated_headers_never_crash() -> None:
    """The second field of a name is named so."""
    found = diff(table("id,n,n", "1,a,b"), table("id,n,n", "1,a,c"), ("id",))
    assert found.changes[0].cells == (CellChange("n⟨2⟩", "b", "c"),)


def test_a_field_may_have_any_name() -> None:
    """Names that trip programs are names."""
    found = diff(table("__proto__,constructor", "1,a"), table("__proto__,constructor", "1,b"))
    assert found.changes[0].cells == (CellChange("constructor", "a", "b"),)


def test_tables_without_rows_or_without_anything_are_compared() -> None:
    """Empty data, a header alone."""
    empty, header = Table.parse(b""), table("a,b")
    assert diff(empty, empty).is_empty
    assert diff(empty, header).fields == FieldChanges(added=("a", "b"))
    assert diff(header, empty).fields == FieldChanges(removed=("a", "b"))
