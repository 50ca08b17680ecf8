"""What a contribution is called, after the row that it touches first."""

from datapatch.tables.changes import CellChange, Patch, RowChange
from datapatch.workflow.rows.labelling import patch_label
from tests.tables.building import table

NAMED = table("id,name", "1,oak", "2,elm", "3,ash")


def correction(key: str, row: int) -> Patch:
    """A patch of one cell in the row with this key, which stood at ``row`` when it was made."""
    cells = (CellChange("name", "a", "b"),)
    return Patch("trees", ("id",), (RowChange("update", (key,), (row, row), cells),))


def test_a_row_is_named_where_it_stands() -> None:
    """The row that the patch points at, when it has the key."""
    assert patch_label(NAMED, correction("2", 1)) == "elm"


def test_a_row_that_moved_is_found_by_its_key() -> None:
    """Rows may have come and gone above it since; a number past the end means nothing."""
    assert patch_label(NAMED, correction("3", 1)) == "ash"
    assert patch_label(NAMED, correction("1", 99)) == "oak"


def test_a_row_that_is_gone_has_no_name() -> None:
    """The label is empty, and nothing else is taken for it."""
    assert patch_label(NAMED, correction("9", 1)) == ""
