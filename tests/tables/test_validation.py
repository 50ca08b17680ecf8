"""Reports: of a whole table, of some rows, and of what a change adds."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.tables.dialect import Dialect
from datapatch.tables.foreign_keys import check_foreign_keys
from datapatch.tables.schema import ForeignKey, TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import (
    Report,
    added_violations,
    check_cells,
    validate,
)

PLACES = TableSchema.from_descriptor(
    {
        "fields": [
            {"name": "id", "constraints": {"required": True}},
            {"name": "age", "type": "integer"},
            {"name": "mail", "format": "email", "constraints": {"unique": True}},
        ],
        "primaryKey": ["id"],
    }
)


def table(text: str) -> Table:
    """The table in a text."""
    return Table.parse(text.encode(), Dialect())


def report(*rows: str, schema: TableSchema = PLACES) -> Report:
    """The report on rows under the header of the places."""
    return validate(table("\n".join(["id,age,mail", *rows, ""])), schema)


def kinds(found: Report) -> list[tuple[int | None, str | None, str]]:
    """Row, field and type of each violation."""
    return [(item.row, item.field, item.type) for item in found.violations]


def test_a_right_table_is_valid() -> None:
    """A table that follows its schema has no violation."""
    found = report("a,1,a@b.fr", "b,,")
    assert found.valid
    assert found.row_count == 2


def test_every_fault_is_reported() -> None:
    """Types, constraints and keys are all reported, in the order of the rows."""
    found = report("a,x,a@b.fr", "a,1,a@b.fr", ",2,")
    assert kinds(found) == [
        (2, "age", "type-error"),
        (3, "mail", "unique-error"),
        (3, None, "primary-key"),
        (4, "id", "constraint-error"),
        (4, None, "primary-key"),
    ]
    assert found.count()["primary-key"] == 2


def test_a_form_checks_the_fields_it_has() -> None:
    """A form's cells are checked by field; fields that it does not show are not."""
    found = check_cells(PLACES, {"id": "", "age": "x", "other": "?"})
    assert [(item.field, item.type) for item in found] == [
        ("id", "constraint-error"),
        ("age", "type-error"),
    ]


def test_old_faults_are_not_added() -> None:
    """What was wrong before blocks nothing, wherever it moves and whatever else changes there."""
    before = report("a,x,a@b.fr", "b,1,b@b.fr")
    after = report("c,2,", "b,1,b@b.fr", "a,x,other@b.fr")
    assert added_violations(before, after) == ()


def test_new_faults_are_added() -> None:
    """A second fault of the same kind is new, and it is the one in the row that changed."""
    before = report("a,x,", "b,1,")
    after = report("b,x,", "a,x,")
    (found,) = added_violations(before, after)
    assert (found.row, found.record) == (2, ("b", "x", ""))


def test_another_reason_is_added() -> None:
    """A wrong value in place of another wrong one is a new fault; a repeated key is one too."""
    assert len(added_violations(report("a,x,"), report("a,y,"))) == 1
    assert len(added_violations(report("a,1,", "b,1,"), report("a,1,", "a,1,"))) == 1


@given(st.lists(st.sampled_from(["a,x,", "b,1,", ",,", "a,1,a@b.fr", "c"]), max_size=6))
def test_no_change_adds_nothing(rows: list[str]) -> None:
    """A table adds nothing to itself, in any order."""
    whole = report(*rows, schema=replace(PLACES, primary_key=()))
    turned = report(*sorted(rows), schema=replace(PLACES, primary_key=()))
    assert added_violations(whole, turned) == ()


@pytest.mark.parametrize(
    "described",
    [
        {"fields": [{"name": "a", "constraints": {"pattern": "["}}]},
        {"fields": [{"name": "a", "constraints": {"minimum": "x", "enum": "no"}}]},
        {"fields": [{"name": "a", "type": "integer", "constraints": {"minimum": "x"}}]},
        {"fields": [{"name": "a", "type": "date", "format": "%Q"}]},
        {"fields": [{"name": "a", "type": "list", "itemType": "?", "delimiter": ""}]},
        {"fields": [{"name": "a", "type": "array", "arrayItem": 3}]},
        {"fields": [{"name": "a"}, {"name": "a"}], "primaryKey": ["nothing"]},
        {"fields": []},
        {},
    ],
)
def test_faulty_schemas_check_what_they_can(described: dict[str, object]) -> None:
    """A schema that makes no sense never stops a check."""
    found = validate(table('a,b\n1,2\n"[1]",\n\n'), TableSchema.from_descriptor(described))
    assert all(item.sentence() for item in found.violations)


def test_lists_and_numbers_that_equal_nothing_in_a_key() -> None:
    """Lists are compared as JSON; a number that equals nothing is never repeated."""
    described = [{"name": "a", "type": "array"}, {"name": "b", "type": "number"}]
    schema = TableSchema.from_descriptor({"fields": described, "primaryKey": "a"})
    found = validate(table('a,b\n"[1, 2]",1\n"[1,2]",1\n'), schema)
    assert kinds(found) == [(3, None, "primary-key")]
    keyed = replace(schema, primary_key=("b",))
    assert validate(table("a,b\n[],NaN\n[],NaN\n[],sNaN\n"), keyed).valid


ORDERS = TableSchema.from_descriptor(
    {
        "fields": [{"name": "n", "type": "integer"}, {"name": "place"}],
        "foreignKeys": [
            {"fields": "place", "reference": {"resource": "places", "fields": "id"}},
            {"fields": ["n"], "reference": {"resource": "", "fields": ["n"]}},
        ],
    }
)


def test_foreign_keys() -> None:
    """A value that does not exist in the other table is reported with its row."""
    places = table("id,age,mail\na,1,\n")
    found = check_foreign_keys(table("n,place\n1,a\n2,z\n3,\n"), ORDERS, {"places": places})
    assert [(item.row, item.type, item.cell) for item in found] == [(3, "foreign-key", "z")]
    assert "“z” does not exist in “places”" in found[0].sentence()


def test_foreign_keys_without_their_table() -> None:
    """A key into a table that is not here, or with unknown fields, is not checked."""
    orders = table("n,place\n1,a\n")
    assert check_foreign_keys(orders, ORDERS, {}) == ()
    unknown = replace(ORDERS, foreign_keys=(ForeignKey(("x",), "", ("n",)),))
    assert check_foreign_keys(orders, unknown, {}) == ()
