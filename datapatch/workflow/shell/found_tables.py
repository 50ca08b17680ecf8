"""Tables that a person names: a file, or a resource in a revision, and what describes it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path, PurePosixPath
from typing import TYPE_CHECKING

from datapatch.errors import BadDescriptor, InvalidInput
from datapatch.tables.reading import read_table
from datapatch.tables.table import Table
from datapatch.translation import N_

if TYPE_CHECKING:
    from datapatch.tables.resource import Resource
    from datapatch.tables.schema import TableSchema
    from datapatch.workflow.shell.revision_addresses import RevisionAddress

DESCRIPTOR = "datapackage.json"
REPEATED = N_(
    "{file} names the field “{field}” more than once. Rename one of them, then try again."
)
NOT_READ = N_("{file} cannot be read: {reason}.")


@dataclass(frozen=True, slots=True, eq=False)
class FoundTable:
    """A table, and what its descriptor says of it.

    ``name`` is what a person calls it, ``path`` how its repository (or its folder) does.
    ``file`` is the file that holds exactly its bytes. ``described_by`` is the descriptor, empty
    where there is none; then there is no ``key`` and no ``schema``.
    """

    name: str
    path: str
    table: Table
    file: Path | None = None
    described_by: str = ""
    key: tuple[str, ...] = ()
    schema: "TableSchema | None" = None


def find_table(text: str) -> FoundTable:
    """The table in a file, or at a ``REPO:REVISION:RESOURCE``; raises what reading raises.

    ``-`` is standard input.
    """
    path = Path("/dev/stdin" if text == "-" else text)
    if ":" in text and not path.exists():
        # Reading git takes a moment to load: not for plain files.
        from datapatch.workflow.shell.revision_addresses import parse_address

        if address := parse_address(text):
            return _table_in_revision(address)
    return table_in_file(path)


def _table_in_revision(address: "RevisionAddress") -> FoundTable:
    # As above.
    from datapatch.workflow.shell.revision_addresses import opened, table_file

    path = address.resource
    with opened(address) as snapshot:
        if path in snapshot.files and snapshot.resource_at(path) is None:
            return FoundTable(str(address), path, read_table(snapshot.read(path), path))
        file = table_file(snapshot, address)
        table = snapshot.table(file.name)
    described = DESCRIPTOR if snapshot.describes_itself else ""
    return FoundTable(str(address), file.path, table, None, described, file.key, file.schema)


def table_in_file(path: Path, *, named: Path | None = None) -> FoundTable:
    """The table in a file, described by the ``datapackage.json`` beside it or above it in the
    same repository. ``named`` is the file that it stands for, when it is a copy.
    """
    data = read_bytes(path)
    found = table_of_bytes(data, named or path)
    own = path.is_file() and found.table.data is data
    return replace(found, file=path if own else None)


def table_of_bytes(data: bytes, place: Path) -> FoundTable:
    """The table in the bytes of a file at ``place``, described as that is."""
    descriptor, resource = describing(place)
    dialect = resource.dialect if resource else None
    table = Table.parse(data, dialect) if dialect else read_table(data, place.name)
    schema = resource.schema if resource else None
    return FoundTable(
        name=str(place),
        path=_path_in_repository(place),
        table=table,
        described_by=_as_seen(descriptor) if descriptor else "",
        key=schema.primary_key if schema else (),
        schema=schema,
    )


def refuse_repeated(found: FoundTable) -> None:
    """Raise InvalidInput when two fields have one name: nobody could say which is meant."""
    if repeated := repeated_field(found.table.fields):
        raise InvalidInput(REPEATED, file=found.name, field=repeated)


def repeated_field(fields: Sequence[str]) -> str:
    """The first name that stands there twice; empty when none does."""
    return next((name for n, name in enumerate(fields) if name in fields[:n]), "")


def read_bytes(path: Path) -> bytes:
    """The bytes of a file, or of what stands for none (/dev/null); raises InvalidInput."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise InvalidInput(NOT_READ, file=path, reason=error.strerror or error) from error


def describing(path: Path) -> "tuple[Path | None, Resource | None]":
    """The descriptor that lists ``path`` and the resource that it is there, or nothing."""
    for folder in _folders(path):
        descriptor = folder / DESCRIPTOR
        if descriptor.is_file():
            resource = _resource_of(descriptor, path)
            return (descriptor, resource) if resource else (None, None)
    return None, None


def _folders(path: Path) -> Iterator[Path]:
    """The folder of a file, and those above it up to the top of its repository."""
    here = Path(path.absolute()).parent
    yield here
    above = list(here.parents)
    top = next((n for n, each in enumerate([here, *above]) if (each / ".git").exists()), 0)
    yield from above[:top]


def _resource_of(descriptor: Path, path: Path) -> "Resource | None":
    # Descriptors take a moment to load: not for tables that have none.
    from datapatch.tables.package import DataPackage
    from datapatch.workflow.imports.references import resolved

    try:
        package = DataPackage.from_json(read_bytes(descriptor), str(descriptor))
    except BadDescriptor:
        return None
    wanted = path.absolute()
    for resource in package.tables:
        if any(descriptor.parent.absolute() / part == wanted for part in resource.paths):
            return resolved(resource, lambda name: _beside(descriptor.parent, name))
    return None


def _beside(folder: Path, name: str) -> bytes | None:
    file = folder / name
    return read_bytes(file) if file.is_file() else None


def _path_in_repository(path: Path) -> str:
    """How git calls a file: from the top of its repository, else from its own folder."""
    for folder in path.absolute().parents:
        if (folder / ".git").exists():
            return str(PurePosixPath(path.absolute().relative_to(folder)))
    return path.name


def _as_seen(path: Path) -> str:
    """A path as a person writes it who works in the current folder."""
    here = Path.cwd()
    return str(path.relative_to(here) if path.is_relative_to(here) else path)
