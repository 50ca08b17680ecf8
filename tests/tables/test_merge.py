"""Three-way merges: what stands together, and what is a conflict."""

import pytest

from datapatch.errors import InvalidInput
from datapatch.tables.dialect import Dialect
from datapatch.tables.merge import Conflict, MergeResult, merge
from datapatch.tables.table import Table
from tests.tables.building import lines, table

BASE = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03")
NOWHERE = (None, None, None)


def merged(ours: Table, theirs: Table, *, base: Table = BASE, key: str = "id") -> MergeResult:
    """The merge of two versions of ``base``."""
    return merge(base, ours, theirs, (key,) if key else ())


def clean(ours: Table, theirs: Table, *, base: Table = BASE, key: str = "id") -> list[str]:
    """The lines of a merge that has no conflict, in either direction."""
    assert merged(theirs, ours, base=base, key=key).conflicts == ()
    found = merged(ours, theirs, base=base, key=key)
    assert found.conflicts == ()
    return lines(found.table)


def test_different_cells_of_one_row_stand_together() -> None:
    """As do the same value twice, and changes of other rows."""
    ours = table("id,name,phone", "1,Le Lac,01", "2,La Gare,02", "3,Port,03")
    theirs = table("id,name,phone", "1,Lac,11", "2,La Gare,02", "3,Port,33")
    assert clean(ours, theirs)[1:] == ["1,Le Lac,11", "2,La Gare,02", "3,Port,33"]


def test_one_cell_changed_two_ways_is_a_conflict() -> None:
    """It carries base, ours and theirs; the table holds ours, and what else theirs did."""
    ours = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03")
    theirs = table("id,name,phone", "1,Le Lac,12", "2,Gare,02", "3,Port,03")
    found = merged(ours, theirs)
    conflict = Conflict("cell", ("1",), (0, 0, 0), "phone", "01", "11", "12")
    assert found.conflicts == (conflict,)
    assert lines(found.table)[1] == "1,Le Lac,11"


def test_deleting_what_the_other_edited_is_a_conflict() -> None:
    """In both directions; the rows are shown whole, and ours stands."""
    gone = table("id,name,phone", "2,Gare,02", "3,Port,03")
    edited = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03")
    conflict = Conflict("delete-update", ("1",), (0, None, 0), None, "1,Lac,01", None, "1,Lac,11")
    assert merged(gone, edited).conflicts == (conflict,)
    assert lines(merged(gone, edited).table) == lines(gone)
    back = merged(edited, gone)
    assert back.conflicts[0].ours == "1,Lac,11"
    assert lines(back.table) == lines(edited)


def test_deleting_what_the_other_left_alone_is_none() -> None:
    """The row goes, and the other's additions come."""
    gone = table("id,name,phone", "2,Gare,02", "3,Port,03")
    more = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,04")
    assert clean(gone, more)[1:] == ["2,Gare,02", "3,Port,03", "4,Mas,04"]


def test_one_new_key_with_other_values_is_a_conflict() -> None:
    """For each cell that differs; the same row twice is one row."""
    ours = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,04", "5,Pic,05")
    theirs = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "5,Pic,05", "4,Mas,44")
    found = merged(ours, theirs)
    conflict = Conflict("add-add", ("4",), (None, 3, 4), "phone", None, "04", "44")
    assert found.conflicts == (conflict,)
    assert found.table.row_count == 5


def test_rows_added_at_the_same_place_all_stand() -> None:
    """Ours first. Stock git calls this a conflict."""
    ours = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,04")
    theirs = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "5,Pic,05")
    assert clean(ours, theirs)[3:] == ["3,Port,03", "4,Mas,04", "5,Pic,05"]


def test_dropping_a_field_that_the_other_edited_is_a_conflict() -> None:
    """Of the field, once."""
    dropped = table("id,name", "1,Lac", "2,Gare", "3,Port")
    edited = table("id,name,phone", "1,Lac,11", "2,Gare,22", "3,Port,03")
    conflict = Conflict("field", None, NOWHERE, "phone", "phone", None, "phone")
    assert merged(dropped, edited).conflicts == (conflict,)
    assert lines(merged(dropped, edited).table) == lines(dropped)
    assert len(merged(edited, dropped).conflicts) == 1
    assert lines(merged(edited, dropped).table) == lines(edited)


def test_dropping_a_field_that_the_other_filled_in_a_new_row_is_a_conflict() -> None:
    """Its value would be lost; an empty one loses nothing."""
    dropped = table("id,name", "1,Lac", "2,Gare", "3,Port")
    filled = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,04")
    empty = table("id,name,phone", "1,Lac,01", "2,Gare,02", "3,Port,03", "4,Mas,")
    assert [found.kind for found in merged(dropped, filled).conflicts] == ["field"]
    assert clean(dropped, empty)[-1] == "4,Mas"


def test_a_renamed_field_takes_edits_and_new_rows_along() -> None:
    """The trap of a merge by name: values in rows that the other side added."""
    renamed = table("id,name,telephone", "1,Lac,01", "2,Gare,02", "3,Port,03")
    edited = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03", "4,Mas,04")
    expected = ["id,name,telephone", "1,Lac,11", "2,Gare,02", "3,Port,03", "4,Mas,04"]
    assert clean(renamed, edited) == clean(edited, renamed) == expected


def test_two_new_names_for_one_field_are_a_conflict() -> None:
    """And so are one name for two fields, and renaming what the other dropped."""
    tel = table("id,name,tel", "1,Lac,01", "2,Gare,02", "3,Port,03")
    number = table("id,name,number", "1,Lac,01", "2,Gare,02", "3,Port,03")
    title = table("id,tel,phone", "1,Lac,01", "2,Gare,02", "3,Port,03")
    dropped = table("id,name", "1,Lac", "2,Gare", "3,Port")
    both = Conflict("field", None, NOWHERE, "phone", "phone", "tel", "number")
    assert merged(tel, number).conflicts == (both,)
    assert lines(merged(tel, number).table)[0] == "id,name,tel"
    twice = Conflict("field", None, NOWHERE, "tel", None, "tel", "tel")
    assert merged(tel, title).conflicts == (twice,)
    assert [found.field for found in merged(tel, dropped).conflicts] == ["phone"]


def test_fields_added_on_both_sides_stand_together() -> None:
    """A field that both added is one, and its cells are merged."""
    ours = table("id,name,phone,site", "1,Lac,01,a", "2,Gare,02,", "3,Port,03,c")
    theirs = table("id,town,name,phone,site", "1,Sète,Lac,01,", "2,,Gare,02,b", "3,,Port,03,d")
    found = merged(ours, theirs)
    assert lines(found.table)[:3] == [
        "id,town,name,phone,site",
        "1,Sète,Lac,01,a",
        "2,,Gare,02,b",
    ]
    assert [(one.kind, one.field, one.ours, one.theirs) for one in found.conflicts] == [
        ("cell", "site", "c", "d")
    ]


def test_a_new_order_stands_and_does_not_conflict_with_edits() -> None:
    """Of rows and of fields, whichever side moved them."""
    moved = table("name,id,phone", "Port,3,03", "Gare,2,02", "Lac,1,01")
    edited = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03", "4,Mas,04")
    for found in (clean(moved, edited), clean(edited, moved)):
        assert found[0] == "name,id,phone"
        assert [line for line in found[1:] if line != "Mas,4,04"] == [
            "Port,3,03",
            "Gare,2,02",
            "Lac,1,11",
        ]
        assert "Mas,4,04" in found


def test_rows_without_a_key_merge_by_content() -> None:
    """Edits of different rows and cells, additions, a removal, a move."""
    base = table("name,town,kind", "Lac,Sète,a", "Gare,Agde,b", "Port,Vic,c", "Mas,Lunel,d")
    ours = table("name,town,kind", "Mas,Lunel,d", "Lac,Sète,A", "Gare,Agde,b", "Port,Vic,c")
    theirs = table("name,town,kind", "Lac,Cette,a", "Port,Vic,c", "Mas,Lunel,d", "Pic,Mèze,e")
    found = clean(ours, theirs, base=base, key="")
    assert sorted(found[1:]) == ["Lac,Cette,A", "Mas,Lunel,d", "Pic,Mèze,e", "Port,Vic,c"]


def test_a_row_added_by_both_is_one_row() -> None:
    """Without a key too; different ones are two."""
    base = table("x,y", "a,1")
    found = clean(table("x,y", "a,1", "b,2"), table("x,y", "a,1", "b,2", "c,3"), base=base, key="")
    assert found[1:] == ["a,1", "b,2", "c,3"]


def test_line_ends_are_neither_changes_nor_conflicts() -> None:
    """Ours keeps its bytes; what comes from theirs ends as ours does."""
    ours = table("id,name,phone", "1,Lac,01", "2,Gare,22", "3,Port,03", end="\r\n")
    theirs = Table.parse(b"id,name,phone\n1,Lac,11\r\n2,Gare,02\n3,Port,03\n4,Mas,04")
    found = merged(ours, theirs)
    assert found.conflicts == ()
    assert found.table.data == (
        b"id,name,phone\r\n1,Lac,11\r\n2,Gare,22\r\n3,Port,03\r\n4,Mas,04\r\n"
    )


def test_rows_that_theirs_did_not_touch_keep_ours_bytes() -> None:
    """Quotes that nobody needs included."""
    ours = Table.parse(b'id,"name",phone\n"1",Lac,01\n2,"Gare",02\n3,Port,03')
    theirs = table("id,name,phone", "1,Lac,01", "2,Gare,22", "3,Port,03")
    assert merged(ours, theirs).table.data == (
        b'id,"name",phone\n"1",Lac,01\n2,"Gare",22\n3,Port,03'
    )


def test_ragged_rows_lose_nothing() -> None:
    """Cells beyond the header are merged, or conflict, as others are."""
    base = table("id,x", "1,a,extra", "2", "3,c")
    ours = table("id,x", "1,A,extra", "2,b", "3,c")
    theirs = table("id,x", "1,a,other", "2", "3,c,new")
    assert clean(ours, theirs, base=base)[1:] == ["1,A,other", "2,b", "3,c,new"]
    third = table("id,x", "1,a", "2", "3,c,old")
    conflicts = merged(theirs, third, base=base).conflicts
    assert [(found.field, found.ours, found.theirs) for found in conflicts] == [
        ("⟨+1⟩", "other", None),
        ("⟨+1⟩", "new", "old"),
    ]


def test_filling_a_missing_cell_is_not_a_conflict_with_an_empty_one() -> None:
    """A row that is padded on one side and filled on the other is filled."""
    base, ours, theirs = table("id,x", "1"), table("id,x", "1,"), table("id,x", "1,a")
    assert clean(ours, theirs, base=base) == ["id,x", "1,a"]


def test_a_lone_carriage_return_survives_a_merge() -> None:
    """A cell with a CR that theirs writes does not become two rows."""
    theirs = Table.parse(b'id,name,phone\n1,"La\rc",01\n2,Gare,02\n3,Port,03\n4,"\r",\n')
    ours = table("id,name,phone", "1,Lac,11", "2,Gare,02", "3,Port,03")
    found = merged(ours, theirs).table
    assert found.row(0) == ("1", "La\rc", "11")
    assert found.row(3) == ("4", "\r", "")


def test_repeated_or_empty_keys_merge_by_content() -> None:
    """Nobody's row is taken for another's."""
    base = table("id,x,y", "1,a,p", "1,b,q", ",c,r")
    ours = table("id,x,y", "1,a,p", "1,b,Q", ",c,r")
    theirs = table("id,x,y", "1,A,p", "1,b,q", ",c,R")
    assert clean(ours, theirs, base=base)[1:] == ["1,A,p", "1,b,Q", ",c,R"]


def test_repeated_headers_merge() -> None:
    """By their place."""
    base = table("id,n,n", "1,a,b")
    found = clean(table("id,n,n", "1,A,b"), table("id,n,n", "1,a,B"), base=base)
    assert found == ["id,n,n", "1,A,B"]


def test_titles_above_the_header_merge_as_one() -> None:
    """Theirs come in if ours stayed; both changed is a conflict."""
    dialect = Dialect(header_row=2)
    base = table("2024", "id,x", "1,a", dialect=dialect)
    ours = table("2024", "id,x", "1,b", dialect=dialect)
    theirs = table("2025", "id,x", "1,a", dialect=dialect)
    assert clean(ours, theirs, base=base) == ["2025", "id,x", "1,b"]
    other = table("2026", "id,x", "1,a", dialect=dialect)
    (conflict,) = merged(other, theirs, base=base).conflicts
    assert (conflict.field, conflict.base, conflict.theirs) == (None, "2024", "2025")


def test_tables_without_a_header_merge_by_place() -> None:
    """A shorter first row drops no field."""
    dialect = Dialect(header_row=0)
    base = table("1,a", "2,b,x", dialect=dialect)
    ours = table("1", "2,b,x", dialect=dialect)
    theirs = table("1,a", "2,b,y", dialect=dialect)
    assert clean(ours, theirs, base=base, key="field1") == ["1", "2,b,y"]


def test_sides_may_be_written_in_other_dialects() -> None:
    """Cells are merged, and written as ours is."""
    theirs = Table.parse(
        "id;name;phone\n1;Lac;01\n2;Gare;é\n3;Port;03\n4;a;b,c\n".encode("cp1252"),
        Dialect(delimiter=";", encoding="cp1252"),
    )
    ours = table("id,name,phone", "1,Le Lac,01", "2,Gare,02", "3,Port,03")
    assert clean(ours, theirs)[1:] == ["1,Le Lac,01", "2,Gare,é", "3,Port,03", '4,a,"b,c"']


def test_what_ours_encoding_lacks_is_refused() -> None:
    """Better than a question mark in the data."""
    ours = Table.parse(b"id,name,phone\n1,Lac,11\n2,Gare,02\n", Dialect(encoding="cp1252"))
    theirs = table("id,name,phone", "1,Lac,01", "2,\u0434,02", "3,Port,03")
    with pytest.raises(InvalidInput, match=r"cp1252"):
        merged(ours, theirs)
