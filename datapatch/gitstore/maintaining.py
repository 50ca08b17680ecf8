"""Loose objects become packs, while everybody goes on reading, cloning and pushing.

In the published repository stock git does it: packs there hold nothing but what its refs reach,
``main`` only moves forward, and what a publication has written but not named yet lies in loose
files, which git leaves alone. In the review repository nothing may be packed that a refusal has
just dropped, nor dropped that is about to be named: `sweeping` does it while nobody writes.
"""

import os
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from datapatch.errors import Unavailable
from datapatch.gitstore.locking import exclusive
from datapatch.gitstore.pair import CONTRIBUTIONS, DatasetRepositories
from datapatch.gitstore.repository import MAIN
from datapatch.gitstore.stock import GitError, run_git
from datapatch.gitstore.sweeping import consolidate, sweep
from datapatch.translation import N_

LOOSE_OBJECTS = 250
LOOSE_BYTES = 10_000_000
PACKS = 10
"""What a repository may hold before it is packed; bytes may also be a tenth of its packs."""

_UNPACKED = N_("git could not pack {name}: {reason}. Look at it with “git fsck”.")
_LOCK = "gc.lock"
_SEEN = "gc.seen"
_LEFT_BEHIND = ("tmp_*", ".tmp-*")
_SETTINGS = {
    "pack.threads": "1",  # the other core answers requests
    "pack.windowMemory": "256m",  # versions of a large file are compared two at a time
    "repack.writeBitmaps": "true",  # a clone asks for everything: nobody has to count it
}


@dataclass(frozen=True, slots=True)
class Stored:
    """What lies in one repository's folder of objects: how many files, and their bytes."""

    loose: int
    loose_bytes: int
    packs: int
    pack_bytes: int

    @property
    def size(self) -> int:
        """Bytes of all objects."""
        return self.loose_bytes + self.pack_bytes

    @property
    def is_scattered(self) -> bool:
        """Whether packing is worth its while."""
        bytes_worth = self.loose_bytes > max(LOOSE_BYTES, self.pack_bytes // 10)
        return bytes_worth or self.loose >= LOOSE_OBJECTS or self.packs >= PACKS


def stored(folder: Path) -> Stored:
    """What the bare repository ``folder`` holds itself; what it borrows does not count."""
    objects = folder / "objects"
    loose = [size for first in range(256) for size in _sizes(objects / f"{first:02x}")]
    packs = _sizes(objects / "pack", ".pack")
    return Stored(len(loose), sum(loose), len(packs), sum(packs))


def is_due(pair: DatasetRepositories) -> bool:
    """Whether one of the two should be packed.

    Where no branch has moved since the last look, the answer takes no more than the times of two
    files: a server asks this about thousands of datasets.
    """
    state, seen = _state(pair), pair.published_path / _SEEN
    if seen.exists() and seen.read_text() == state:
        return False
    if any(stored(path).is_scattered for path in _paths(pair)):
        return True
    seen.write_text(state)
    return False


def maintain(pair: DatasetRepositories) -> None:
    """Pack both repositories, one process at a time; raises Unavailable."""
    with exclusive(pair.published_path / _LOCK):
        state = _state(pair)
        try:
            _pack(pair.published_path)
            consolidate(pair.review_path)
        except GitError as error:
            raise Unavailable(_UNPACKED, name=pair.name, reason=error.output) from error
        (pair.published_path / _SEEN).write_text(state)


def _pack(folder: Path) -> None:
    for pattern in _LEFT_BEHIND:  # by a process that was killed here: nobody else writes packs
        for path in (folder / "objects/pack").glob(pattern):
            path.unlink(missing_ok=True)
    run_git(["repack", "-a", "-d", "-q"], folder=folder, config=_SETTINGS)
    run_git(["commit-graph", "write", "--reachable"], folder=folder)
    if stored(folder).loose >= LOOSE_OBJECTS:  # left by publications that failed: no ref has them
        sweep(folder)


def _paths(pair: DatasetRepositories) -> tuple[Path, Path]:
    return pair.published_path, pair.review_path


def _state(pair: DatasetRepositories) -> str:
    """Something that differs as soon as a branch of either repository has moved."""
    places = (
        pair.published_path / "refs/heads" / MAIN,
        pair.review_path / "refs/heads" / CONTRIBUTIONS,
    )
    return " ".join(str(place.stat().st_mtime_ns) if place.exists() else "" for place in places)


def _sizes(folder: Path, ending: str = "") -> list[int]:
    """The sizes of the files in a folder, which git may empty and remove while we look."""
    sizes = []
    with suppress(FileNotFoundError), os.scandir(folder) as files:
        for file in files:
            if file.name.endswith(ending):
                with suppress(FileNotFoundError):
                    sizes.append(file.stat().st_size)
    return sizes
