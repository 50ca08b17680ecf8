"""What changed in a schema, and how it tells renamed columns to a diff and a merge."""

from datapatch.tables.diff import diff
from datapatch.tables.field_identity import identified, renames
from datapatch.tables.merge import merge
from datapatch.tables.patch import apply, invert, patch_of
from datapatch.tables.schema import TableSchema
from datapatch.tables.schema_diff import PropertyChange, diff_schemas
from tests.tables.building import lines, table

OLD = identified(
    TableSchema.from_descriptor(
        {
            "fields": [
                {"name": "id", "type": "integer"},
                {"name": "phone", "type": "string", "constraints": {"required": True}},
                {"name": "fax", "type": "string"},
            ],
            "primaryKey": "id",
        }
    ),
    "places",
)


def edited(*fields: dict[str, object], key: str = "id") -> TableSchema:
    """The schema with these fields, which keep the identities that they name by old name."""
    ids = {field.name: field.id for field in OLD.fields}
    told = [
        {"datapatch:id": ids.get(str(field.pop("was", field["name"])), "new")} | field
        for field in fields
    ]
    return TableSchema.from_descriptor({"fields": told, "primaryKey": key})


def test_every_kind_of_change_is_told() -> None:
    """Added, removed, renamed, retyped, moved, a constraint, the key."""
    new = edited(
        {"was": "phone", "name": "tel", "type": "integer", "constraints": {"minimum": 1}},
        {"name": "id", "type": "integer"},
        {"name": "town", "type": "string"},
        key="tel",
    )
    found = diff_schemas(OLD, new)
    assert (found.added, found.removed) == (("town",), ("fax",))
    assert found.renamed == (("phone", "tel"),)
    assert found.moved
    assert found.retyped == (PropertyChange("tel", "type", "string", "integer"),)
    assert set(found.properties) - set(found.retyped) == {
        PropertyChange("tel", "constraints.required", True, None),
        PropertyChange("tel", "constraints.minimum", None, 1),
        PropertyChange(None, "primaryKey", ("id",), ("tel",)),
    }


def test_the_same_schema_has_no_changes() -> None:
    """Nor has one that is read from what it wrote."""
    assert diff_schemas(OLD, OLD).is_empty
    assert diff_schemas(OLD, TableSchema.from_descriptor(OLD.to_descriptor())).is_empty


def test_a_diff_believes_identities() -> None:
    """Where nothing in the cells tells that a field was renamed; even where names are exchanged."""
    old = table("id,phone,fax", "1,01,91", "2,02,92")
    new = table("id,number,fax", "1,11,91", "2,12,92")
    assert not diff(old, new, ("id",)).fields.renamed
    schema = edited({"name": "id"}, {"was": "phone", "name": "number"}, {"name": "fax"})
    found = diff(old, new, ("id",), renames(OLD, schema))
    assert found.fields.renamed == (("phone", "number"),)
    swapped = table("id,fax,phone", "1,01,91", "2,02,93")
    change = diff(old, swapped, ("id",), (("phone", "fax"), ("fax", "phone")))
    assert change.counts.cells == 1
    assert apply(old, patch_of(change)).same_content(swapped)
    assert apply(swapped, invert(patch_of(change))).same_content(old)


def test_what_would_name_two_fields_is_not_believed() -> None:
    """A name that another field keeps stays that field's."""
    old, new = table("id,phone,fax", "1,01,91"), table("id,fax", "1,01")
    found = diff(old, new, ("id",), (("phone", "fax"), ("mobile", "x")))
    assert found.fields.removed == ("phone",)
    assert found.fields.renamed == ()
    assert apply(old, patch_of(found)).same_content(new)


def test_a_merge_believes_identities() -> None:
    """An edit follows the field to a name that nothing in the cells explains."""
    base = table("id,phone,fax", "1,01,91", "2,02,92")
    ours = table("id,number,fax", "1,x,91", "2,y,92")
    theirs = table("id,phone,fax", "1,01,91", "2,02,92", "3,03,93")
    known = (("phone", "number"),)
    found = merge(base, ours, theirs, ("id",), renamed=(known, ()))
    assert found.conflicts == ()
    assert lines(found.table) == ["id,number,fax", "1,x,91", "2,y,92", "3,03,93"]
    assert merge(base, ours, theirs, ("id",)).conflicts != ()
