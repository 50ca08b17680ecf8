"""Patches: applied, undone, written as JSON and read back."""

import json

import pytest

from datapatch.errors import InvalidInput, PatchMismatch
from datapatch.tables.diff import CellChange, FieldChanges, RowChange, diff
from datapatch.tables.patch import Patch, apply, invert, parse_patch, patch_json, patch_of
from datapatch.tables.table import Table
from tests.tables.building import lines, table

PLACES = ("id,name,phone", "1,Lac,01", '2,"Gare",02', "3,Port,")


def update(key: str | None, *cells: tuple[str, str, str], row: int | None = None) -> RowChange:
    """The update of one row."""
    changes = tuple(CellChange(*cell) for cell in cells)
    return RowChange("update", None if key is None else (key,), (row, None), changes)


def patch(*changes: RowChange, fields: FieldChanges | None = None) -> Patch:
    """A patch of places, which have the key ``id``."""
    return Patch("places", ("id",), changes, fields or FieldChanges())


def test_a_patch_changes_one_cell_and_no_other_byte() -> None:
    """Quotes, line ends and the missing final line end of other rows stay."""
    old = Table.parse(b'id,"name"\r\n1,"Lac"\n2,"Gare"\r\n3,Port')
    new = apply(old, patch(update("2", ("name", "Gare", "La Gare"))))
    assert new.data == b'id,"name"\r\n1,"Lac"\n2,"La Gare"\r\n3,Port'


def test_a_row_is_added_at_the_end() -> None:
    """With the table's line end, and one for the last row if it had none."""
    old = Table.parse(b"id,name\r\n1,Lac")
    cells = (CellChange("id", None, "2"), CellChange("name", None, "a,b"))
    new = apply(old, patch(RowChange("add", ("2",), (None, None), cells)))
    assert new.data == b'id,name\r\n1,Lac\r\n2,"a,b"\r\n'


def test_an_added_row_needs_not_name_every_field() -> None:
    """What is not named is empty."""
    row = RowChange("add", ("4",), (None, None), (CellChange("name", None, "Mas"),))
    assert lines(apply(table(*PLACES), patch(row)))[-1] == "4,Mas,"


def test_a_row_is_removed() -> None:
    """And nothing else moves."""
    gone = RowChange("remove", ("2",), (None, None), (CellChange("name", "Gare", None),))
    assert lines(apply(table(*PLACES), patch(gone))) == [PLACES[0], PLACES[1], PLACES[3]]


def test_rows_are_found_by_key_after_the_table_moved_on() -> None:
    """The row number was a hint; the key decides."""
    moved = table(PLACES[0], "0,Mas,00", PLACES[2], PLACES[1])
    new = apply(moved, patch(update("2", ("phone", "02", "22"), row=1)))
    assert lines(new)[2] == '2,"Gare",22'


def test_rows_without_a_key_are_found_by_what_they_hold() -> None:
    """At their number, or else where a row is as it was."""
    old, new = table("x,y", "a,1", "b,2"), table("x,y", "a,1", "b,3")
    change = patch_of(diff(old, new))
    assert lines(apply(old, change)) == lines(new)
    assert lines(apply(table("x,y", "c,0", "a,1", "b,2"), change))[-1] == "b,3"
    with pytest.raises(PatchMismatch, match=r"today's table"):
        apply(table("x,y", "a,1", "b,2b"), change)


def test_old_cells_must_be_what_the_table_holds() -> None:
    """The sentence names row, field, and both values; the row as a spreadsheet counts."""
    with pytest.raises(PatchMismatch, match=r"Row 3, field phone: expected “2”, found “02”"):
        apply(table(*PLACES), patch(update("2", ("phone", "2", "22"))))


def test_a_missing_cell_passes_for_an_empty_one() -> None:
    """A form cannot tell them apart; the rewritten row has all its cells."""
    old = table("id,name,phone", "1,Lac")
    assert lines(apply(old, patch(update("1", ("phone", "", "01")))))[1] == "1,Lac,01"


def test_a_patch_for_another_table_is_refused() -> None:
    """No such row, no such field, a key that is taken, a row that is meant twice."""
    old = table(*PLACES)
    taken = RowChange("add", ("2",), (None, None), ())
    with pytest.raises(PatchMismatch, match=r"no row with id = 9"):
        apply(old, patch(update("9", ("phone", "", "1"))))
    with pytest.raises(PatchMismatch, match=r"no field “town” here\. The fields are: id, name"):
        apply(old, patch(update("1", ("town", "", "Sète"))))
    with pytest.raises(PatchMismatch, match=r"a row with id = 2 already"):
        apply(old, patch(taken))
    with pytest.raises(InvalidInput, match=r"Row 2 is changed twice"):
        apply(old, patch(update("1", ("phone", "01", "1")), update("1", ("name", "Lac", "L"))))


def test_of_rows_with_one_key_the_one_is_changed_that_holds_the_old_cells() -> None:
    """If that is not one alone, nobody can say which is meant."""
    old = table("id,x", "1,a", "1,b", "1,b")
    assert lines(apply(old, patch(update("1", ("x", "a", "c")))))[1] == "1,c"
    with pytest.raises(PatchMismatch, match=r"Several rows have id = 1"):
        apply(old, patch(update("1", ("x", "b", "c"))))


def test_fields_are_added_dropped_renamed_and_moved() -> None:
    """Cells keep their quotes where they go."""
    changes = FieldChanges(
        added=("site",),
        removed=("phone",),
        renamed=(("name", "title"),),
        order=("title", "id", "site"),
    )
    new = apply(table(*PLACES), patch(update("1", ("site", "", "lac.example")), fields=changes))
    assert lines(new) == ["title,id,site", "Lac,1,lac.example", '"Gare",2,', "Port,3,"]


def test_impossible_changes_of_fields_are_refused() -> None:
    """A field that is gone, a name that is taken, an order that forgets one."""
    old = table(*PLACES)
    with pytest.raises(PatchMismatch, match=r"no field “town”"):
        apply(old, patch(fields=FieldChanges(removed=("town",))))
    with pytest.raises(PatchMismatch, match=r"a field “name” already"):
        apply(old, patch(fields=FieldChanges(renamed=(("id", "name"),))))
    with pytest.raises(InvalidInput, match=r"order of fields"):
        apply(old, patch(fields=FieldChanges(order=("id", "name"))))


def test_a_diff_applies_to_the_byte() -> None:
    """Where untouched rows kept their bytes, and changed ones are written as our writer does."""
    old = Table.parse(b'id,x\r\n1,"a"\r\n2,b\r\n3,c\r\n')
    new = Table.parse(b'id,x\r\n3,c\r\n0,"q,"\r\n1,"A"\r\n')
    change = patch_of(diff(old, new, ("id",)))
    assert apply(old, change).data == new.data
    assert apply(new, invert(change)).same_content(old)


def test_undoing_brings_back_dropped_fields_in_their_place() -> None:
    """With all they held."""
    old, new = table(*PLACES), table("id,phone", "1,01", "2,02", "4,04")
    change = patch_of(diff(old, new, ("id",)))
    assert apply(new, invert(change)).same_content(old)


def test_the_json_form_names_keys_rows_and_cells() -> None:
    """Rows from 1, key fields in the key alone, null for what does not exist."""
    old, new = table("id,x", "1,a", "2,b"), table("id,x,n", "2,B,", "3,,7")
    assert json.loads(json.dumps(patch_json(diff(old, new, ("id",))))) == {
        "fields": {"added": ["n"], "removed": [], "renamed": []},
        "changes": [
            {"op": "remove", "key": {"id": "1"}, "row": [1, None], "cells": {"x": ["a", None]}},
            {"op": "update", "key": {"id": "2"}, "row": [2, 1], "cells": {"x": ["b", "B"]}},
            {
                "op": "add",
                "key": {"id": "3"},
                "row": [None, 2],
                "cells": {"x": [None, ""], "n": [None, "7"]},
            },
        ],
    }


def test_the_json_form_of_a_keyless_update_holds_the_whole_old_row() -> None:
    """The changed cells first."""
    old, new = table("x,y,z", "a,1,p"), table("x,y,z", "a,2,p")
    (change,) = patch_json(diff(old, new))["changes"]
    assert change["key"] is None
    assert change["cells"] == {"y": ["1", "2"], "x": ["a", "a"], "z": ["p", "p"]}


def test_the_json_form_tells_a_new_order() -> None:
    """All fields, and the rows that moved, old and new, from 1."""
    found = patch_json(diff(table("a,b", "1,2", "3,4", "5,6"), table("b,a", "4,3", "6,5", "2,1")))
    assert found["order"] == {"fields": ["b", "a"], "rows": [[1, 3]]}
    assert found["changes"] == []


def test_the_json_form_reads_back() -> None:
    """With and without a key; it then applies as the diff does."""
    old = table("id,x,y", "1,a,p", "2,b,q", "3,c,r")
    new = table("id,z,x", "3,1,c", "2,,B", "4,5,d")
    for key in (("id",), ()):
        change = patch_of(diff(old, new, key))
        read = parse_patch(json.loads(json.dumps(patch_json(change))))
        assert apply(old, read).same_content(new)


def test_a_patch_needs_no_row_numbers_and_no_fields() -> None:
    """A client of the API names keys and cells; what stands beside is not looked at."""
    document = {
        "base": "abc",
        "changes": [{"op": "update", "key": {"id": "1"}, "cells": {"phone": ["01", "11"]}}],
    }
    read = parse_patch(document, "places", beside=("base",))
    assert lines(apply(table(*PLACES), read))[1] == "1,Lac,11"


def _form(**properties: object) -> dict[str, object]:
    return {"op": "update", "key": {"id": "1"}, "cells": {"x": ["a", "b"]}, **properties}


def _change(**properties: object) -> dict[str, object]:
    return {"changes": [_form(**properties)]}


@pytest.mark.parametrize(
    ("document", "place"),
    [
        ([], "/"),
        ({}, "changes"),
        ({"changes": {}}, "/changes"),
        ({"changes": [], "extra": 1}, "/extra"),
        ({"changes": ["x"]}, "/changes/0"),
        ({"changes": [], "fields": {"added": "x"}}, "/fields/added"),
        ({"changes": [], "fields": {"renamed": [{"from": "a"}]}}, "/fields/renamed/0/to"),
        ({"changes": [], "order": {"rows": [[1, None]]}}, "/order/rows/0"),
        (_change(op="delete"), "/changes/0/op"),
        (_change(op=["add"]), "/changes/0/op"),
        (_change(key={}), "/changes/0/key"),
        (_change(key={"id": 1}), "/changes/0/key/id"),
        (_change(row=[0, 1]), "/changes/0/row"),
        (_change(row=[True, 1]), "/changes/0/row"),
        (_change(cells={"x": "b"}), "/changes/0/cells/x"),
        (_change(cells={"x": ["a", 1]}), "/changes/0/cells/x"),
        (_change(cells={}), "/changes/0"),
        (_change(cells={"id": ["1", "2"]}), "/changes/0"),
        (_change(op="add"), "/changes/0/cells/x"),
        (_change(op="remove"), "/changes/0/cells/x"),
        (_change(key=None, cells={}), "/changes/0"),
        (_change(note="?"), "/changes/0/note"),
    ],
)
def test_a_malformed_patch_is_refused_with_its_place(document: object, place: str) -> None:
    """One sentence that says where, as a path in the document."""
    with pytest.raises(InvalidInput) as caught:
        parse_patch(document)
    assert place in caught.value.sentence()


def test_all_changes_of_a_patch_have_the_same_key() -> None:
    """Another set of fields is another idea of what a row is."""
    with pytest.raises(InvalidInput, match=r"/changes/1/key"):
        parse_patch({"changes": [_form(), _form(key={"code": "1"})]})


def test_a_key_cell_that_a_short_row_lacks_is_told() -> None:
    """Under a key of two fields, a row with one cell reads back from JSON as short as it was."""
    old, new = Table.parse(b"id,name\n1,a\n"), Table.parse(b"id,name\n2\n")
    found = patch_of(diff(old, new, ("id", "name")))
    read = parse_patch(json.loads(json.dumps(patch_json(found))))
    assert apply(old, read).same_content(new)
