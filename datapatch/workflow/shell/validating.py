"""Validation of what a person names: a CSV file, a package, a repository, a revision of one.

Verdicts are those of frictionless: row, field and type of each error. What is at an address is not
fetched; byte counts and hashes, which every accepted change makes stale, are not compared.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

from datapatch.errors import NotFound, UnreadableTable
from datapatch.tables.descriptors import thaw
from datapatch.tables.foreign_keys import check_foreign_keys
from datapatch.tables.package import NOT_STRICT, DataPackage
from datapatch.tables.parts import read_parts
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.validation import violations
from datapatch.tables.violation import Violation
from datapatch.tables.wording import told_apart
from datapatch.translation import N_
from datapatch.workflow.imports.references import resolved
from datapatch.workflow.shell.found_tables import DESCRIPTOR, read_bytes, table_in_file

NO_FILE = N_("{resource}: there is no file {path}. Add it, or correct the descriptor.")
NOT_READ = N_("{resource}: {reason}")
FAULT = N_("{file}: {reason}")


@dataclass(frozen=True, slots=True)
class Finding:
    """One error, and the resource that it is in; empty for a file, and for a descriptor."""

    resource: str
    violation: Violation


@dataclass(frozen=True, slots=True, eq=False)
class _Member:
    """A table of a package that could be read."""

    name: str
    table: Table
    schema: TableSchema


@dataclass(frozen=True, slots=True, eq=False)
class _Package:
    """What is known of a package: its tables, and what could not be read."""

    members: list[_Member] = field(default_factory=list)
    unread: list[Finding] = field(default_factory=list)


def validate_file(path: Path, schema: TableSchema | None = None) -> Iterator[Finding]:
    """The errors of a CSV file by ``schema``, else by the one of the package that lists it.

    Without any schema, its structure alone is looked at. Raises what reading raises.
    """
    found = table_in_file(path)
    wanted = schema or found.schema or free_schema(found.table)
    yield from (Finding("", violation) for violation in violations(found.table, wanted))


def validate_package(descriptor: Path) -> Iterator[Finding]:
    """The errors of a ``datapackage.json`` and of its tables, those between them included.

    Raises BadDescriptor when it cannot be read at all.
    """
    package = DataPackage.from_json(read_bytes(descriptor), descriptor.name)
    yield from (
        _descriptor_fault(note.template, note.data)
        for note in package.notes
        if note.template == NOT_STRICT
    )
    yield from _faults(package, descriptor.name)
    found = _Package()
    for resource in package.tables:
        _read(found, resource, descriptor.parent)
    yield from _findings(found)


def validate_folder(folder: Path) -> Iterator[Finding]:
    """The errors of the package in a folder: a work tree as it is, a bare repository at HEAD.

    Raises InvalidInput where there is none, or several.
    """
    # Git and the database take a moment to load: not for files.
    from datapatch.workflow.imports.sources import descriptor_in, is_repository

    if is_repository(folder) and not (folder / ".git").exists():
        return validate_address(f"{folder}:HEAD:")
    return validate_package(descriptor_in(folder))


def validate_address(text: str) -> Iterator[Finding]:
    """The errors of a revision, or of one table in it; raises NotFound."""
    # As above.
    from datapatch.workflow.shell.revision_addresses import opened, parse_address, table_file

    address = parse_address(text)
    if address is None:
        raise NotFound
    found = _Package()
    with opened(address) as snapshot:
        if address.resource:
            files = [table_file(snapshot, address)]
        else:
            files = list(snapshot.table_files.values())
            yield from _faults(snapshot.package, snapshot.descriptor_path or DESCRIPTOR)
        for file in files:
            _add(found, file.resource, partial(snapshot.table, file.name))
    yield from _findings(found)


def free_schema(table: Table) -> TableSchema:
    """The schema that takes whatever stands in the fields of ``table``."""
    names = told_apart([name or f"field{n}" for n, name in enumerate(table.fields, 1)])
    fields = [{"name": name, "type": "any"} for name in names]
    return TableSchema.from_descriptor({"fields": fields})


def _read(found: _Package, resource: Resource, folder: Path) -> None:
    described = resolved(resource, lambda name: _beside(folder, name))
    missing = [path for path in resource.paths if not (folder / path).is_file()]
    if missing:
        data = {"resource": resource.name, "path": missing[0]}
        found.unread.append(_unread(resource, "scheme-error", NO_FILE, data))
        return

    def read() -> Table:
        parts = [read_bytes(folder / path) for path in resource.paths]
        return read_parts(parts, described.dialect)

    _add(found, described, read)


def _add(found: _Package, resource: Resource, read: Callable[[], Table]) -> None:
    try:
        table = read()
    except UnreadableTable as error:
        kind = "encoding-error" if "encoding" in error.data else "source-error"
        data = {"resource": resource.name, "reason": error}
        found.unread.append(_unread(resource, kind, NOT_READ, data))
        return
    found.members.append(_Member(resource.name, table, resource.schema or free_schema(table)))


def _unread(resource: Resource, kind: str, template: str, data: Mapping[str, object]) -> Finding:
    return Finding(resource.name, Violation(None, None, None, kind, "", template, data))


def _findings(found: _Package) -> Iterator[Finding]:
    yield from found.unread
    tables = {member.name: member.table for member in found.members}
    schemas = {member.name: member.schema for member in found.members}
    for member in found.members:
        found_here = violations(member.table, member.schema)
        if member.schema.foreign_keys:
            pointing = check_foreign_keys(member.table, member.schema, tables, schemas=schemas)
            found_here = _in_order([*found_here, *pointing])
        yield from (Finding(member.name, violation) for violation in found_here)


def _in_order(found: Sequence[Violation]) -> Iterator[Violation]:
    """The header's first, then row by row."""
    return iter(sorted(found, key=lambda violation: violation.row or 0))


def _faults(package: DataPackage, file: str) -> Iterator[Finding]:
    """What frictionless itself objects to in a descriptor."""
    # It takes a second to load: not for files.
    from datapatch.formats.descriptor_faults import descriptor_errors

    descriptor = thaw(package.descriptor)
    for kind, reason in descriptor_errors(descriptor if isinstance(descriptor, dict) else {}):
        data = {"file": file, "reason": reason}
        yield Finding("", Violation(None, None, None, kind, "", FAULT, data))


def _descriptor_fault(template: str, data: Mapping[str, object]) -> Finding:
    return Finding("", Violation(None, None, None, "package-error", "", template, data))


def _beside(folder: Path, name: str) -> bytes | None:
    file = folder / name
    return read_bytes(file) if file.is_file() else None
