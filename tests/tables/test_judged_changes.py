"""What a change adds: the changed rows alone tell what both whole tables tell."""

from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from datapatch.gitstore.objects import blob_id
from datapatch.index.indexed_rows import IndexedRows
from datapatch.index.keyed_values import KeyedValues
from datapatch.tables.diff import TableDiff, diff
from datapatch.tables.judged_changes import Side, added_between, added_in_rows
from datapatch.tables.other_rows import OtherRows, ReadRows
from datapatch.tables.row_numbers import new_numbers, old_numbers
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import validate
from datapatch.tables.violation import Violation

HEADER = "id,n,mail\n"
FIELDS = [
    {"name": "id", "constraints": {"required": True}},
    {"name": "n", "type": "integer", "constraints": {"unique": True, "maximum": 50}},
    {"name": "mail", "format": "email"},
]
KEYED = TableSchema.from_descriptor({"fields": FIELDS, "primaryKey": ["id"]})
KEYLESS = TableSchema.from_descriptor({"fields": FIELDS})

Row = tuple[str, ...]
ROW: st.SearchStrategy[Row] = st.tuples(
    st.sampled_from(["a", "b", "c", "d", "e", ""]),
    st.sampled_from(["1", "01", "2", "3", "77", "x", "", "", ""]),
    st.sampled_from(["a@b.fr", "wrong", ""]),
)
ROWS = st.lists(st.one_of(ROW, ROW, ROW.map(lambda row: row[:2])), max_size=7)


@st.composite
def changes(draw: st.DrawFn) -> tuple[Table, Table]:
    """A table, and another one made from it by edits, removals, additions and moves."""
    before = draw(ROWS)
    after = list(before)
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(after)))
        step = draw(st.sampled_from(["edit", "add", "remove", "move"]))
        if step == "add":
            after.insert(at, draw(ROW))
        elif at < len(after) and step == "remove":
            del after[at]
        elif at < len(after) and step == "move":
            after.insert(draw(st.integers(0, len(after) - 1)), after.pop(at))
        elif at < len(after):
            place, new = draw(st.integers(0, len(after[at]) - 1)), draw(ROW)
            after[at] = (*after[at][:place], new[place], *after[at][place + 1 :])
    return table(*before), table(*after)


def table(*rows: Row) -> Table:
    """Rows under the header."""
    return Table.parse((HEADER + "".join(",".join(row) + "\n" for row in rows)).encode())


def unchanged(before: Table, after: Table, found: TableDiff) -> OtherRows:
    """The rows that a diff does not name, read from the table."""
    return ReadRows(before, _line(before, after, found))


def indexed(before: Table, after: Table, found: TableDiff) -> OtherRows:
    """The same rows, by way of the index."""
    with TemporaryDirectory() as folder:
        keyed = KeyedValues(Path(folder) / "keys.sqlite")
        blob = blob_id(before.data)
        return IndexedRows(
            before.dialect,
            lambda reading: keyed.rows([blob], reading, lambda _blob: before),
            before.row,
            _line(before, after, found),
        )


def _line(before: Table, after: Table, found: TableDiff):  # type: ignore[no-untyped-def]
    numbers = new_numbers(found)
    changed = {change.rows[0] for change in found.changes}

    def line(row: int) -> int | None:
        there = None if row in changed else numbers.of(row)
        if there is not None:
            assert after.row(there) == before.row(row)
        return None if there is None else after.line(there)

    return line


def in_changed_rows(
    before: Table, after: Table, schema: TableSchema, *, by_index: bool = False
) -> tuple[Violation, ...]:
    """What the changed rows add."""
    found = diff(before, after, schema.primary_key)
    others = (indexed if by_index else unchanged)(before, after, found)
    pairs = [change.rows for change in found.changes]
    return added_in_rows(Side(before, schema), Side(after, schema), pairs, others=others)


def in_whole_tables(
    before: Table, after: Table, schemas: tuple[TableSchema, TableSchema]
) -> tuple[Violation, ...]:
    """What the second of two reports has more than the first."""
    found = diff(before, after, schemas[1].primary_key)
    old, new = (Side(t, s) for t, s in zip((before, after), schemas, strict=True))
    reports = validate(before, schemas[0]), validate(after, schemas[1])
    numbers = new_numbers(found), old_numbers(found)
    return added_between((old, reports[0]), (new, reports[1]), numbers, found.fields.new_names)


def places(found: tuple[Violation, ...]) -> list[tuple[object, ...]]:
    """Row, field, type and cell of each."""
    return [(item.row, item.field, item.type, item.cell) for item in found]


@settings(max_examples=400, deadline=None)
@given(changes(), st.sampled_from([KEYED, KEYLESS]))
def test_changed_rows_tell_what_whole_tables_tell(
    change: tuple[Table, Table], schema: TableSchema
) -> None:
    """The same violations at the same places, whichever way the other rows are asked."""
    expected = places(in_whole_tables(*change, (schema, schema)))
    assert places(in_changed_rows(*change, schema)) == expected
    assert places(in_changed_rows(*change, schema, by_index=True)) == expected


@settings(max_examples=200, deadline=None)
@given(changes(), st.sampled_from([KEYED, KEYLESS]))
def test_nothing_wrong_remains_unsaid(change: tuple[Table, Table], schema: TableSchema) -> None:
    """What is added to a right table is everything that is wrong with the new one."""
    before, after = change
    if validate(before, schema).valid:
        expected = validate(after, schema).violations
        found = in_changed_rows(before, after, schema)
        assert len(found) == len(expected)


def test_a_fault_that_moves_to_another_row_is_new() -> None:
    """Mending one row does not allow to break another one in the same way."""
    before = table(("a", "x", ""), ("b", "1", ""))
    after = table(("a", "1", ""), ("b", "x", ""))
    assert places(in_changed_rows(before, after, KEYED)) == [(3, "n", "type-error", "x")]
    twice = table(("a", "1", ""), ("b", "1", ""), ("c", "2", ""))
    other = table(("a", "1", ""), ("b", "2", ""), ("c", "1", ""))
    assert places(in_changed_rows(twice, other, KEYED)) == [(4, "n", "unique-error", "1")]


def test_a_corrected_key_carries_old_faults() -> None:
    """The row that vanished and the one that appeared are taken for one."""
    before = table(("a", "x", "wrong"), ("b", "1", ""))
    after = table(("b", "1", ""), ("c", "x", "wrong"))
    assert in_changed_rows(before, after, KEYED) == ()


def test_the_row_that_changed_is_named() -> None:
    """Of two rows with one value, the one that got it; and the other row's number after it."""
    before = table(("a", "1", ""), ("b", "2", ""), ("c", "3", ""))
    after = table(("a", "3", ""), ("c", "3", ""))
    (found,) = in_changed_rows(before, after, KEYED)
    assert (found.row, found.type, found.data["other"]) == (2, "unique-error", 3)


def test_a_new_constraint_names_every_row_but_one() -> None:
    """Where nobody shared a value before, one row may keep it."""
    plain = TableSchema.from_descriptor(
        {"fields": [{"name": name} for name in ("id", "n", "mail")]}
    )
    rows = table(("a", "1", ""), ("b", "1", ""), ("b", "2", ""), ("c", "1", ""))
    assert places(in_whole_tables(rows, rows, (plain, KEYED))) == [
        (3, "n", "unique-error", "1"),
        (4, None, "primary-key", "b"),
        (5, "n", "unique-error", "1"),
    ]


def test_a_renamed_field_keeps_its_faults() -> None:
    """What was wrong under the old name is not new under the other one."""
    before = table(("a", "x", "wrong"), ("b", "1", ""))
    after = Table.parse(before.data.replace(b"mail", b"address", 1))
    described = [*FIELDS[:2], {"name": "address", "format": "email"}]
    schema = TableSchema.from_descriptor({"fields": described, "primaryKey": ["id"]})
    assert in_whole_tables(before, after, (KEYED, schema)) == ()
