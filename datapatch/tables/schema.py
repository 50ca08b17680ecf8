"""Table Schema: what each field of a table should hold.

Reading keeps everything: unknown properties, their order and their spelling come back from
``to_descriptor``. Faulty descriptors are read as far as they make sense, with notes.

Source: https://specs.frictionlessdata.io/table-schema/
"""

import dataclasses
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.tables.choices import Choices
from datapatch.tables.descriptors import (
    EMPTY,
    Descriptor,
    Json,
    PlainJson,
    empty,
    freeze,
    frozen_object,
    items,
    objects,
    read_json,
    text,
    texts,
    written,
)
from datapatch.tables.field import Field, missing_values, read_field
from datapatch.tables.notes import Note
from datapatch.translation import N_

REPEATED = N_("The schema names the field “{field}” more than once.")
NO_KEY_FIELD = N_("The primary key names “{field}”, which is not a field of the schema.")


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Fields whose values must exist in another resource (or here, when ``resource`` is empty)."""

    fields: tuple[str, ...]
    resource: str
    reference_fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableSchema:
    """The fields of a table in order, its keys, and which cells count as missing."""

    fields: tuple[Field, ...] = ()
    primary_key: tuple[str, ...] = ()
    foreign_keys: tuple[ForeignKey, ...] = ()
    missing_values: tuple[str, ...] = ("",)
    descriptor: Descriptor = dataclasses.field(default_factory=empty, hash=False, repr=False)
    notes: tuple[Note, ...] = dataclasses.field(default=(), hash=False, repr=False)

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, object]) -> "TableSchema":
        """The schema that an object describes; nothing is raised, faults become notes."""
        frozen = frozen_object(descriptor)
        fields = tuple(read_field(item, i) for i, item in enumerate(items(frozen.get("fields")), 1))
        primary_key = texts(frozen.get("primaryKey"))
        missing = missing_values(frozen.get("missingValues"))
        return cls(
            fields=fields,
            primary_key=primary_key,
            foreign_keys=tuple(map(_foreign_key, objects(frozen.get("foreignKeys")))),
            missing_values=("",) if missing is None else missing,
            descriptor=frozen,
            notes=_schema_notes(fields, primary_key),
        )

    @classmethod
    def from_json(cls, data: bytes, file: str = "schema.json") -> "TableSchema":
        """The schema in a JSON file. Raises BadDescriptor when it is not a JSON object."""
        return cls.from_descriptor(read_json(data, file))

    def to_descriptor(self) -> dict[str, PlainJson]:
        """The object to write: what was read, with what changed since."""
        before = TableSchema.from_descriptor(self.descriptor)
        result = written(
            self.descriptor,
            [
                ("primaryKey", before.primary_key or None, self.primary_key or None),
                ("missingValues", before.missing_values, self.missing_values),
                ("foreignKeys", _written_keys(before), _written_keys(self)),
            ],
        )
        if before.fields == self.fields and "fields" in self.descriptor:
            return result
        fields: list[PlainJson] = [item.to_descriptor() for item in self.fields]
        return {"fields": fields} | result | {"fields": fields}

    def field(self, name: str) -> Field | None:
        """The first field of that name."""
        return next((item for item in self.fields if item.name == name), None)

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the fields, in order."""
        return tuple(item.name for item in self.fields)

    @property
    def fields_match(self) -> str:
        """How fields pair with columns: "exact" (by position) or by name (Data Package v2)."""
        mode = text(self.descriptor, "fieldsMatch", "exact")
        return mode if mode in {"equal", "subset", "superset", "partial"} else "exact"


def _schema_notes(fields: tuple[Field, ...], primary_key: tuple[str, ...]) -> tuple[Note, ...]:
    counts = Counter(item.name for item in fields)
    repeated = [Note(REPEATED, {"field": name}) for name, count in counts.items() if count > 1]
    unknown = [Note(NO_KEY_FIELD, {"field": name}) for name in primary_key if name not in counts]
    own = [note for item in fields for note in item.notes]
    return (*own, *repeated, *unknown)


def _foreign_key(descriptor: Descriptor) -> ForeignKey:
    reference = descriptor.get("reference")
    reference = reference if isinstance(reference, Mapping) else EMPTY
    resource = text(reference, "resource")
    return ForeignKey(
        texts(descriptor.get("fields")),
        "" if resource == "self" else resource,
        texts(reference.get("fields")),
    )


def _written_keys(schema: TableSchema) -> Json:
    return freeze([_written_key(key) for key in schema.foreign_keys]) or None


def _written_key(key: ForeignKey) -> dict[str, object]:
    reference = {"resource": key.resource, "fields": key.reference_fields}
    return {"fields": key.fields, "reference": reference}


__all__ = ["Choices", "Field", "ForeignKey", "TableSchema"]
