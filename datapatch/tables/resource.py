"""One resource of a Data Package: a file (or its parts), how it is written and what it holds.

Source: https://specs.frictionlessdata.io/tabular-data-resource/
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from datapatch.errors import BadDescriptor
from datapatch.tables import paths
from datapatch.tables.descriptors import (
    EMPTY,
    Descriptor,
    Json,
    PlainJson,
    empty,
    freeze,
    frozen_object,
    text,
    texts,
    thaw,
    written,
)
from datapatch.tables.dialect import Dialect
from datapatch.tables.notes import Note
from datapatch.tables.schema import TableSchema
from datapatch.translation import N_

NOT_A_RESOURCE = N_("Resource {number} of the package is not an object; it is left out.")
UNSAFE_PATH = N_("“{resource}”: “{path}” is outside the package; it is not opened.")
INLINE = N_("“{resource}” holds its data inside the descriptor; it is not opened.")
NO_PATH = N_("“{resource}” names no file.")
ELSEWHERE = N_("“{resource}”: its {property} is at “{path}”, which is not fetched.")

STORAGE = "datapatch:storage"
"""The custom property that says how the files of a table are kept: see `Storage`."""

_TABULAR = frozenset({"csv", "tsv"})
_PATHS = ("path", "url", "data")
"""Where packages name their file: today, and in the first drafts of the standard."""

_DIALECT = frozenset({"delimiter", "quoteChar", "header", "headerRows", "csv"})
"""The properties of a dialect that ours writes; any other is kept."""


Storage = Literal["auto", "whole", "separate"]
"""How a table lies in its repository: as a file, or in parts when it is large; always as one file;
or in several files that are no one table, since their headers differ.
"""

_STORAGES: Mapping[str, Storage] = {"whole": "whole", "separate": "separate"}


@dataclass(frozen=True, slots=True)
class Resource:
    """A table of the package. ``paths`` has several entries when it is stored in parts."""

    name: str
    paths: tuple[str, ...] = ()
    title: str = ""
    description: str = ""
    dialect: Dialect = field(default_factory=Dialect)
    encoding: str = "utf-8"
    schema: TableSchema | None = None
    schema_path: str = ""
    descriptor: Descriptor = field(default_factory=empty, hash=False, repr=False)
    notes: tuple[Note, ...] = field(default=(), hash=False, repr=False)

    @classmethod
    def from_descriptor(cls, descriptor: Mapping[str, object], number: int = 1) -> "Resource":
        """The resource that an object describes; faults become notes."""
        return _read(frozen_object(descriptor), number)

    def to_descriptor(self) -> dict[str, PlainJson]:
        """The object to write: what was read, with what changed since."""
        if not self.descriptor:
            return written(EMPTY, [(name, None, now) for name, now in _properties(self)])
        before = dict(_properties(_read(self.descriptor, 1)))
        changed = [(name, before[name], now) for name, now in _properties(self)]
        return written(self.descriptor, changed)

    @property
    def label(self) -> str:
        """What a person calls this table: its title, else its name."""
        return self.title or self.name

    @property
    def path(self) -> str:
        """The file, or its first part; empty when there is none."""
        return self.paths[0] if self.paths else ""

    @property
    def is_local(self) -> bool:
        """Whether all its files lie inside the package: any other is never opened."""
        return bool(self.paths) and all(map(paths.is_local, self.paths))

    @property
    def storage(self) -> Storage:
        """What the descriptor asks for; "auto" without a word, or with one that is unknown."""
        return _STORAGES.get(text(self.descriptor, STORAGE), "auto")

    def stored(self, storage: Storage) -> "Resource":
        """The same resource, asking for ``storage``."""
        return Resource.from_descriptor({**self.to_descriptor(), STORAGE: storage})

    @property
    def is_table(self) -> bool:
        """Whether it is a delimited file, by its format or the extension of its path."""
        kind = text(self.descriptor, "format").lower() or paths.extension(self.path)
        return kind in _TABULAR


def read_resource(value: Json, number: int) -> Resource:
    """The resource that stands at ``number`` (from 1) in a package, whatever it is."""
    if isinstance(value, Mapping):
        return _read(value, number)
    return Resource(f"resource{number}", notes=(Note(NOT_A_RESOURCE, {"number": number}),))


def _read(descriptor: Descriptor, number: int) -> Resource:
    found = next(filter(None, (texts(descriptor.get(name)) for name in _PATHS)), ())
    name = text(descriptor, "name") or paths.stem(next(iter(found), "")) or f"resource{number}"
    schema = descriptor.get("schema")
    encoding = text(descriptor, "encoding") or "utf-8"
    dialect, notes = _dialect(descriptor, found, encoding)
    return Resource(
        name=name,
        paths=found,
        title=text(descriptor, "title"),
        description=text(descriptor, "description"),
        dialect=dialect,
        encoding=encoding,
        schema=TableSchema.from_descriptor(schema) if isinstance(schema, Mapping) else None,
        schema_path=schema if isinstance(schema, str) else "",
        descriptor=descriptor,
        notes=(*_path_notes(descriptor, name, found), *notes, *_elsewhere(descriptor, name)),
    )


def _dialect(
    descriptor: Descriptor, found: tuple[str, ...], encoding: str
) -> tuple[Dialect, tuple[Note, ...]]:
    """The dialect that is described, or the ordinary one with a note of what is wrong."""
    given = descriptor.get("dialect")
    described: dict[str, object] = {}
    if next(iter(map(paths.extension, found)), "") == "tsv":
        described["delimiter"] = "\t"
    if isinstance(given, Mapping):
        described |= {name: thaw(value) for name, value in given.items()}
    try:
        dialect = Dialect.from_descriptor(described, encoding)
    except BadDescriptor as error:
        return Dialect(encoding=encoding), (Note(error.template, error.data),)
    return dialect, ()


def _path_notes(descriptor: Descriptor, name: str, found: tuple[str, ...]) -> list[Note]:
    if not found:
        return [Note(INLINE if "data" in descriptor else NO_PATH, {"resource": name})]
    unsafe = [path for path in found if not paths.is_local(path)]
    return [Note(UNSAFE_PATH, {"resource": name, "path": path}) for path in unsafe]


def _elsewhere(descriptor: Descriptor, name: str) -> list[Note]:
    """Schemas and dialects that are addresses."""
    given = {prop: descriptor.get(prop) for prop in ("schema", "dialect")}
    return [
        Note(ELSEWHERE, {"resource": name, "property": prop, "path": value})
        for prop, value in given.items()
        if isinstance(value, str) and not paths.is_local(value)
    ]


def _properties(resource: Resource) -> list[tuple[str, Json]]:
    """What a descriptor says of a resource, in the order to write; None for what it leaves out."""
    path: Json = resource.path if len(resource.paths) < 2 else resource.paths
    given = resource.descriptor.get("dialect")
    others = given if isinstance(given, Mapping) else {}
    kept = {name: value for name, value in others.items() if name not in _DIALECT}
    described = freeze(kept | resource.dialect.to_descriptor())
    schema = freeze(resource.schema.to_descriptor()) if resource.schema else None
    return [
        ("name", resource.name),
        ("path", path or None),
        ("title", resource.title or None),
        ("description", resource.description or None),
        ("encoding", resource.encoding),
        ("dialect", described or None),
        ("schema", schema or resource.schema_path or None),
    ]
