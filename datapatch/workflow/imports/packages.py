"""Data Packages from a folder: the descriptor, its local files, and warnings about the rest."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from datapatch.accounts.policy import Actor
from datapatch.errors import UnreadableTable
from datapatch.formats.descriptor_faults import descriptor_faults
from datapatch.tables.notes import Note
from datapatch.tables.package import DataPackage
from datapatch.tables.wording import told_apart
from datapatch.translation import N_
from datapatch.types import DatasetName, Signature
from datapatch.workflow.files import read_file
from datapatch.workflow.imports.describing import ATTRIBUTES, ATTRIBUTES_TEXT, README, readme
from datapatch.workflow.imports.importing import Imported, create_dataset
from datapatch.workflow.imports.resources import ReadResource, read_resource
from datapatch.workflow.instance import Instance
from datapatch.workflow.snapshot import DESCRIPTOR

YAML = (".yaml", ".yml")

FAULT = N_("The descriptor: {fault}")
TURNED = N_("{file} became datapackage.json, the name and form that every reader knows.")
RENAMED = N_("Two tables are called “{name}”; the second is now “{new}”.")
NOTHING_HERE = N_(
    "{file} names no table that can be read here: at least one CSV file must lie beside it."
)


@dataclass(frozen=True, slots=True)
class PackageSource:
    """A package as it will be stored: paths in the repository and their bytes."""

    package: DataPackage
    files: Mapping[str, bytes]
    resources: tuple[ReadResource, ...]
    notes: tuple[Note, ...]


def import_package(
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    descriptor: Path,
    *,
    author: Signature,
    public: bool = True,
) -> Imported:
    """A ``datapackage.json`` (or ``.yaml``) and the files that it names become a dataset.

    Files keep their paths and bytes, unless a note says otherwise. Faults of the descriptor, files
    that lie elsewhere or are missing, what a schema objects to: all that is told in the notes and
    refuses nothing; at least one table must be readable.
    """
    source = read_package(instance, descriptor)
    files: dict[str, bytes | None] = {ATTRIBUTES: ATTRIBUTES_TEXT, README: readme(source.package)}
    files |= source.files
    message = instance.translate(N_("Import {file}")).format(file=descriptor.name)
    create_dataset(instance, actor, name, files, author=author, message=message, public=public)
    tables = [resource for resource in source.resources if resource.table is not None]
    personal = dict.fromkeys(field for table in tables for field in table.personal_fields)
    return Imported(name, source.notes, tables[0].key, tuple(personal))


def read_package(instance: Instance, descriptor: Path) -> PackageSource:
    """Read a package from disk. Nothing is fetched.

    Raises `BadDescriptor`, `LimitExceeded`, or `UnreadableTable` when no table can be read.
    """
    data = read_file(instance, descriptor)
    package, notes = _described(data, descriptor)
    read = tuple(read_resource(instance, descriptor.parent, r) for r in package.resources)
    if all(resource.table is None for resource in read):
        raise UnreadableTable(NOTHING_HERE, file=descriptor.name)
    changed = replace(package, resources=tuple(each.resource for each in read))
    files = {path: content for each in read for path, content in each.files.items()}
    if (descriptor.parent / README).is_file():
        files[README] = read_file(instance, descriptor.parent / README)
    files[DESCRIPTOR] = data if _is_kept(data, changed) else changed.to_json()
    told = [note for resource in read for note in resource.notes]
    return PackageSource(changed, files, read, (*notes, *told))


def _is_kept(data: bytes, package: DataPackage) -> bool:
    """Whether the descriptor can stay as it is: in strict JSON, and nothing in it changed."""
    try:
        return bool(json.loads(data) == package.to_descriptor())
    except ValueError:
        return False


def _described(data: bytes, file: Path) -> tuple[DataPackage, list[Note]]:
    """The package, each resource under a name of its own, and what is odd in its descriptor."""
    yaml = file.suffix in YAML
    read = DataPackage.from_yaml if yaml else DataPackage.from_json
    package = read(data, file.name)
    notes = [Note(TURNED, {"file": file.name})] if yaml else []
    notes += [Note(FAULT, {"fault": f}) for f in descriptor_faults(package.to_descriptor())]
    notes += package.notes
    names = [resource.name for resource in package.resources]
    new_names = told_apart(names)
    for old, new in zip(names, new_names, strict=True):
        if old != new:
            notes.append(Note(RENAMED, {"name": old, "new": new}))
    pairs = zip(package.resources, new_names, strict=True)
    return replace(package, resources=tuple(replace(r, name=n) for r, n in pairs)), notes
