"""What changed from one Table Schema to another: fields that came, went, or are described anew."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.tables.descriptors import Json
from datapatch.tables.field import ID, Field
from datapatch.tables.field_identity import Renames, match_fields
from datapatch.tables.ordering import is_rising
from datapatch.tables.schema import TableSchema

_APART = ("name", ID, "constraints")
_SCHEMA = ("primaryKey", "foreignKeys", "missingValues", "fieldsMatch")


@dataclass(frozen=True, slots=True)
class PropertyChange:
    """A property before and after; None where there was, or is, none.

    ``field`` is the new name of the field that it describes, None for the table. ``property`` is
    ``type``, ``title``, ``constraints.required``, ``primaryKey`` and so on.
    """

    field: str | None
    property: str
    old: Json
    new: Json


@dataclass(frozen=True, slots=True)
class SchemaDiff:
    """Fields added and removed, renamed (old, new), and the properties that changed.

    ``moved`` says that the fields that remain stand in another order.
    """

    added: tuple[str, ...]
    removed: tuple[str, ...]
    renamed: Renames
    moved: bool
    properties: tuple[PropertyChange, ...]

    @property
    def is_empty(self) -> bool:
        """Whether both say the same."""
        changed = self.added or self.removed or self.renamed or self.properties
        return not (changed or self.moved)

    @property
    def retyped(self) -> tuple[PropertyChange, ...]:
        """The fields whose type changed."""
        return tuple(change for change in self.properties if change.property == "type")


def diff_schemas(old: TableSchema, new: TableSchema, renamed: Renames = ()) -> SchemaDiff:
    """The changes that lead from ``old`` to ``new``.

    Fields are the same by identity, else by name, else as ``renamed`` says; where names are
    repeated, by name and place.
    """
    pairs = _pairs(old, new, renamed)
    fields = [(old.fields[i], new.fields[j]) for i, j in pairs]
    stayed, kept = {i for i, _ in pairs}, {j for _, j in pairs}
    return SchemaDiff(
        added=tuple(field.name for j, field in enumerate(new.fields) if j not in kept),
        removed=tuple(field.name for i, field in enumerate(old.fields) if i not in stayed),
        renamed=tuple((here.name, there.name) for here, there in fields if here.name != there.name),
        moved=not is_rising([i for i, _ in pairs]),
        properties=(
            *(change for here, there in fields for change in _field_changes(here, there)),
            *_changes(None, "", _of_schema(old), _of_schema(new)),
        ),
    )


def _pairs(old: TableSchema, new: TableSchema, renamed: Renames) -> list[tuple[int, int]]:
    """The places (old, new) of each field, in the new order."""
    here, there = ([_described(field) for field in schema.fields] for schema in (old, new))
    found = match_fields(here, there, renamed)
    if found is not None:
        return [(i, j) for j, i in sorted(found.items())]
    names = list(zip(old.names, new.names, strict=False))
    return [(place, place) for place, (one, other) in enumerate(names) if one == other]


def _field_changes(old: Field, new: Field) -> Sequence[PropertyChange]:
    here, there = _described(old), _described(new)
    plain = [
        {name: value for name, value in side.items() if name not in _APART}
        for side in (here, there)
    ]
    return [
        *_changes(new.name, "", *plain),
        *_changes(new.name, "constraints.", old.constraints, new.constraints),
    ]


def _described(field: Field) -> Mapping[str, Json]:
    """What a field's descriptor says, with the type that is meant where it says none."""
    return {"name": field.name, "type": field.type, **field.descriptor, **_own(field)}


def _own(field: Field) -> Mapping[str, Json]:
    return {ID: field.id} if field.id else {}


def _of_schema(schema: TableSchema) -> Mapping[str, Json]:
    found = {name: schema.descriptor[name] for name in _SCHEMA if name in schema.descriptor}
    return found | {"primaryKey": schema.primary_key} if schema.primary_key else found


def _changes(
    field: str | None, prefix: str, old: Mapping[str, Json], new: Mapping[str, Json]
) -> list[PropertyChange]:
    names = dict.fromkeys((*old, *new))
    return [
        PropertyChange(field, prefix + name, old.get(name), new.get(name))
        for name in names
        if old.get(name) != new.get(name)
    ]
