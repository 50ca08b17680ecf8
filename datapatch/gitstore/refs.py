"""Branches and tags of one repository, moved by compare-and-swap."""

import os
import time
from collections.abc import Callable
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
        found = self._refs.as_dict(Ref(prefix.encode()))
        return {os.fsdecode(name): ObjectId(oid.decode("ascii")) for name, oid in found.items()}

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


def _remove_abandoned(lock: Path) -> None:
    with suppress(FileNotFoundError):
        if time.time() - lock.stat().st_mtime > _ABANDONED:
            lock.unlink()


def _ref(prefix: str, name: str) -> Ref:
    return Ref(os.fsencode(prefix + name))


def _commit(value: bytes) -> CommitId:
    return CommitId(ObjectId(value.decode("ascii")))
