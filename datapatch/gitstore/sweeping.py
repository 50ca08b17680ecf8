"""Objects that nothing names any more vanish as soon as nobody is writing."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapatch.gitstore.locking import exclusive_if_free, shared
from datapatch.gitstore.objects import Objects
from datapatch.gitstore.packs import drop_from_packs, gather_in_one_pack
from datapatch.gitstore.refs import Refs
from datapatch.gitstore.revision import parse_revision, tagged
from datapatch.gitstore.stock import run_git
from datapatch.gitstore.trees import entries
from datapatch.types import CommitId, ObjectId

_LOCK = "writing.lock"
_WANTED = "sweep.wanted"
_UNFINISHED = ("tmp_*", "pack/tmp_*")


@contextmanager
def writing(folder: Path) -> Iterator[None]:
    """Keep objects that no branch names yet from being swept while the block runs."""
    try:
        with shared(folder / _LOCK):
            yield
    finally:
        _sweep_if_wanted(folder)


@contextmanager
def alone(folder: Path) -> Iterator[bool]:
    """True while no block of `writing` runs, nor begins; False, at once, when one does."""
    with exclusive_if_free(folder / _LOCK) as free:
        yield free
    _sweep_if_wanted(folder)


def sweep(folder: Path) -> None:
    """Drop what no ref reaches: at once, or when the last writer has left."""
    (folder / _WANTED).touch()
    _sweep_if_wanted(folder)


def consolidate(folder: Path) -> bool:
    """Put what the branches of a repository that borrows reach into one pack, if nobody is writing.

    Whether it was done comes out. What no branch reaches vanishes, as with `sweep`.
    """
    with exclusive_if_free(folder / _LOCK) as free:
        if free:
            (folder / _WANTED).unlink(missing_ok=True)
            _keep_reachable(folder, in_one_pack=True)
    _sweep_if_wanted(folder)
    return free


def _sweep_if_wanted(folder: Path) -> None:
    wanted = folder / _WANTED
    while wanted.exists():
        with exclusive_if_free(folder / _LOCK) as alone:
            if not alone:
                return  # whoever holds the lock looks again when leaving
            wanted.unlink(missing_ok=True)
            try:
                _drop_unreachable(folder)
            except BaseException:
                wanted.touch()
                raise


def _drop_unreachable(folder: Path) -> None:
    if not (folder / "objects/info/alternates").exists():
        # unnamed objects are loose here, left by a publication that failed; git has to look at
        # the whole history to tell them, which takes a while and is rare
        run_git(["prune", "--expire=now"], folder=folder)
        return
    _keep_reachable(folder, in_one_pack=False)


def _keep_reachable(folder: Path, *, in_one_pack: bool) -> None:
    with Objects(folder / "objects") as objects:
        refs = Refs(folder)
        kept = _kept_objects(folder, objects, {*refs.branches().values(), *refs.tags().values()})
        if in_one_pack:
            gather_in_one_pack(folder, set(objects.loose()), kept)
        else:
            drop_from_packs(folder, kept)
        for name in objects.loose():
            if in_one_pack or name not in kept:
                objects.discard_loose(name)
    _remove_unfinished(folder / "objects")


_known: dict[tuple[Path, int], dict[ObjectId, frozenset[ObjectId]]] = {}
"""For each repository, by folder and inode, what the tips of its last sweep own.

A sweep follows each decision: of a thousand contributions that wait one has come or gone.
"""


def _kept_objects(folder: Path, objects: Objects, tips: set[ObjectId]) -> set[ObjectId]:
    """What these tips own; nobody else sweeps this repository meanwhile."""
    place = folder, (folder / "objects").stat().st_ino
    before = _known.get(place, {})
    # What the lender took over since is kept once more, until the branch goes.
    owned = {tip: before.get(tip) or _own_objects(objects, tip) for tip in tips}
    _known[place] = owned
    return set().union(*owned.values())


def _own_objects(objects: Objects, tip: ObjectId) -> frozenset[ObjectId]:
    """What a tip reaches without what the lender holds, which has all beneath it."""
    found: set[ObjectId] = set()
    waiting = [tip]
    while waiting:
        name = waiting.pop()
        if name in found or objects.borrows(name):
            continue
        found.add(name)
        kind, data = objects.read(name)
        if kind == "commit":
            revision = parse_revision(CommitId(name), data)
            waiting += [revision.tree, *revision.parents]
        elif kind == "tree":
            lines = entries(objects, name).values()
            waiting += [entry.oid for entry in lines if entry.is_folder]
            found.update(entry.oid for entry in lines if entry.is_blob)
        elif kind == "tag":
            waiting.append(tagged(data))
    return frozenset(found)


def _remove_unfinished(objects: Path) -> None:
    """Remove what processes that were killed had begun; nobody is writing now."""
    for pattern in _UNFINISHED:
        for path in objects.glob(pattern):
            if path.is_dir():
                shutil.rmtree(path, ignore_errors=True)
            else:
                path.unlink(missing_ok=True)
