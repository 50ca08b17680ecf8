"""Tables so large that they are handled at once give what small ones do."""

import json
import random

import pytest

from datapatch.presenting.diff_json import diff_json
from datapatch.tables.bulk import LARGE, MANY
from datapatch.tables.diff import CellChange, RowChange, TableDiff, diff
from datapatch.tables.merge import merge
from datapatch.tables.patch import apply, invert, patch_of
from datapatch.tables.table import Table

COUNT = MANY + 1000
ROWS = [f'id-{n:06},place {n % 97},"Sète, {n % 7}",{n * n % 1009}' for n in range(COUNT)]


def written(rows: list[str], end: str = "\n") -> Table:
    """A large table of these rows."""
    found = Table.parse(end.join(["id,name,town,x", *rows, ""]).encode())
    assert len(found.data) > LARGE
    return found


OLD = written(ROWS)


@pytest.fixture(scope="module")
def new() -> Table:
    """One cell changed, one row moved, one removed and one added."""
    rows = list(ROWS)
    rows[500] = rows[500].replace("place 15", "place")
    del rows[700]
    rows.insert(900, "new,,,")
    rows.append(rows.pop(3))
    return written(rows)


@pytest.mark.parametrize("key", [("id",), ("id", "town"), ()])
def test_each_change_is_named(new: Table, key: tuple[str, ...]) -> None:
    """And nothing else, with a key of one or two fields and without."""
    found = diff(OLD, new, key)
    expected = (RowChange("update", None, (500, 499), (CellChange("name", "place 15", "place"),)),)
    assert [(change.op, change.rows) for change in found.changes] == [
        ("update", (500, 499)),
        ("remove", (700, None)),
        ("add", (None, 899)),
    ]
    assert found.changes[0].cells == expected[0].cells
    assert found.row_order == ((3, COUNT - 1),)
    assert_leads(found, OLD, new)


def test_other_line_ends_and_quotes_are_no_change() -> None:
    """With a key and without."""
    rewritten = written(
        [row.replace("place", '"place').replace(',"S', '","S') for row in ROWS], "\r\n"
    )
    for key in (("id",), ()):
        assert diff(OLD, rewritten, key).is_empty


def test_a_shuffled_table_is_only_reordered() -> None:
    """The old rows come back in their order."""
    rows = random.Random(1).sample(ROWS, COUNT)
    for key in (("id",), ()):
        found = diff(OLD, written(rows), key)
        assert not found.changes
        assert_leads(found, OLD, written(rows))


def test_moved_rows_are_pairs_of_numbers() -> None:
    """Counted as data rows from 1 in the JSON of a diff, and equal to the pairs that they are."""
    found = diff(OLD, written([*ROWS[100_000 % COUNT :], *ROWS[: 100_000 % COUNT]]), ("id",))
    assert found.row_order == tuple(found.row_order or ())
    form = json.loads("".join(diff_json(found)))
    assert form["order"]["rows"] == [[old + 1, new + 1] for old, new in found.row_order or ()]
    assert len(form["order"]["rows"]) == min(100_000 % COUNT, COUNT - 100_000 % COUNT)


def test_a_key_that_stands_twice_pairs_by_content() -> None:
    """Be its other row ever so far away."""
    rows = list(ROWS)
    rows[20_000] = rows[20_000].replace("id-020000", "id-000001")
    found = diff(OLD, written(rows), ("id",))
    assert [(change.key, change.rows) for change in found.changes] == [
        (("id-020000",), (20_000, None)),
        (None, (None, 20_000)),
    ]


def test_both_sides_of_a_merge_stand(new: Table) -> None:
    """Cells, a moved, a removed and an added row of one side, and cells and rows of the other."""
    rows = list(ROWS)
    rows[500] = rows[500].replace("Sète, 3", "Sète")
    rows[21_000 - 1] = rows[21_000 - 1].replace("place", "lieu")
    rows[9:9] = ["other,,,"]
    result = merge(OLD, new, written(rows), ("id",))
    back = merge(OLD, written(rows), new, ("id",))
    assert (result.conflicts, back.conflicts) == ((), ())
    expected = [row.decode() for row in new.contents()]
    expected[499] = expected[499].replace("Sète, 3", "Sète")
    place = expected.index(ROWS[21_000 - 1])
    expected[place] = expected[place].replace("place", "lieu")
    expected[8:8] = ["other,,,"]
    assert [row.decode() for row in result.table.contents()] == expected
    assert back.table.same_content(result.table)


def test_conflicts_are_found_among_many_rows(new: Table) -> None:
    """A cell that both changed, and a row that one deleted and the other edited."""
    rows = list(ROWS)
    rows[500] = rows[500].replace("place 15", "lieu")
    rows[700] = rows[700].replace("place", "lieu")
    result = merge(OLD, new, written(rows), ("id",))
    assert [(found.kind, found.rows) for found in result.conflicts] == [
        ("cell", (500, 499, 500)),
        ("delete-update", (700, None, 700)),
    ]
    assert result.table.same_content(new)


def assert_leads(found: TableDiff, old: Table, new: Table) -> None:
    """That the diff gives the new table, and back."""
    patch = patch_of(found)
    assert apply(old, patch).data == new.data
    assert apply(new, invert(patch)).data == old.data
