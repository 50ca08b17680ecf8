"""Table Schemas: read as they are, written back as they were."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.errors import BadDescriptor
from datapatch.tables.schema import Field, TableSchema

ID = {"x-first": 1, "name": "id", "type": "integer", "unknown": {"deep": [1, None]}}
ODD = {
    "$schema": "https://example.org/schema.json",
    "fields": [
        ID,
        {"name": "kind", "type": "telephone"},
        "loose",
        {"name": "size", "constraints": ["required"]},
        {"title": "No name", "required": True},
        {"name": "id"},
    ],
    "primaryKey": "id",
    "missingValues": ["", "-"],
    "custom": True,
}


def test_what_is_read_comes_back() -> None:
    """Unknown properties, their order and odd spellings survive reading and writing."""
    written = TableSchema.from_descriptor(ODD).to_descriptor()
    assert json.dumps(written) == json.dumps(ODD)


def test_faulty_fields_become_text_with_notes() -> None:
    """A field that makes no sense holds text, and a note says so."""
    schema = TableSchema.from_descriptor(ODD)
    assert [(item.name, item.type) for item in schema.fields] == [
        ("id", "integer"),
        ("kind", "string"),
        ("loose", "string"),
        ("size", "string"),
        ("field5", "string"),
        ("id", "string"),
    ]
    told = " ".join(note.sentence() for note in schema.notes)
    for word in ("telephone", "Field 3", "size", "required", "more than once"):
        assert word in told


def test_a_change_touches_what_changed() -> None:
    """Replacing a title writes the title and leaves all other properties alone."""
    schema = TableSchema.from_descriptor(ODD)
    first = replace(schema.fields[0], title="Number", constraints={"unique": True})
    written = replace(schema, fields=(first, *schema.fields[1:])).to_descriptor()
    fields = written["fields"]
    assert isinstance(fields, list)
    assert fields[0] == ID | {"title": "Number", "constraints": {"unique": True}}
    assert fields[1] == {"name": "kind", "type": "telephone"}


def test_a_new_schema_is_written_in_order() -> None:
    """A schema that was not read is written with what it says and nothing else."""
    schema = TableSchema((Field("id", type="integer"), Field("name")), primary_key=("id",))
    assert schema.to_descriptor() == {
        "fields": [{"name": "id", "type": "integer"}, {"name": "name", "type": "string"}],
        "primaryKey": ["id"],
    }


def test_removing_a_key_removes_the_property() -> None:
    """A schema without its primary key does not name one, and no missing values stays none."""
    schema = replace(TableSchema.from_descriptor(ODD), primary_key=(), missing_values=())
    written = schema.to_descriptor()
    assert "primaryKey" not in written
    assert written["missingValues"] == []


@pytest.mark.parametrize(
    ("constraints", "values", "separator"),
    [
        ({"enum": ["a", 2]}, ("a", "2"), None),
        ({"pattern": r"(?:(?:^|\|)(wifi|cours))+$"}, ("wifi", "cours"), "|"),
        (
            {"pattern": r"(?:(?:^|;)(Seniors \(\+ 65 ans\)|E\-mail))+$"},
            ("Seniors (+ 65 ans)",),
            ";",
        ),
        ({"pattern": "^(oui|non)$"}, ("oui", "non"), None),
    ],
)
def test_choices(
    constraints: dict[str, object], values: tuple[str, ...], separator: str | None
) -> None:
    """An enum, or a pattern that spells a list out, offers choices."""
    found = Field.from_descriptor({"name": "x", "constraints": constraints}).choices
    assert found is not None
    assert found.values[: len(values)] == values
    assert found.separator == separator


@pytest.mark.parametrize("pattern", [r"^\d{5}$", r"^(\d+|N/A)$", "^(a.*|b)$", "", "[", "^(?:a+)$"])
def test_other_patterns_offer_no_choices(pattern: str) -> None:
    """A pattern that is more than a list of words leaves the value open."""
    assert Field.from_descriptor({"name": "x", "constraints": {"pattern": pattern}}).choices is None


def test_several_choices_are_split_and_joined() -> None:
    """A cell of several choices comes apart and together again."""
    pattern = r"(?:(?:^|\|)(wifi|cours))+$"
    found = Field.from_descriptor({"name": "x", "constraints": {"pattern": pattern}}).choices
    assert found is not None
    assert found.split("cours|wifi") == ("cours", "wifi")
    assert found.join(("cours", "wifi")) == "cours|wifi"
    assert found.split("") == ()


@pytest.mark.parametrize("data", [b"", b"[]", b"{", b"\xff\xfe\xff", b"[" * 100_000, b"3"])
def test_what_is_no_schema_is_refused(data: bytes) -> None:
    """A file that is no JSON object is refused in one sentence that names it."""
    with pytest.raises(BadDescriptor) as caught:
        TableSchema.from_json(data, "places.json")
    assert "places.json" in caught.value.sentence()


def test_real_schemas_are_kept(real_data: Path) -> None:
    """Every real schema comes back as it was, and has as many fields as it lists."""
    paths = sorted((real_data / "schemas").rglob("schema.json"))
    assert len(paths) >= 10
    for path in paths:
        descriptor = json.loads(path.read_bytes())
        schema = TableSchema.from_json(path.read_bytes(), path.name)
        assert json.dumps(schema.to_descriptor()) == json.dumps(descriptor)
        assert schema.names == tuple(field["name"] for field in descriptor["fields"])
