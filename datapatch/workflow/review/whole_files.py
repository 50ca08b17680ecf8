"""What is wrong with a file as a whole: a descriptor that is none, a file that nobody has."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from datapatch.errors import BadDescriptor
from datapatch.tables.descriptors import read_json
from datapatch.tables.package import DataPackage
from datapatch.tables.violation import Violation
from datapatch.translation import N_
from datapatch.workflow.imports.references import dialect_reference, schema_reference
from datapatch.workflow.snapshot import Snapshot

NO_DESCRIPTOR = N_("This file must stay: it says what the tables hold. Put it back.")
NO_FILE = N_("{descriptor} names this file, which is not there. Put it back, or name it no more.")

Fault = tuple[str, Violation]
"""The path of a file, and what is wrong with it."""


def source_error(template: str, **data: object) -> Violation:
    """A violation of the file as a whole."""
    return Violation(None, None, None, "source-error", "", template, data)


def broken_descriptors(before: Snapshot, after: Snapshot) -> Iterator[Fault]:
    """Descriptors and schema files that ``after`` writes or removes, and that cannot be read.

    They must be strict JSON: a comma too many is forgiven where it was before, not where somebody
    writes it now.
    """
    path = after.descriptor_path
    if path is None:
        if before.descriptor_path is not None:
            yield before.descriptor_path, source_error(NO_DESCRIPTOR)
        return
    if _writes(before, after, path):
        try:
            DataPackage.from_descriptor(read_json(after.read(path), path), path)
        except BadDescriptor as error:
            yield path, source_error(error.template, **error.data)
            return
    yield from _broken_references(before, after)


def _broken_references(before: Snapshot, after: Snapshot) -> Iterator[Fault]:
    for path in _references(after):
        if path in after.files and _writes(before, after, path):
            try:
                read_json(after.read(path), path)
            except BadDescriptor as error:
                yield path, source_error(error.template, **error.data)


def missing_files(before: Snapshot, after: Snapshot) -> Iterator[Fault]:
    """Files that the descriptor of ``after`` names and that are not there.

    What ``before`` names and lacks as well is nobody's doing now.
    """
    lacking = _named(after) - after.files.keys()
    if not lacking:
        return
    lacking_before = _named(before) - before.files.keys()
    for path in sorted(lacking - lacking_before):
        yield path, source_error(NO_FILE, descriptor=after.descriptor_path)


def _writes(before: Snapshot, after: Snapshot, path: str) -> bool:
    return before.files.get(path) != after.files.get(path)


def _named(snapshot: Snapshot) -> set[str]:
    """Every file inside the package that its own descriptor names."""
    if not snapshot.describes_itself:
        return set()
    local = [resource for resource in snapshot.package.resources if resource.is_local]
    paths = {_beside(snapshot, path) for resource in local for path in resource.paths}
    return paths | _references(snapshot)


def _references(snapshot: Snapshot) -> set[str]:
    """The files in which a package keeps schemas and dialects."""
    resources = snapshot.package.resources
    given = [read(each) for each in resources for read in (schema_reference, dialect_reference)]
    return {_beside(snapshot, path) for path in given if path}


def _beside(snapshot: Snapshot, path: str) -> str:
    plain = f"{snapshot.folder}/{path}" if snapshot.folder else path
    return plain if plain in snapshot.files else str(PurePosixPath(snapshot.folder, path))
