"""A dataset at one revision: its descriptor and tables, read from git when asked for."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import PurePosixPath

from datapatch.errors import BadDescriptor, NotFound, UnreadableTable
from datapatch.gitstore.objects import blob_id
from datapatch.gitstore.repository import Repository
from datapatch.index.parsed import ParsedTables
from datapatch.tables.package import DataPackage
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.types import BlobId, CommitId, Key
from datapatch.workflow.references import resolved

DESCRIPTOR = "datapackage.json"
TABLE_ENDINGS = (".csv", ".tsv")


@dataclass(frozen=True, slots=True)
class TableFile:
    """A resource that is one file of rows in the repository."""

    resource: Resource
    path: str
    blob: BlobId
    schema: TableSchema
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.resource.name

    @property
    def ending(self) -> str:
        """The ending of its file: "csv" or "tsv"."""
        return self.path.rsplit(".", 1)[-1].lower()

    @property
    def reading(self) -> str:
        """How the bytes are read: part of the address of whatever is derived from them."""
        dialect = self.resource.dialect
        return f"{','.join(self.key)};{dialect.delimiter};{dialect.encoding};{dialect.header_row}"


class Snapshot:
    """One commit of a dataset. Nothing is read before it is asked for, and nothing twice."""

    def __init__(
        self,
        repository: Repository,
        commit: CommitId,
        tables: ParsedTables,
        fallback: DataPackage | None = None,
    ) -> None:
        """``fallback`` describes old revisions that have no descriptor, or a broken one."""
        self.repository = repository
        self.commit = commit
        self._tables = tables
        self._fallback = fallback
        self._packages: dict[BlobId, DataPackage] = {}
        self._written: Mapping[BlobId, bytes] = {}

    @cached_property
    def files(self) -> Mapping[str, BlobId]:
        """Every regular file and its blob."""
        return self.repository.files(self.commit)

    @cached_property
    def descriptor_path(self) -> str | None:
        """Where the descriptor lies: at the root, else the shallowest one below."""
        found = [path for path in self.files if PurePosixPath(path).name == DESCRIPTOR]
        return min(found, key=lambda path: (path.count("/"), path), default=None)

    @cached_property
    def package(self) -> DataPackage:
        """What the descriptor says; the fallback's, or one made from the file names, without it."""
        return self._own_package or self._fallback or implied_package(self.files)

    @property
    def describes_itself(self) -> bool:
        """Whether this revision has a descriptor that can be read."""
        return self._own_package is not None

    @cached_property
    def _own_package(self) -> DataPackage | None:
        if self.descriptor_path is None:
            return None
        blob = self.files[self.descriptor_path]
        try:
            if blob not in self._packages:
                data = self.read_blob(blob)
                self._packages[blob] = DataPackage.from_json(data, self.descriptor_path)
            return self._packages[blob]
        except BadDescriptor:
            if self._fallback is None:
                raise
            return None

    @property
    def folder(self) -> str:
        """The folder that the descriptor's paths start from, "" at the root."""
        path = self.descriptor_path
        return "" if path is None else str(PurePosixPath(path).parent).removeprefix(".")

    @cached_property
    def table_files(self) -> Mapping[str, TableFile]:
        """The resources that can be read as tables here, by name."""
        made = (self._table_file(resource) for resource in self.package.resources)
        return {file.name: file for file in made if file is not None}

    def at(self, commit: CommitId) -> "Snapshot":
        """Another commit of this repository, described by this one where it lacks a descriptor."""
        other = Snapshot(self.repository, commit, self._tables, self.package)
        other._packages = self._packages  # most revisions share one descriptor
        return other

    def with_files(self, files: Mapping[str, bytes | None]) -> "Snapshot":
        """The same revision with these files written (None: removed), as a commit would have it."""
        other = Snapshot(self.repository, self.commit, self._tables, self._fallback)
        other._packages = self._packages
        written = {path: blob_id(data) for path, data in files.items() if data is not None}
        other._written = {written[path]: data for path, data in files.items() if data is not None}
        kept = {path: blob for path, blob in self.files.items() if path not in files}
        other.files = kept | written
        return other

    def read(self, path: str) -> bytes:
        """The bytes of one file; raises `NotFound`."""
        if path not in self.files:
            raise NotFound
        return self.read_blob(self.files[path])

    def read_blob(self, blob: BlobId) -> bytes:
        """The bytes of any file of this repository; raises `NotFound`."""
        written = self._written.get(blob)
        return self.repository.read_blob(blob) if written is None else written

    def table_file(self, name: str) -> TableFile:
        """The table resource of that name; raises `NotFound`."""
        try:
            return self.table_files[name]
        except KeyError:
            raise NotFound(N_("There is no table “{name}” in this dataset."), name=name) from None

    def table(self, name: str) -> Table:
        """The rows of a resource; raises `NotFound` or `UnreadableTable`."""
        file = self.table_file(name)
        return self._tables.table(file.blob, file.resource.dialect, self.read_blob)

    def resource_at(self, path: str) -> str | None:
        """The name of the table resource whose file is ``path``."""
        return next((f.name for f in self.table_files.values() if f.path == path), None)

    def key(self, name: str) -> tuple[str, ...]:
        """The primary key's fields when the table has all of them, else ()."""
        return usable_key(self.table_file(name), self.table(name))

    def rows_by_key(self, name: str) -> Mapping[Key, int]:
        """The data row of each key that one row alone has; none without a primary key."""
        file, fields = self.table_file(name), self.key(name)
        if not fields:
            return {}
        return self._tables.rows_by_key(file.blob, file.resource.dialect, self.table(name), fields)

    def _table_file(self, resource: Resource) -> TableFile | None:
        if not resource.is_local or len(resource.paths) != 1:
            return None
        path = self._path_of(resource)
        blob = self.files.get(path)
        if blob is None or not path.lower().endswith(TABLE_ENDINGS):
            return None
        resource = resolved(resource, self._beside)
        schema = resource.schema or TableSchema.from_descriptor({"fields": []})
        return TableFile(resource, path, blob, schema, schema.primary_key)

    def _beside(self, path: str) -> bytes | None:
        """A file that the descriptor points at."""
        blob = self.files.get(str(PurePosixPath(self.folder, path)))
        return None if blob is None else self.read_blob(blob)

    def _path_of(self, resource: Resource) -> str:
        """Where the file of ``resource`` lies.

        A later revision's descriptor does not know in which folder an earlier one kept the file.
        """
        path = PurePosixPath(self.folder, resource.paths[0])
        if str(path) in self.files or self.describes_itself:
            return str(path)
        same = [found for found in self.files if PurePosixPath(found).name == path.name]
        return same[0] if len(same) == 1 else str(path)


def usable_key(file: TableFile, table: Table) -> tuple[str, ...]:
    """The primary key's fields when ``table`` has each of them once, else ()."""
    usable = all(table.fields.count(field) == 1 for field in file.key)
    return file.key if usable else ()


def implied_package(files: Mapping[str, BlobId]) -> DataPackage:
    """A descriptor for a repository without one: each CSV file is a resource."""
    paths = [path for path in sorted(files) if path.lower().endswith(TABLE_ENDINGS)]
    if not paths:
        raise UnreadableTable(N_("There is no CSV file in this repository."))
    names = resource_names(paths)
    return DataPackage.from_descriptor(
        {"resources": [{"name": n, "path": p} for n, p in zip(names, paths, strict=True)]}
    )


def resource_names(paths: list[str]) -> list[str]:
    """A distinct, readable name for each path."""
    names: list[str] = []
    for path in paths:
        stem = PurePosixPath(path).stem.lower()
        plain = (
            "".join(c if c.isascii() and c.isalnum() else "-" for c in stem).strip("-") or "table"
        )
        name, count = plain, 2
        while name in names:
            name, count = f"{plain}-{count}", count + 1
        names.append(name)
    return names
