"""Three-way merges of ``datapackage.json``: by field and property, with the bytes of ours."""

import json

import pytest

from datapatch.errors import BadDescriptor
from datapatch.tables.merging_descriptors import merge_descriptors

BASE = """{
  "name": "places",
  "keywords": ["lac"],
  "resources": [
    {
      "name": "places", "path": "places.csv",
      "x-own": {"deep":  [1, 2]},
      "schema": {
        "fields": [
          {"name": "id", "type": "string", "datapatch:id": "f1"},
          {"name": "phone", "type": "string", "title": "Phone", "datapatch:id": "f2"},
          {
            "name": "seats",
            "type": "integer",
            "constraints": {"minimum": 0}
          }
        ],
        "primaryKey": "id"
      }
    }
  ]
}
"""


def edit(*pairs: tuple[str, str]) -> str:
    """BASE with parts replaced, each of which must be there."""
    found = BASE
    for old, new in pairs:
        assert old in found
        found = found.replace(old, new)
    return found


def merged(ours: str, theirs: str, base: str = BASE) -> str:
    """A merge that has no conflict in either direction and means the same in both."""
    here = merge_descriptors(base.encode(), ours.encode(), theirs.encode())
    back = merge_descriptors(base.encode(), theirs.encode(), ours.encode())
    assert here.conflicts == back.conflicts == ()
    assert json.loads(here.data) == json.loads(back.data)
    return here.data.decode()


def clashes(ours: str, theirs: str) -> list[tuple[object, ...]]:
    """The conflicts of a merge; in the other direction there are the same, turned."""
    here = merge_descriptors(BASE.encode(), ours.encode(), theirs.encode())
    back = merge_descriptors(BASE.encode(), theirs.encode(), ours.encode())
    assert here.data.decode() == ours
    shown = [(c.resource, c.field, c.property, c.base, c.ours, c.theirs) for c in here.conflicts]
    turned = [(c.resource, c.field, c.property, c.base, c.theirs, c.ours) for c in back.conflicts]
    assert shown == turned
    return shown


def test_one_side_alone_comes_as_it_is() -> None:
    """To the byte, whichever side it is."""
    other = edit(('"Phone"', '"Téléphone"'), ('{"deep":  [1, 2]}', "{ }"))
    assert merged(BASE, other) == other
    assert merged(other, other) == other


def test_two_properties_of_one_field_stand_together() -> None:
    """Each in the bytes of the side that wrote it; all else stays ours."""
    ours = edit(('"title": "Phone"', '"title":"Téléphone"'))
    theirs = edit(('"name": "phone", "type": "string"', '"name": "phone", "type": "any"'))
    expected = edit(
        ('"name": "phone", "type": "string"', '"name": "phone", "type": "any"'),
        ('"title": "Phone"', '"title":"Téléphone"'),
    )
    assert merged(ours, theirs) == expected


def test_a_renamed_field_keeps_its_identity() -> None:
    """The other side's change of its type, or of a key that names it, comes along."""
    ours = edit(('"name": "phone"', '"name": "tel"'))
    theirs = edit(
        ('"name": "phone", "type": "string"', '"name": "phone", "type": "integer"'),
        ('"primaryKey": "id"', '"primaryKey": ["id", "phone"]'),
    )
    found = json.loads(merged(ours, theirs))["resources"][0]["schema"]
    assert found["fields"][1] == {
        "name": "tel",
        "type": "integer",
        "title": "Phone",
        "datapatch:id": "f2",
    }
    assert found["primaryKey"] == ["id", "tel"]


def test_a_field_without_identity_is_known_by_its_place_and_words() -> None:
    """Where all but its name stayed."""
    ours = edit(('"name": "seats"', '"name": "chairs"'))
    theirs = edit(('"primaryKey": "id"', '"primaryKey": "seats"'))
    assert json.loads(merged(ours, theirs))["resources"][0]["schema"]["primaryKey"] == "chairs"


def test_fields_added_on_both_sides_stand_in_order() -> None:
    """Ours where it put it, theirs behind what it follows, laid out as the others are."""
    added = '{"name": "town", "type": "string"},\n          '
    ours = edit(('{"name": "phone"', added + '{"name": "phone"'))
    theirs = edit(
        (
            '{\n            "name": "seats"',
            '{"name": "open"},\n          {\n            "name": "seats"',
        )
    )
    names = [
        f["name"] for f in json.loads(merged(ours, theirs))["resources"][0]["schema"]["fields"]
    ]
    assert names == ["id", "town", "phone", "open", "seats"]
    assert '\n          {"name": "open"},\n' in merged(ours, theirs)


def test_moved_fields_and_edits_do_not_conflict() -> None:
    """The new order stands."""
    phone = '{"name": "phone", "type": "string", "title": "Phone", "datapatch:id": "f2"}'
    first = '{"name": "id", "type": "string", "datapatch:id": "f1"}'
    moved = edit((first, "@"), (phone, first), ("@", phone))
    edited = edit(('"minimum": 0', '"minimum": 1'), ('"title": "Phone"', '"title": "Tel"'))
    fields = json.loads(merged(moved, edited))["resources"][0]["schema"]["fields"]
    assert [field["name"] for field in fields] == ["phone", "id", "seats"]
    assert fields[0]["title"] == "Tel"


def test_keywords_and_parts_grow_on_both_sides() -> None:
    """Lists of texts are merged as sets in order; unknown lists are one value."""
    ours = edit(('["lac"]', '["lac", "mer"]'))
    theirs = edit(('["lac"]', '["eau", "lac"]'))
    assert '"keywords": ["eau", "lac", "mer"]' in merged(ours, theirs)
    own, other = edit(("[1, 2]", "[1, 2, 3]")), edit(("[1, 2]", "[0, 1, 2]"))
    assert clashes(own, other) == [
        ("places", None, "x-own.deep", (1, 2), (1, 2, 3), (0, 1, 2)),
    ]


def test_one_property_changed_two_ways_names_its_field() -> None:
    """With the values of base, ours and theirs."""
    kind = '"type": "integer"'
    ours, theirs = edit((kind, '"type": "number"')), edit((kind, '"type": "string"'))
    assert clashes(ours, theirs) == [("places", "seats", "type", "integer", "number", "string")]
    limit = '"minimum": 0'
    ours, theirs = edit((limit, '"minimum": 1')), edit((limit, '"minimum": 2'))
    assert clashes(ours, theirs) == [("places", "seats", "constraints.minimum", 0, 1, 2)]


def test_two_new_names_are_a_conflict() -> None:
    """And so is one name for two fields."""
    ours, theirs = (
        edit(('"name": "phone"', '"name": "tel"')),
        edit(('"name": "phone"', '"name": "no"')),
    )
    assert clashes(ours, theirs) == [("places", "phone", "name", "phone", "tel", "no")]
    other = edit(('"name": "seats"', '"name": "tel"'))
    ((resource, field, *_),) = clashes(ours, other)
    assert (resource, field) == ("places", "tel")


def test_dropping_what_the_other_changed_is_a_conflict() -> None:
    """Ours stands, whichever side dropped it."""
    phone = '{"name": "phone", "type": "string", "title": "Phone", "datapatch:id": "f2"},'
    dropped, edited = edit((phone, "")), edit(('"title": "Phone"', '"title": "Tel"'))
    ((resource, field, prop, _, ours, theirs),) = clashes(dropped, edited)
    assert (resource, field, prop, ours) == ("places", "phone", "", None)
    assert clashes(edited, dropped)[0][-1] is None
    assert theirs is not None


def test_windows_line_ends_and_a_mark_stay() -> None:
    """What comes from theirs is written as ours is."""
    ours = "\ufeff" + edit(('"title": "Phone"', '"title": "Tel"')).replace("\n", "\r\n")
    theirs = edit(
        (
            '"primaryKey": "id"',
            '"primaryKey": "id",\n        "missingValues": [\n          "-"\n        ]',
        )
    )
    found = merge_descriptors(BASE.encode(), ours.encode(), theirs.encode())
    assert found.conflicts == ()
    text = found.data.decode()
    assert text.startswith("\ufeff{\r\n")
    assert text.count("\n") == text.count("\r\n")
    assert '\r\n        "missingValues": [\r\n          "-"\r\n        ]\r\n' in text


def test_what_is_no_object_is_refused() -> None:
    """A side that nobody can read is not merged."""
    with pytest.raises(BadDescriptor):
        merge_descriptors(BASE.encode(), b"{", BASE.replace("places", "lieux").encode())
