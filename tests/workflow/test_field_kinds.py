"""What a field is for a person."""

import pytest

from datapatch.tables.field import Field
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind, is_date


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("telephone", FieldKind.PHONE),
        ("EQUIP_TEL", FieldKind.PHONE),
        ("Téléphone fixe", FieldKind.PHONE),
        ("courriel", FieldKind.EMAIL),
        ("site_web", FieldKind.WEB),
        ("commune", FieldKind.TOWN),
        ("Country Name", FieldKind.REGION),
        ("code_postal", FieldKind.POSTCODE),
        ("EQUIP_LAT", FieldKind.LATITUDE),
        ("horaires", FieldKind.HOURS),
        ("code_insee", FieldKind.IDENTIFIER),
        ("geonameId", FieldKind.IDENTIFIER),
        ("sponsoringOrganisation", FieldKind.TEXT),
        ("hotel", FieldKind.TEXT),
        ("idea", FieldKind.TEXT),
    ],
)
def test_names_tell(name: str, kind: FieldKind) -> None:
    """A word of the name tells the kind, in French and English; a part of a word does not."""
    assert field_kind(Field(name)) is kind


@pytest.mark.parametrize(
    ("descriptor", "kind"),
    [
        ({"name": "date_maj", "type": "date"}, FieldKind.CHECKED),
        ({"name": "founded", "type": "date"}, FieldKind.DATE),
        ({"name": "contact", "type": "string", "format": "email"}, FieldKind.EMAIL),
        ({"name": "prise_rdv", "type": "string", "format": "uri"}, FieldKind.WEB),
        ({"name": "ville", "constraints": {"enum": ["a", "b"]}}, FieldKind.CHOICES),
        ({"name": "count", "type": "integer"}, FieldKind.NUMBER),
        ({"name": "open", "type": "boolean"}, FieldKind.BOOLEAN),
    ],
)
def test_the_schema_tells_first(descriptor: dict[str, object], kind: FieldKind) -> None:
    """Type, format and choices of the schema come before the name."""
    assert field_kind(Field.from_descriptor(descriptor)) is kind


def test_dates() -> None:
    """A cell that begins with an ISO date is one, with or without the time of day."""
    assert is_date("2026-05-03")
    assert is_date("2026-05-03T10:00:00Z")
    assert not is_date("3 mai 2026")
