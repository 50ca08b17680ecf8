"""The files of a table in its repository: one, or the parts of a large one."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

from datapatch.tables.parted import Rows
from datapatch.tables.resource import Resource
from datapatch.tables.schema import TableSchema
from datapatch.types import BlobId, ObjectId


@dataclass(frozen=True, slots=True)
class StoredPart:
    """A file that holds rows: where it lies in the repository, and its content."""

    path: str
    blob: BlobId


@dataclass(frozen=True)
class TableFile:
    """A resource of rows in the repository: one file, or a large table's parts in order."""

    resource: Resource
    parts: tuple[StoredPart, ...]
    schema: TableSchema
    key: tuple[str, ...]

    @property
    def name(self) -> str:
        """The resource's name."""
        return self.resource.name

    @property
    def path(self) -> str:
        """Where it lies: its first part."""
        return self.parts[0].path

    @cached_property
    def paths(self) -> frozenset[str]:
        """Where all of it lies."""
        return frozenset(part.path for part in self.parts)

    @cached_property
    def blobs(self) -> tuple[BlobId, ...]:
        """The content of each part, in order."""
        return tuple(part.blob for part in self.parts)

    @cached_property
    def content_id(self) -> BlobId:
        """The id of its bytes: the blob's; of several parts, one made of theirs, in order."""
        return content_id(self.blobs)

    @property
    def ending(self) -> str:
        """The ending of its file: "csv" or "tsv"."""
        return self.path.rsplit(".", 1)[-1].lower()

    @property
    def reading(self) -> str:
        """How the bytes are read: part of the address of whatever is derived from them."""
        dialect = self.resource.dialect
        return f"{','.join(self.key)};{dialect.delimiter};{dialect.encoding};{dialect.header_row}"


def content_id(blobs: Sequence[BlobId]) -> BlobId:
    """What stands for these blobs, one behind the other; a single one stands for itself."""
    if len(blobs) == 1:
        return blobs[0]
    listed = "".join(blobs).encode("ascii")
    return BlobId(ObjectId(hashlib.sha1(listed, usedforsecurity=False).hexdigest()))


def usable_key(file: TableFile, table: Rows) -> tuple[str, ...]:
    """The primary key's fields when ``table`` has each of them once, else ()."""
    usable = all(table.fields.count(field) == 1 for field in file.key)
    return file.key if usable else ()
