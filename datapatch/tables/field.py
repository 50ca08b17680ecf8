"""One field of a Table Schema: what a column should hold, and its words for people.

Reading keeps everything: unknown properties, their order and their spelling come back from
``to_descriptor``. A faulty descriptor is read as far as it makes sense, with notes.
Source: https://specs.frictionlessdata.io/table-schema/#field-descriptors
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

from datapatch.tables import choices as offered
from datapatch.tables.choices import Choices
from datapatch.tables.descriptors import (
    EMPTY,
    Descriptor,
    Json,
    PlainJson,
    as_text,
    empty,
    frozen_object,
    text,
    texts,
    written,
)
from datapatch.tables.notes import Note
from datapatch.translation import N_

_PLAIN = ("string", "any", "object", "array", "list", "geopoint", "geojson", "duration")
_ORDERED = ("number", "integer", "boolean", "date", "time", "datetime", "year", "yearmonth")
TYPES = frozenset({*_PLAIN, *_ORDERED})
"""The types of Table Schema; any other is read as a string."""

ID = "datapatch:id"
"""The custom property that keeps a field's identity when it is renamed."""

NOT_A_FIELD = N_("Field {number} of the schema is not an object; it is read as text.")
UNKNOWN_TYPE = N_("Field “{field}”: the type “{type}” is unknown; it is read as text.")
NOT_CONSTRAINTS = N_("Field “{field}”: its constraints are not an object; none is checked.")
MISPLACED = N_("Field “{field}”: “{property}” must stand inside “constraints” to be checked.")


@dataclass(frozen=True, slots=True)
class Field:
    """One column: its name, what its cells hold, and its words for people."""

    name: str
    type: str = "string"
    format: str = "default"
    title: str = ""
    description: str = ""
    example: str = ""
    constraints: Descriptor = field(default_factory=empty, hash=False)
    missing_values: tuple[str, ...] | None = None
    id: str = ""
    descriptor: Descriptor = field(default_factory=empty, hash=False, repr=False)
    notes: tuple[Note, ...] = field(default=(), hash=False, repr=False)

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, object], number: int = 1) -> "Field":
        """The field that an object describes; ``number`` (from 1) names it when it has no name."""
        return _read_field(frozen_object(descriptor), number)

    def to_descriptor(self) -> dict[str, PlainJson]:
        """The object to write: what was read, with what changed since."""
        if not self.descriptor:
            return written(EMPTY, [(name, None, now) for name, now in _properties(self)])
        before = dict(_properties(_read_field(self.descriptor, 1)))
        changed = [(name, before[name], now) for name, now in _properties(self)]
        return written(self.descriptor, changed)

    @property
    def label(self) -> str:
        """What a person calls this field: its title, else its name."""
        return self.title or self.name

    @property
    def choices(self) -> Choices | None:
        """The values that the field offers, None when it is open."""
        return offered.choices(self.constraints)

    @property
    def required(self) -> bool:
        """Whether a cell of this field may not stay empty."""
        return self.constraints.get("required") is True


def _properties(item: Field) -> list[tuple[str, Json]]:
    """What a descriptor says of a field, in the order to write; None for what it leaves out."""
    return [
        ("name", item.name),
        ("type", item.type),
        ("format", None if item.format == "default" else item.format),
        ("title", item.title or None),
        ("description", item.description or None),
        ("example", item.example or None),
        ("constraints", item.constraints or None),
        ("missingValues", item.missing_values),
        (ID, item.id or None),
    ]


def read_field(value: Json, number: int) -> Field:
    """The field that stands at ``number`` (from 1) in a schema, whatever it is."""
    if isinstance(value, Mapping):
        return _read_field(value, number)
    name = value if isinstance(value, str) and value else f"field{number}"
    return Field(name, notes=(Note(NOT_A_FIELD, {"number": number}),))


def _read_field(descriptor: Descriptor, number: int) -> Field:
    name = text(descriptor, "name") or f"field{number}"
    kind = text(descriptor, "type") or "string"
    constraints = descriptor.get("constraints")
    return Field(
        name=name,
        type=kind if kind in TYPES else "string",
        format=text(descriptor, "format").removeprefix("fmt:") or "default",
        title=text(descriptor, "title"),
        description=text(descriptor, "description"),
        example=text(descriptor, "example") or next(iter(texts(descriptor.get("examples"))), ""),
        constraints=constraints if isinstance(constraints, Mapping) else EMPTY,
        missing_values=missing_values(descriptor.get("missingValues")),
        id=text(descriptor, ID),
        descriptor=descriptor,
        notes=tuple(_field_notes(descriptor, name, kind)),
    )


def _field_notes(descriptor: Descriptor, name: str, kind: str) -> list[Note]:
    notes = []
    if kind not in TYPES:
        notes.append(Note(UNKNOWN_TYPE, {"field": name, "type": kind}))
    if not isinstance(descriptor.get("constraints", EMPTY), Mapping):
        notes.append(Note(NOT_CONSTRAINTS, {"field": name}))
    misplaced = [rule for rule in ("required", "unique", "enum", "pattern") if rule in descriptor]
    return notes + [Note(MISPLACED, {"field": name, "property": rule}) for rule in misplaced]


def missing_values(value: Json) -> tuple[str, ...] | None:
    """Which cells count as missing, None when the descriptor does not say.

    Version 2 of the standard allows ``{value, label}`` too.
    """
    if isinstance(value, str) or not isinstance(value, tuple):
        return None
    return tuple(
        text(item, "value") if isinstance(item, Mapping) else as_text(item) for item in value
    )
