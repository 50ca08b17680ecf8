"""Foreign keys that a change makes point nowhere."""

from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.tables.diff import diff
from datapatch.tables.foreign_keys import check_foreign_keys
from datapatch.tables.judged_changes import Side
from datapatch.tables.judged_references import ChangedTable, added_dangling
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from tests.tables.test_judged_changes import indexed, unchanged

ORDERS = TableSchema.from_descriptor(
    {
        "fields": [{"name": "id"}, {"name": "place", "type": "number"}],
        "foreignKeys": [{"fields": "place", "reference": {"resource": "places", "fields": "n"}}],
    }
)
PLACES = TableSchema.from_descriptor({"fields": [{"name": "n", "type": "integer"}]})
(KEY,) = ORDERS.foreign_keys

POINTING = st.lists(st.sampled_from(["1", "1.0", "2", "3", "", "x", "NaN"]), max_size=5)
EXISTING = st.lists(st.sampled_from(["1", "01", "2", "3", "", "x"]), max_size=4)


def orders(cells: list[str]) -> Table:
    """A table that points; each row has its own id."""
    rows = [f"r{number},{cell}\n" for number, cell in enumerate(cells)]
    return Table.parse("".join(["id,place\n", *rows]).encode())


def places(cells: list[str]) -> Table:
    """The table that is pointed at."""
    return Table.parse("".join(["n\n", *(f'"{cell}"\n' for cell in cells)]).encode())


def changed(before: Table, after: Table, schema: TableSchema, *, by_index: bool) -> ChangedTable:
    """Both sides of a table, with what differs."""
    found = diff(before, after, ("id",) if "id" in before.fields else ())
    others = (indexed if by_index else unchanged)(before, after, found)
    pairs = [change.rows for change in found.changes]
    return ChangedTable(Side(before, schema), Side(after, schema), pairs, others)


@settings(max_examples=300, deadline=None)
@given(POINTING, POINTING, EXISTING, EXISTING, st.booleans())
def test_what_points_nowhere_newly(
    old: list[str], new: list[str], there: list[str], then: list[str], by_index: bool
) -> None:
    """Every row that dangles and did not before, or dangled at another value, is found."""
    here, other = (orders(old), orders(new)), (places(there), places(then))
    found = added_dangling(
        KEY,
        changed(*here, ORDERS, by_index=by_index),
        changed(*other, PLACES, by_index=by_index),
    )
    wrong = [
        {(item.row, item.cell) for item in dangling(table, places)}
        for table, places in zip(here, other, strict=True)
    ]
    assert found is not None
    # rows keep their numbers here: the ids count them; what is removed at the end may come back
    assert {(item.row, item.cell) for item in found} == wrong[1] - wrong[0]


def test_a_table_that_points_at_itself() -> None:
    """A row that others point at is missed by them; rows that point at one another are right."""
    described = {"fields": [{"name": "id"}, {"name": "place"}], "foreignKeys": [
        {"fields": "place", "reference": {"resource": "", "fields": "id"}}
    ]}  # fmt: skip
    schema = TableSchema.from_descriptor(described)
    before = Table.parse(b"id,place\na,\nb,a\nc,gone\n")
    after = Table.parse(b"id,place\nb,a\nc,gone\nd,e\ne,d\n")
    both = changed(before, after, schema, by_index=False)
    found = added_dangling(schema.foreign_keys[0], both, both)
    assert found is not None
    assert [(item.row, item.cell) for item in found] == [(2, "a")]


def dangling(table: Table, places: Table):  # type: ignore[no-untyped-def]
    """Every row that points nowhere, found by reading both tables."""
    return check_foreign_keys(table, ORDERS, {"places": places}, schemas={"places": PLACES})
