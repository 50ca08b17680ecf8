"""Objects of one repository: read through quarantine and alternates, written durably."""

import hashlib
import os
import re
import secrets
import zlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import Self

from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID
from dulwich.pack import PackFileDisappeared

from datapatch.errors import NotFound
from datapatch.types import BlobId, ObjectId

KINDS = {1: "commit", 2: "tree", 3: "blob", 4: "tag"}
_ATTEMPTS = 4
_WRITERS = 16  # what waits for the disk at once is written by it together, in a third of the time
_FANOUT = re.compile("[0-9a-f]{2}")
_LOOSE_COMPRESSION = 1  # git's own choice for loose objects: they are packed later


@dataclass(slots=True)
class Batch:
    """Objects to be stored together; put what is pointed at before what points."""

    framed: dict[ObjectId, bytes] = field(default_factory=dict)

    def put(self, kind: str, data: bytes) -> ObjectId:
        """The name that the object will have."""
        framed = f"{kind} {len(data)}\0".encode("ascii") + data
        name = _name(framed)
        self.framed[name] = framed
        return name


def blob_id(data: bytes) -> BlobId:
    """The name that a file with this content has in every repository."""
    return BlobId(_name(f"blob {len(data)}\0".encode("ascii") + data))


def _name(framed: bytes) -> ObjectId:
    return ObjectId(hashlib.sha1(framed, usedforsecurity=False).hexdigest())


class Objects:
    """The object store under ``folder``; ``quarantine`` is looked into first when there is one."""

    def __init__(self, folder: Path, *, quarantine: Path | None = None) -> None:
        self.folder = folder
        beneath = [folder] if quarantine else None
        self._store = DiskObjectStore(quarantine or folder, alternates=beneath)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files that reading opened."""
        self._store.close()

    def read(self, oid: ObjectId) -> tuple[str, bytes]:
        """Kind ("commit", "tree", "blob", "tag") and content; raises NotFound.

        A repack by another process moves objects while we look: the packs are scanned again.
        """
        name = ObjectID(oid.encode("ascii", "replace"))
        for _ in range(_ATTEMPTS):
            try:
                number, data = self._store.get_raw(name)
            except (KeyError, PackFileDisappeared):
                continue
            except (AssertionError, ValueError) as error:
                raise NotFound from error
            return KINDS[number], data
        raise NotFound

    def content(self, oid: ObjectId, kind: str) -> bytes:
        """The content of an object of this kind; raises NotFound for any other kind."""
        found, data = self.read(oid)
        if found != kind:
            raise NotFound
        return data

    def holds(self, oid: ObjectId) -> bool:
        """Whether the object can be read here, in whichever store it lies."""
        return any(_holds(store, oid) for store in _stores(self._store))

    def borrows(self, oid: ObjectId) -> bool:
        """Whether the object lies in a store that this one borrows from."""
        _, *lenders = _stores(self._store)
        return any(_holds(store, oid) for store in lenders)

    def loose(self) -> Iterator[ObjectId]:
        """The objects that lie in files of their own under ``folder``."""
        for start in filter(_FANOUT.fullmatch, _names(self.folder)):
            with suppress(FileNotFoundError):  # git removes a folder that it has just emptied
                yield from (ObjectId(start + rest) for rest in _names(self.folder / start))

    def discard_loose(self, oid: ObjectId) -> None:
        """Delete the object's own file."""
        (self.folder / oid[:2] / oid[2:]).unlink(missing_ok=True)

    def starting_with(self, prefix: str) -> list[ObjectId]:
        """Every object whose name starts with these hexadecimal digits (two at least)."""
        found = self._store.iter_prefix(prefix.encode("ascii"))
        return sorted({ObjectId(name.decode("ascii")) for name in found})

    def write(self, batch: Batch) -> None:
        """Store the objects of ``batch`` that are not here yet.

        All of them lie on the disk when this returns, each whole under its name or not at all,
        and they appear in the order in which they were put.
        """
        pending = [name for name in batch.framed if not self.holds(name)]
        final = [self.folder / name[:2] / name[2:] for name in pending]
        if not pending:
            return
        framed, writers = [batch.framed[name] for name in pending], _writers()
        temporaries = list(writers.map(self._temporary, framed))
        for temporary, path in zip(temporaries, final, strict=True):
            _move(temporary, path)
        list(writers.map(_sync_if_there, {*(path.parent for path in final), self.folder}))

    def _temporary(self, framed: bytes) -> Path:
        """A file on the disk that holds the object, under a name that means none."""
        # git prune sweeps files of this name when a killed process left one
        path = self.folder / f"tmp_obj_{secrets.token_hex(8)}"
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o444)
        with os.fdopen(descriptor, "wb") as file:
            file.write(zlib.compress(framed, _LOOSE_COMPRESSION))
            file.flush()
            os.fsync(file.fileno())
        return path


@lru_cache(maxsize=1)
def _writers() -> ThreadPoolExecutor:
    """The threads of this process that wait for the disk: to start some takes longer than that."""
    return ThreadPoolExecutor(_WRITERS, thread_name_prefix="writer")


os.register_at_fork(after_in_child=_writers.cache_clear)  # a child has none of them


def _names(folder: Path) -> list[str]:
    with os.scandir(folder) as entries:
        return sorted(entry.name for entry in entries)


def _stores(store: DiskObjectStore) -> Iterator[DiskObjectStore]:
    yield store
    for alternate in store.alternates:
        if isinstance(alternate, DiskObjectStore):
            yield from _stores(alternate)


def _holds(store: DiskObjectStore, oid: ObjectId) -> bool:
    loose = Path(store.path, oid[:2], oid[2:]).exists()
    return loose or store.contains_packed(ObjectID(oid.encode("ascii")))


def _move(temporary: Path, final: Path) -> None:
    for _ in range(_ATTEMPTS):
        final.parent.mkdir(exist_ok=True)
        with suppress(FileNotFoundError):  # git removes a folder that it has just emptied
            temporary.replace(final)
            return
    temporary.replace(final)


def _sync_if_there(folder: Path) -> None:
    with suppress(FileNotFoundError):  # git packed all that was in it, and removed it
        sync(folder)


def sync(path: Path) -> None:
    """Return when the file or folder lies on the disk."""
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
