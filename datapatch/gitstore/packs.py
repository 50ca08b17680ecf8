"""Packs of a repository that borrows: rewritten without the objects that must vanish."""

from collections.abc import Collection, Set
from contextlib import closing
from pathlib import Path

from dulwich.object_format import DEFAULT_OBJECT_FORMAT
from dulwich.pack import load_pack_index

from datapatch.gitstore.stock import git_command, git_environment, output_of_git
from datapatch.types import ObjectId


def drop_from_packs(folder: Path, kept: Set[ObjectId]) -> None:
    """Keep these objects only in the packs of the bare repository ``folder``.

    A new pack is complete before an old one goes. Raises GitError, Unavailable.
    """
    packs = {index: _names(index) for index in (folder / "objects/pack").glob("*.idx")}
    if all(names <= kept for names in packs.values()):
        return
    _replace(folder, packs, set().union(*packs.values()) & kept)


def gather_in_one_pack(folder: Path, loose: set[ObjectId], kept: Set[ObjectId]) -> None:
    """One pack of what ``folder`` itself holds of these objects, in place of all its packs.

    The files of ``loose`` stay. Raises GitError, Unavailable.
    """
    packs = {index: _names(index) for index in (folder / "objects/pack").glob("*.idx")}
    _replace(folder, packs, loose.union(*packs.values()) & kept)


def _replace(folder: Path, packs: Collection[Path], kept: Set[ObjectId]) -> None:
    made = _pack(folder, kept) if kept else ""
    for index in packs:
        if index.stem != f"pack-{made}":
            for file in index.parent.glob(f"{index.stem}.*"):
                file.unlink(missing_ok=True)


def _names(index: Path) -> set[ObjectId]:
    with closing(load_pack_index(index, DEFAULT_OBJECT_FORMAT)) as opened:
        return {ObjectId(entry[0].hex()) for entry in opened.iterentries()}


def _pack(folder: Path, names: Set[ObjectId]) -> str:
    """The hash in the name of a new pack that holds these objects."""
    command = git_command("pack-objects", "-q", str(folder / "objects/pack/pack"))
    listed = "".join(f"{name}\n" for name in sorted(names)).encode("ascii")
    environment = git_environment({"GIT_DIR": str(folder)})
    return output_of_git(command, environment, listed).decode("ascii").strip()
