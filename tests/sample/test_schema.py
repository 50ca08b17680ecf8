"""The Table Schema of the places."""

import json
from pathlib import Path

from datapatch.sample.schema import FIELDS, PUBLICS, SERVICES, places_schema
from datapatch.tables.schema import TableSchema

NATIONAL = (
    "schemas/etalab+schema.data.gouv.fr/schemas/LaMednum/standard-mediation-num/latest/schema.json"
)


def test_every_field_explains_itself_in_french() -> None:
    """Title, description and example are there, with French spacing."""
    for field in json.loads(places_schema(with_ended=False))["fields"]:
        assert field["title"]
        assert field["description"].endswith(".")
        assert field["example"]
        assert " :" not in field["description"]


def test_lists_are_offered_as_choices() -> None:
    """A pattern that lists values gives these values back, brackets and plus signs included."""
    schema = TableSchema.from_descriptor(json.loads(places_schema(with_ended=True)))
    for name, values in (("services", SERVICES), ("publics_accueillis", PUBLICS)):
        field = schema.field(name)
        assert field is not None
        assert field.choices is not None
        assert field.choices.values == values
        assert field.choices.separator == "|"


def test_the_second_schema_only_drops_two_values() -> None:
    """The ended condition and label go; nothing else differs."""
    first = places_schema(with_ended=True)
    assert places_schema(with_ended=False) == first.replace(
        "|Accepte le Pass numérique", ""
    ).replace("|APTIC", "")


def test_field_names_are_those_of_the_national_schema(real_data: Path) -> None:
    """Every field has a name that the national schema knows, in its order."""
    national = json.loads((real_data / NATIONAL).read_text(encoding="utf-8"))
    names = [field["name"] for field in national["fields"]]
    assert [name for name in names if name in FIELDS] == list(FIELDS)
