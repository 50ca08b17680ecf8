"""Branches and tags of one repository, moved by compare-and-swap."""

import os
import re
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from pathlib import Path

from dulwich.errors import RefFormatError
from dulwich.file import FileLocked
from dulwich.objects import ZERO_SHA, ObjectID
from dulwich.refs import DiskRefsContainer, Ref

from datapatch.errors import BranchMoved
from datapatch.gitstore.locking import exclusive
from datapatch.gitstore.objects import sync
from datapatch.types import CommitId, ObjectId

_HEADS = "refs/heads/"
_TAGS = "refs/tags/"
_OID = re.compile(rb"[0-9a-f]{40}")
_PATIENCE = 10.0  # seconds that a write waits for stock git to take its lock file away
_ABANDONED = 3.0  # seconds after which a lock file belongs to a dead process: git needs far less


class Refs:
    """The refs of the bare repository at ``folder``."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._refs = DiskRefsContainer(folder)

    def branch(self, name: str) -> CommitId | None:
        """Where the branch stands, or None."""
        try:
            value = self._refs.read_ref(_ref(_HEADS, name))
        except (KeyError, RefFormatError):
            return None
        return _commit(value) if value else None

    def branches(self) -> dict[str, CommitId]:
        """Every branch and where it stands."""
        return {name: CommitId(oid) for name, oid in self._under(_HEADS).items()}

    def tags(self) -> dict[str, ObjectId]:
        """Every tag and what it names: a tag object, or a commit."""
        return self._under(_TAGS)

    def advance(self, name: str, *, expected: CommitId | None, to: CommitId) -> None:
        """Move the branch if it stands at ``expected`` (None: does not exist yet).

        The new place is on the disk when this returns; raises BranchMoved.
        """
        old = ZERO_SHA if expected is None else ObjectID(expected.encode("ascii"))
        new = ObjectID(to.encode("ascii"))
        moved = self._patiently(
            name, _ref(_HEADS, name), lambda ref: self._refs.set_if_equals(ref, old, new)
        )
        if not moved:
            raise BranchMoved(branch=name)
        sync((self._folder / f"{_HEADS}{name}").parent)

    def delete(self, name: str) -> None:
        """Remove the branch wherever it stands; nothing happens when there is none."""
        self._patiently(
            name, _ref(_HEADS, name), lambda ref: self._refs.remove_if_equals(ref, None)
        )

    def _under(self, prefix: str) -> dict[str, ObjectId]:
        """Every ref whose name begins so, without it: a thousand are read in a few milliseconds."""
        found = dict(_loose(self._folder, prefix))  # first: git packs a ref before it removes it
        for name, oid in self._refs.get_packed_refs().items():
            text = os.fsdecode(name)
            if text.startswith(prefix):
                found.setdefault(text.removeprefix(prefix), ObjectId(oid.decode("ascii")))
        return found

    def _patiently(self, name: str, ref: Ref, write: Callable[[Ref], bool]) -> bool:
        """Run ``write``, one process at a time, waiting for stock git but not for the dead.

        Git's own lock files outlive a process that is killed; the lock around them does not.
        """
        deadline = time.monotonic() + _PATIENCE
        with exclusive(self._folder / "refs.lock"):
            while True:
                try:
                    return write(ref)
                except (FileLocked, FileNotFoundError) as error:
                    # not found: git removed the branch's folder, which had become empty
                    if isinstance(error, FileLocked):
                        _remove_abandoned(Path(os.fsdecode(error.lockfilename)))
                    if time.monotonic() > deadline:
                        raise BranchMoved(branch=name) from error
                    time.sleep(0.01)


def _loose(folder: Path, prefix: str) -> Iterator[tuple[str, ObjectId]]:
    """The refs that lie in files of their own; a lock file of git holds none yet."""
    top = folder / prefix
    for place, _folders, files in os.walk(top):
        within = "" if place == str(top) else f"{Path(place).relative_to(top)}/"
        for name in files:
            with suppress(FileNotFoundError):
                text = Path(place, name).read_bytes().strip()
                if _OID.fullmatch(text) and not name.endswith(".lock"):
                    yield within + name, ObjectId(text.decode("ascii"))


def _remove_abandoned(lock: Path) -> None:
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _ABANDONED:
            lock.unlink()


def _ref(prefix: str, name: str) -> Ref:
    return Ref(os.fsencode(prefix + name))


def _commit(value: bytes) -> CommitId:
    return CommitId(ObjectId(value.decode("ascii")))
