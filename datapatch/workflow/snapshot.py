"""A dataset at one revision: its descriptor and tables, read from git when asked for."""

from collections.abc import Mapping, Sequence
from copy import copy
from functools import cached_property, partial
from pathlib import Path, PurePosixPath

from datapatch.errors import BadDescriptor, NotFound, UnreadableTable
from datapatch.gitstore.objects import blob_id
from datapatch.gitstore.repository import Repository
from datapatch.index.keyed_values import HashedRows, KeyedValues
from datapatch.index.parsed import ParsedTables
from datapatch.tables.package import DataPackage
from datapatch.tables.parted import PartedTable, Rows, in_one_part
from datapatch.tables.parts import check_part, read_parts
from datapatch.tables.resource import Resource
from datapatch.tables.row_hashes import RowReading, TextReading
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_
from datapatch.types import BlobId, CommitId, Key
from datapatch.workflow.imports.references import resolved
from datapatch.workflow.rows.table_files import StoredPart, TableFile, content_id, usable_key

DESCRIPTOR = "datapackage.json"
TABLE_ENDINGS = (".csv", ".tsv")

IN_MEMORY = Path(":memory:")
"""Where SQLite keeps what nobody else will ask for."""

__all__ = [
    "DESCRIPTOR",
    "TABLE_ENDINGS",
    "Snapshot",
    "StoredPart",
    "TableFile",
    "content_id",
    "usable_key",
]


class Snapshot:
    """One commit of a dataset. Nothing is read before it is asked for, and nothing twice."""

    def __init__(
        self,
        repository: Repository,
        commit: CommitId,
        tables: ParsedTables,
        keyed: KeyedValues | None = None,
        fallback: DataPackage | None = None,
    ) -> None:
        """``fallback`` describes old revisions that have no descriptor, or a broken one."""
        self.repository = repository
        self.commit = commit
        self._tables = tables
        self._keyed = keyed or KeyedValues(IN_MEMORY)
        self._fallback = fallback
        self._parted: dict[str, PartedTable] = {}
        self._written: Mapping[BlobId, bytes] = {}

    @cached_property
    def files(self) -> Mapping[str, BlobId]:
        """Every regular file and its blob."""
        return self._tables.trees.get(self.commit, lambda: self.repository.files(self.commit))

    @cached_property
    def descriptor_path(self) -> str | None:
        """Where the descriptor lies: at the root, else the shallowest one below."""
        below = f"/{DESCRIPTOR}"
        found = [path for path in self.files if path == DESCRIPTOR or path.endswith(below)]
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
        blob, path = self.files[self.descriptor_path], self.descriptor_path
        try:
            return self._tables.packages.get(
                blob, lambda: DataPackage.from_json(self.read_blob(blob), path)
            )
        except BadDescriptor:
            if self._fallback is None:
                raise
            return None

    @cached_property
    def folder(self) -> str:
        """The folder that the descriptor's paths start from, "" at the root."""
        path = self.descriptor_path
        return "" if path is None else str(PurePosixPath(path).parent).removeprefix(".")

    @cached_property
    def table_files(self) -> Mapping[str, TableFile]:
        """The resources that can be read as tables here, by name."""
        made = (self._table_file(resource) for resource in self.package.resources)
        return {file.name: file for file in made if file is not None}

    def in_repository(self, repository: Repository) -> "Snapshot":
        """The same revision, what is not known of it yet to be read from ``repository``."""
        other = copy(self)
        other.repository = repository
        other._parted = {}
        return other

    def at(self, commit: CommitId) -> "Snapshot":
        """Another commit of this repository, described by this one where it lacks a descriptor."""
        return Snapshot(self.repository, commit, self._tables, self._keyed, self.package)

    def with_files(self, files: Mapping[str, bytes | None]) -> "Snapshot":
        """The same revision with these files written (None: removed), as a commit would have it."""
        other = Snapshot(self.repository, self.commit, self._tables, self._keyed, self._fallback)
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
        """The rows of a resource, its parts joined; raises `NotFound` or `UnreadableTable`.

        All of a large table is read then: ask for a `part` where that will do.
        """
        file = self.table_file(name)
        return self._tables.table(file.content_id, file.resource.dialect, lambda: self._read(file))

    def parted(self, name: str) -> PartedTable:
        """The rows of a resource, each part read when it is asked for; raises as `table` does."""
        file = self.table_file(name)
        if len(file.parts) == 1:
            return in_one_part(self.table(name), file.content_id)
        if name not in self._parted:
            self._parted[name] = self._in_parts(file)
        return self._parted[name]

    def _in_parts(self, file: TableFile) -> PartedTable:
        dialect, blobs = file.resource.dialect, file.blobs
        counts = self._keyed.row_counts(blobs, dialect, partial(self._checked_part, file))
        return PartedTable(
            blobs,
            counts,
            lambda number: self._read_part(file, blobs[number]),
            partial(self.table, file.name),
        )

    def _checked_part(self, file: TableFile, blob: BlobId) -> Table:
        """A part that is met for the first time; raises `UnreadableTable` if it does not fit."""
        number, part = file.blobs.index(blob), self._read_part(file, blob)
        first = self._read_part(file, file.blobs[0])
        check_part(first, part, number + 1, is_last=number == len(file.blobs) - 1)
        return part

    def _read_part(self, file: TableFile, blob: BlobId) -> Table:
        dialect = file.resource.dialect
        return self._tables.table(blob, dialect, lambda: Table.parse(self.read_blob(blob), dialect))

    def part(self, name: str, number: int) -> Table:
        """One part of a resource, counted from 0, as a table of its own; raises as `table` does."""
        file = self.table_file(name)
        return self._read_part(file, file.blobs[number])

    def resource_at(self, path: str) -> str | None:
        """The name of the table resource that has ``path`` among its files."""
        return self._resources_by_path.get(path)

    @cached_property
    def _resources_by_path(self) -> Mapping[str, str]:
        found: dict[str, str] = {}
        for file in self.table_files.values():
            found |= {path: file.name for path in file.paths if path not in found}
        return found

    def key(self, name: str) -> tuple[str, ...]:
        """The primary key's fields when the table has all of them, else ()."""
        return usable_key(self.table_file(name), self.parted(name))

    def keyed_rows(self, name: str, fields: Sequence[str] | None = None) -> HashedRows:
        """The numbers by which rows are found by ``fields``, by default by the key.

        Of a table in parts, those parts are read whose numbers nobody has made yet.
        """
        file, reading = self.table_file(name), self.key_reading(name, fields)
        return self._keyed.rows(file.blobs, reading, partial(self._read_part, file))

    def repeated_keys(self, name: str, fields: Sequence[str] | None = None) -> frozenset[int]:
        """The numbers of keys that several rows have."""
        file, reading = self.table_file(name), self.key_reading(name, fields)
        return self._keyed.repeated(file.blobs, reading, partial(self._read_part, file))

    def value_rows(self, name: str, reading: RowReading) -> HashedRows:
        """The numbers of all rows in another reading than the key's."""
        file = self.table_file(name)
        return self._keyed.rows(file.blobs, reading, partial(self._read_part, file))

    def key_reading(self, name: str, fields: Sequence[str] | None = None) -> TextReading:
        """How keys become numbers: see `datapatch.tables.row_hashes`."""
        table = self.parted(name)
        key = self.key(name) if fields is None else fields
        places = tuple(table.position(field) for field in key)
        return TextReading(self.table_file(name).resource.dialect, places)

    def find(self, name: str, key: Key, fields: Sequence[str] | None = None) -> list[int]:
        """The data rows that have ``key``, in order; the parts that hold them alone are read."""
        reading, table = self.key_reading(name, fields), self.parted(name)
        rows = self.keyed_rows(name, fields).candidates(reading.hash(key))
        return [row for row in rows if _cells(table, row, reading.places) == key]

    def rows_by_key(self, name: str) -> Mapping[Key, int]:
        """The data row of each key that one row alone has; none without a primary key."""
        file, fields = self.table_file(name), self.key(name)
        if not fields:
            return {}
        content, dialect = file.content_id, file.resource.dialect
        return self._tables.rows_by_key(content, dialect, self.table(name), fields)

    def _read(self, file: TableFile) -> Table:
        return read_parts([self.read_blob(blob) for blob in file.blobs], file.resource.dialect)

    def _table_file(self, resource: Resource) -> TableFile | None:
        if not resource.is_local or resource.storage == "separate":
            return None
        paths = [self._path_of(path) for path in resource.paths]
        parts = [StoredPart(path, self.files[path]) for path in paths if path in self.files]
        if len(parts) < len(paths) or not paths[0].lower().endswith(TABLE_ENDINGS):
            return None
        resource = resolved(resource, self._beside)
        schema = resource.schema or TableSchema.from_descriptor({"fields": []})
        return TableFile(resource, tuple(parts), schema, schema.primary_key)

    def _beside(self, path: str) -> bytes | None:
        """A file that the descriptor points at."""
        blob = self.files.get(str(PurePosixPath(self.folder, path)))
        return None if blob is None else self.read_blob(blob)

    def _path_of(self, given: str) -> str:
        """Where the file lies that a resource calls ``given``.

        A later revision's descriptor does not know in which folder an earlier one kept the file.
        """
        plain = f"{self.folder}/{given}" if self.folder else given
        if plain in self.files:
            return plain
        path = PurePosixPath(self.folder, given)
        if str(path) in self.files or self.describes_itself:
            return str(path)
        same = [found for found in self.files if PurePosixPath(found).name == path.name]
        return same[0] if len(same) == 1 else str(path)


def _cells(table: Rows, row: int, places: Sequence[int]) -> Key:
    cells = table.values(row)
    return tuple(cells[place] for place in places)


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
