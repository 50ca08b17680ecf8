"""Data Package: the ``datapackage.json`` that says what a dataset is and which tables it holds.

Reading keeps everything: unknown properties, their order and their spelling come back from
``to_json``. Faulty packages, which are most of the real ones, are read with notes.
Source: https://specs.frictionlessdata.io/data-package/
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from datapatch.errors import BadDescriptor
from datapatch.tables.descriptors import (
    Descriptor,
    Json,
    PlainJson,
    empty,
    freeze,
    frozen_object,
    items,
    objects,
    read_json,
    read_yaml,
    text,
    texts,
    write_json,
    written,
)
from datapatch.tables.licences import Licence
from datapatch.tables.notes import Note
from datapatch.tables.resource import Resource, read_resource
from datapatch.translation import N_

FILE = "datapackage.json"

NO_RESOURCES = N_("{file} lists no resources: it must say which tables it describes.")
NOT_STRICT = N_("{file} is not strict JSON: a comma too many, perhaps. It was read all the same.")


@dataclass(frozen=True, slots=True)
class Contributor:
    """Somebody whom a package names, with the role that it gives them."""

    title: str = ""
    email: str = ""
    path: str = ""
    role: str = ""
    organization: str = ""


@dataclass(frozen=True, slots=True)
class DataPackage:
    """A dataset as its descriptor tells it."""

    name: str = ""
    title: str = ""
    description: str = ""
    licenses: tuple[Licence, ...] = ()
    contributors: tuple[Contributor, ...] = ()
    keywords: tuple[str, ...] = ()
    resources: tuple[Resource, ...] = ()
    descriptor: Descriptor = field(default_factory=empty, hash=False, repr=False)
    notes: tuple[Note, ...] = field(default=(), hash=False, repr=False)

    @classmethod
    def from_json(cls, data: bytes, file: str = FILE) -> "DataPackage":
        """The package in a JSON file, with a note where it is only almost JSON.

        Raises BadDescriptor when it cannot be read, is not an object or lists no resources.
        """
        try:
            descriptor = read_json(data, file)
        except BadDescriptor:
            note = Note(NOT_STRICT, {"file": file})
            return cls.from_descriptor(_read_loosely(data, file), file, notes=(note,))
        return cls.from_descriptor(descriptor, file)

    @classmethod
    def from_yaml(cls, data: bytes, file: str = "datapackage.yaml") -> "DataPackage":
        """The package in a YAML file; raises BadDescriptor as ``from_json`` does."""
        return cls.from_descriptor(read_yaml(data, file), file)

    @classmethod
    def from_descriptor(
        cls, descriptor: Mapping[str, object], file: str = FILE, *, notes: tuple[Note, ...] = ()
    ) -> "DataPackage":
        """The package that an object describes. Raises BadDescriptor when it lists no resources."""
        frozen = frozen_object(descriptor)
        if not isinstance(frozen.get("resources"), tuple):
            raise BadDescriptor(NO_RESOURCES, file=file)
        package = _read(frozen)
        own = [note for resource in package.resources for note in _resource_notes(resource)]
        return replace(package, notes=(*notes, *own))

    def to_descriptor(self) -> dict[str, PlainJson]:
        """The object to write: what was read, with what changed since."""
        before = dict(_properties(_read(self.descriptor)))
        changed = [(name, before[name], now) for name, now in _properties(self)]
        result = written(self.descriptor, changed)
        if self.resources != _read(self.descriptor).resources or "resources" not in result:
            result["resources"] = [resource.to_descriptor() for resource in self.resources]
        return result

    def to_json(self) -> bytes:
        """``datapackage.json``: UTF-8, two spaces, final line end."""
        return write_json(self.to_descriptor())

    def resource(self, name: str) -> Resource | None:
        """The first resource of that name."""
        return next((item for item in self.resources if item.name == name), None)

    @property
    def tables(self) -> tuple[Resource, ...]:
        """The resources that can be opened here: delimited files inside the package."""
        return tuple(item for item in self.resources if item.is_local and item.is_table)

    @property
    def contact(self) -> Contributor | None:
        """Whom to write to: the contact, else the maintainer, else any who left an address."""
        reachable = [person for person in self.contributors if person.email]
        return min(reachable, key=_distance, default=None)


def _distance(person: Contributor) -> int:
    return _ROLES.index(person.role) if person.role in _ROLES else len(_ROLES)


_ROLES = ("contact", "maintainer", "publisher", "author")


def _read_loosely(data: bytes, file: str) -> Descriptor:
    """What is almost JSON, as YAML, which takes the commas that people leave at the end of lists.

    Raises what the strict reader says when that fails too.
    """
    try:
        return read_yaml(data, file)
    except BadDescriptor:
        return read_json(data, file)


def _read(descriptor: Descriptor) -> DataPackage:
    entries = items(descriptor.get("resources"))
    return DataPackage(
        name=text(descriptor, "name"),
        title=text(descriptor, "title"),
        description=text(descriptor, "description"),
        licenses=_licences(descriptor),
        contributors=tuple(map(_contributor, objects(descriptor.get("contributors")))),
        keywords=texts(descriptor.get("keywords")),
        resources=tuple(read_resource(item, number) for number, item in enumerate(entries, 1)),
        descriptor=descriptor,
    )


def _licences(descriptor: Descriptor) -> tuple[Licence, ...]:
    """The licences, in the spelling of today or of the first versions of the standard."""
    found = objects(descriptor.get("licenses")) or objects(descriptor.get("license"))
    names = texts(descriptor.get("licenses")) or texts(descriptor.get("license"))
    read = [
        Licence(
            text(item, "name") or text(item, "id") or text(item, "type"),
            text(item, "title"),
            text(item, "path") or text(item, "url"),
        )
        for item in found
    ]
    return (*read, *map(Licence, names))


def _contributor(descriptor: Descriptor) -> Contributor:
    roles = texts(descriptor.get("roles"))
    return Contributor(
        title=text(descriptor, "title") or text(descriptor, "name"),
        email=text(descriptor, "email"),
        path=text(descriptor, "path") or text(descriptor, "web"),
        role=text(descriptor, "role") or next(iter(roles), ""),
        organization=text(descriptor, "organization") or text(descriptor, "organisation"),
    )


def _properties(package: DataPackage) -> list[tuple[str, Json]]:
    """What a descriptor says of a package, in the order to write; None for what it leaves out."""
    return [
        ("name", package.name or None),
        ("title", package.title or None),
        ("description", package.description or None),
        ("licenses", _listed([(i.name, i.title, i.path) for i in package.licenses], _LICENCE)),
        ("contributors", _listed([_told(person) for person in package.contributors], _PERSON)),
        ("keywords", package.keywords or None),
    ]


_LICENCE = ("name", "title", "path")
_PERSON = ("title", "email", "path", "role", "organization")


def _told(person: Contributor) -> tuple[str, ...]:
    return person.title, person.email, person.path, person.role, person.organization


def _listed(values: Sequence[tuple[str, ...]], names: tuple[str, ...]) -> Json:
    """A list of objects without their empty properties, None for an empty list."""
    told = [dict(zip(names, value, strict=True)) for value in values]
    return freeze([{name: each for name, each in item.items() if each} for item in told]) or None


def _resource_notes(resource: Resource) -> tuple[Note, ...]:
    schema = resource.schema.notes if resource.schema else ()
    return (*resource.notes, *schema)
