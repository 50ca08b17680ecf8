"""What lies on disk, imported by what it is: a table, a Data Package, a repository."""

from collections.abc import Iterator
from pathlib import Path
from typing import Literal

from datapatch.accounts.policy import Actor
from datapatch.errors import BadDescriptor, InvalidInput, UnreadableTable
from datapatch.tables.package import DataPackage
from datapatch.tables.schema import TableSchema
from datapatch.tables.unpacking import JSON_FILE
from datapatch.translation import N_
from datapatch.types import DatasetName, Signature
from datapatch.workflow.files import read_file, readable
from datapatch.workflow.imports.adopting import adopt_history
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Imported, Overrides, SourceFile, import_table
from datapatch.workflow.imports.packages import import_package
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.indexing import Progress

BUNDLE = ".bundle"
DESCRIPTORS = ("datapackage.json", "datapackage.yaml", "datapackage.yml")

NO_FIELDS = N_(
    "{file} describes no fields: it is no Table Schema. "
    "It must be a JSON object with a list of “fields”."
)


def import_path(  # noqa: PLR0913 - what the three kinds of import need together
    instance: Instance,
    actor: Actor,
    name: DatasetName,
    path: Path,
    description: Description,
    *,
    author: Signature,
    overrides: Overrides | None = None,
    public: bool = True,
    progress: Progress | None = None,
) -> Imported:
    """Import a CSV file, a ``datapackage.json``, a folder with one, a git bundle or repository.

    Raises `InvalidInput` when nothing is there that can be read, and what the chosen import raises.
    """
    kind = _kind(instance, path)
    if kind != "table":
        _refuse_overrides(path, overrides)
    if kind == "repository":
        return adopt_history(
            instance,
            actor,
            name,
            path,
            description,
            author=author,
            public=public,
            progress=progress,
        )
    if kind == "package":
        descriptor = descriptor_in(path) if path.is_dir() else path
        return import_package(instance, actor, name, descriptor, author=author, public=public)
    if path.suffix == ".json":
        raise UnreadableTable(JSON_FILE, file=path.name)
    return import_table(
        instance,
        actor,
        name,
        SourceFile(path.name, read_file(instance, path)),
        description,
        author=author,
        overrides=overrides,
        public=public,
    )


def _kind(instance: Instance, path: Path) -> Literal["repository", "package", "table"]:
    """What seems to lie at ``path``; raises `InvalidInput` when nothing can be read there."""
    with readable(path):
        if not path.exists():
            raise InvalidInput(N_("There is no file {file}."), file=path)
        if path.suffix == BUNDLE or is_repository(path):
            return "repository"
        folder = path.is_dir()
    return "package" if folder or is_descriptor(instance, path) else "table"


def read_schema(instance: Instance, path: Path) -> TableSchema:
    """The Table Schema in the JSON file at ``path``; raises `InvalidInput`."""
    schema = TableSchema.from_json(read_file(instance, path), path.name)
    if not schema.fields:
        raise BadDescriptor(NO_FIELDS, file=path.name)
    return schema


def is_repository(path: Path) -> bool:
    """Whether ``path`` is a git repository, bare or with a work tree."""
    return (path / ".git").exists() or ((path / "objects").is_dir() and (path / "HEAD").is_file())


def is_descriptor(instance: Instance, path: Path) -> bool:
    """Whether ``path`` describes a Data Package, by its name or because it lists resources."""
    if path.name in DESCRIPTORS:
        return True
    if path.suffix != ".json":
        return False
    try:
        DataPackage.from_json(read_file(instance, path), path.name)
    except BadDescriptor:
        return False
    return True


def descriptor_in(folder: Path) -> Path:
    """The descriptor of a Data Package's folder, the shallowest in it.

    Raises `InvalidInput` when there is none, or when several lie equally deep.
    """
    with readable(folder):
        found = sorted(_descriptors(folder), key=lambda path: (len(path.parts), path))
    if not found:
        raise InvalidInput(
            N_(
                "{folder} holds no datapackage.json and is no git repository. "
                "Name a CSV file in it."
            ),
            folder=folder,
        )
    best = found[0]
    others = [path for path in found if len(path.parts) == len(best.parts)]
    if {path.parent for path in others} != {best.parent}:
        listed = ", ".join(str(path.relative_to(folder)) for path in others[:5])
        raise InvalidInput(
            N_("{folder} holds several Data Packages ({files}). Name one of them."),
            folder=folder,
            files=listed + ("…" if len(others) > 5 else ""),
        )
    return best


def _descriptors(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("datapackage.*"):
        hidden = any(part.startswith(".") for part in path.relative_to(folder).parts)
        if path.name in DESCRIPTORS and path.is_file() and not hidden:
            yield path


def _refuse_overrides(path: Path, overrides: Overrides | None) -> None:
    if overrides is not None and overrides != Overrides():
        raise InvalidInput(
            N_(
                "{file} says itself how its tables are to be read. "
                "Leave out --encoding, --delimiter, --header-row, --key and --schema."
            ),
            file=path.name,
        )
