"""Which row, and which column, of one table is which of another."""

from datapatch.tables.alignment import align
from datapatch.tables.table import Table
from tests.tables.building import table


def partners(old: Table, new: Table, *key: str) -> list[int]:
    """For each old row its new row, -1 where it is gone."""
    return list(align(old, new, key).old_to_new)


def test_rows_with_a_key_are_found_by_it() -> None:
    """Wherever they stand, and whatever else changed."""
    old = table("id,x", "1,a", "2,b", "3,c")
    new = table("id,x", "3,other", "1,a", "4,b")
    assert partners(old, new, "id") == [1, -1, 0]


def test_a_key_of_several_fields_is_one_key() -> None:
    """The same first field with another second one is another row."""
    old = table("a,b,x", "1,1,p", "1,2,q", "2,,r")
    new = table("a,b,x", "1,2,p", "2,,q", "1,3,r")
    assert partners(old, new, "a", "b") == [-1, 0, 1]


def test_keys_that_are_empty_or_repeated_do_not_decide() -> None:
    """Such rows pair by content: equal rows first, then the most similar."""
    old = table("id,x,y", ",a,1", ",b,2", "7,c,3", "7,d,4", "8,e,5")
    new = table("id,x,y", ",b,2", "7,c,3", "7,d,9", ",a,1", "8,E,5")
    alignment = align(old, new, ("id",))
    assert list(alignment.old_to_new) == [3, 0, 1, 2, 4]
    assert alignment.unkeyed == (frozenset({0, 1, 2, 3}), frozenset({0, 1, 2, 3}))


def test_007_and_7_are_different_keys() -> None:
    """Keys are texts; so are é composed and é decomposed."""
    old = table("id,x", "007,a", "\u00e9,b")
    new = table("id,x", "7,a", "e\u0301,b")
    assert partners(old, new, "id") == [-1, -1]


def test_a_key_that_a_table_lacks_is_left_aside() -> None:
    """Rows then pair by content."""
    old, new = table("id,x", "1,a", "2,b"), table("x", "b", "a")
    alignment = align(old, new, ("id",))
    assert alignment.key == ()
    assert list(alignment.old_to_new) == [1, 0]


def test_equal_rows_without_a_key_pair_in_order() -> None:
    """Repeated rows too, around what is unique."""
    old = table("x,y", "a,1", "a,1", "b,2", "a,1")
    new = table("x,y", "a,1", "b,2", "a,1", "a,1")
    found = partners(old, new)
    assert found[2] == 1
    assert sorted(found) == [0, 1, 2, 3]
    assert found[3] > found[2]


def test_equal_rows_pair_in_order_however_they_are_written() -> None:
    """Even when the bytes of another row would match better."""
    old, new = table("x,y", ",", '"",""'), table("x,y", '"",""', '"",""')
    assert partners(old, new) == [0, 1]


def test_an_edited_row_without_a_key_is_found_between_its_neighbours() -> None:
    """One or several edits in a gap, with rows added or removed beside them."""
    old = table("name,town,phone", "Lac,Sète,1", "Fabrique,Mèze,2", "Gare,Agde,3", "Port,Vic,4")
    new = table("name,town,phone", "Lac,Sète,1", "Neuf,Lunel,9", "Fabrique,Mèze,22", "Port,Vic,4")
    assert partners(old, new) == [0, 2, -1, 3]


def test_an_edited_row_that_moved_is_found() -> None:
    """When it is very much alike."""
    old = table("name,town,phone,site", "Lac,Sète,1,a", "Gare,Agde,3,b", "Port,Vic,4,c")
    new = table("name,town,phone,site", "Gare,Agde,3,b", "Port,Vic,4,c", "Lac,Sète,1,A!")
    assert partners(old, new) == [2, 0, 1]


def test_rows_that_share_nothing_are_not_taken_for_edits() -> None:
    """They are a removal and an addition."""
    old, new = table("name,town", "Lac,Sète"), table("name,town", "Fabrique,Mèze")
    assert partners(old, new) == [-1]


def test_many_edited_rows_are_all_found() -> None:
    """A column that changed in every row of a table without a key leaves nothing equal."""
    old = table("name,kind,phone", *(f"place {n},kind {n % 7},{n}" for n in range(500)))
    new = table("name,kind,phone", *(f"place {n},kind {n % 7},+33{n}" for n in range(500)))
    assert partners(old, new) == list(range(500))


def test_many_equal_rows_do_not_take_long() -> None:
    """Repetition gives no work: thousands of equal rows, and as many that all changed alike."""
    old = table("x,y", *["a,b"] * 3000)
    new = table("x,y", *["a,b"] * 2000, *["c,d"] * 2000)
    assert partners(old, new).count(-1) == 1000


def test_a_renamed_column_with_its_content_in_place_is_the_same_column() -> None:
    """Same position and same content, even when a key or an edited row is about it."""
    old = table("id,recoil", "1,50", "2,0", "3,0")
    new = table("id,drain", "1,50", "2,0", "3,0", "4,25")
    columns = align(old, new, ("id",)).columns
    assert columns.renamed == (("recoil", "drain"),)


def test_a_renamed_key_is_still_the_key() -> None:
    """It is recognised by content, then used."""
    old = table("id,x", "1,a", "2,b", "3,c", "4,d")
    new = table("code,x", "4,D", "1,a", "2,b", "3,c")
    alignment = align(old, new, ("id",))
    assert alignment.key == ("id",)
    assert list(alignment.old_to_new) == [1, 2, 3, 0]


def test_a_renamed_and_moved_column_is_recognised_by_telling_content() -> None:
    """Several different values in the same rows cannot be chance."""
    old = table("id,phone,town", "1,01,Sète", "2,02,Agde", "3,03,Vic")
    new = table("id,town,telephone", "1,Sète,01", "2,Agde,02", "3,Vic,03")
    assert align(old, new, ("id",)).columns.renamed == (("phone", "telephone"),)


def test_an_unlike_column_in_the_same_place_is_another_column() -> None:
    """Dropped and added, not renamed; nor are two columns that agree by chance elsewhere."""
    old = table("id,town,open", "1,Sète,yes", "2,Agde,no", "3,Vic,yes")
    new = table("id,size,checked,x", "1,12,,yes", "2,8,,no", "3,7,,yes")
    assert align(old, new, ("id",)).columns.renamed == ()


def test_empty_columns_are_renamed_only_by_a_like_name() -> None:
    """Two empty columns say nothing about each other."""
    old = table("id,url annuaire", "1,", "2,")
    assert align(old, table("id,annuaire", "1,", "2,"), ("id",)).columns.renamed
    assert not align(old, table("id,phone", "1,", "2,"), ("id",)).columns.renamed


def test_repeated_names_are_told_apart_by_their_place() -> None:
    """The second column of a name corresponds to the second one."""
    old = table("id,name,name", "1,a,b")
    columns = align(old, table("id,name,x,name", "1,a,,b"), ("id",)).columns
    assert columns.new_names == {"id": "id", "name": "name", "name⟨2⟩": "name⟨2⟩"}
    assert columns.added == ("x",)
