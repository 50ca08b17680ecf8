"""What a field is for a person: a phone number, a place, a date, by its schema and its name."""

import re
from collections.abc import Mapping
from enum import StrEnum

from datapatch.index.folding import fold
from datapatch.tables.field import Field


class FieldKind(StrEnum):
    """What a cell holds, as far as it matters for showing it."""

    PHONE = "phone"
    EMAIL = "email"
    WEB = "web"
    ADDRESS = "address"
    TOWN = "town"
    REGION = "region"
    POSTCODE = "postcode"
    LATITUDE = "latitude"
    LONGITUDE = "longitude"
    HOURS = "hours"
    CHECKED = "checked"
    DATE = "date"
    CHOICES = "choices"
    NUMBER = "number"
    BOOLEAN = "boolean"
    IDENTIFIER = "identifier"
    TEXT = "text"


_BY_FORMAT = {("string", "email"): FieldKind.EMAIL, ("string", "uri"): FieldKind.WEB}
_DATES = ("date", "datetime")
_BY_TYPE = {
    "number": FieldKind.NUMBER,
    "integer": FieldKind.NUMBER,
    "boolean": FieldKind.BOOLEAN,
}
_WORDS: Mapping[FieldKind, frozenset[str]] = {
    FieldKind.PHONE: frozenset(
        ["tel", "telephone", "phone", "telefon", "mobile", "portable", "fax"]
    ),
    FieldKind.EMAIL: frozenset(["email", "mail", "courriel", "mel"]),
    FieldKind.HOURS: frozenset(["horaires", "horaire", "hours", "opening", "ouverture"]),
    FieldKind.POSTCODE: frozenset(["postal", "codepostal", "postcode", "zip", "zipcode", "cp"]),
    FieldKind.LATITUDE: frozenset(["lat", "latitude"]),
    FieldKind.LONGITUDE: frozenset(["lon", "long", "lng", "longitude"]),
    FieldKind.IDENTIFIER: frozenset(
        [
            "id",
            "uid",
            "uuid",
            "identifiant",
            "identifier",
            "siret",
            "siren",
            "pivot",
            "insee",
            "cle",
        ]
    ),
    FieldKind.TOWN: frozenset(["commune", "ville", "city", "town", "localite", "municipality"]),
    FieldKind.REGION: frozenset(
        ["departement", "region", "country", "pays", "state", "county", "province", "canton"]
    ),
    FieldKind.ADDRESS: frozenset(
        ["adresse", "address", "rue", "street", "voie", "nomvoie", "complement"]
    ),
    FieldKind.WEB: frozenset(["url", "site", "web", "website", "uri", "lien", "link", "homepage"]),
}
_CHECKED = frozenset(
    ["maj", "updated", "update", "checked", "verified", "modified", "modification"]
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d")


def field_kind(field: Field) -> FieldKind:
    """What ``field`` holds: its type and format say first, then the words of its name."""
    words = frozenset(re.findall(r"[a-z0-9]+", _spaced(field.name)))
    if field.type in _DATES:
        return FieldKind.CHECKED if words & _CHECKED else FieldKind.DATE
    stated = _BY_FORMAT.get((field.type, field.format))
    if stated:
        return stated
    if field.choices:
        return FieldKind.CHOICES
    named = next((kind for kind, known in _WORDS.items() if words & known), None)
    return named or _BY_TYPE.get(field.type, FieldKind.TEXT)


def is_date(text: str) -> bool:
    """Whether a cell begins with an ISO 8601 date."""
    return _DATE.match(text) is not None


def _spaced(name: str) -> str:
    """A name in words: "sponsoringOrganisation" and "EQUIP_TEL" both come apart."""
    return fold(re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name))
