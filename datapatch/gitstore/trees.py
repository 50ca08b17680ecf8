"""Files of a commit: trees read along a path, and written where they change."""

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from stat import S_ISDIR, S_ISLNK, S_ISREG

from dulwich.objects import ObjectID, parse_tree, serialize_tree, sorted_tree_items

from datapatch.errors import NotFound
from datapatch.gitstore.objects import Batch, Objects
from datapatch.gitstore.paths import safe_path
from datapatch.types import BlobId, ObjectId

_FOLDER = 0o040000
_FILE = 0o100644


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of a tree: its mode as git writes it and the object that it names."""

    mode: int
    oid: ObjectId

    @property
    def is_folder(self) -> bool:
        """Whether it names a tree."""
        return S_ISDIR(self.mode)

    @property
    def is_file(self) -> bool:
        """Whether it names a regular file: no symbolic link, no submodule."""
        return S_ISREG(self.mode)

    @property
    def is_blob(self) -> bool:
        """Whether it names bytes kept in this repository: a file or a symbolic link."""
        return self.is_file or S_ISLNK(self.mode)


@dataclass(slots=True)
class _Folder:
    """What changes in one folder: files by name (None: removed), and folders within."""

    files: dict[str, BlobId | None] = field(default_factory=dict)
    folders: dict[str, "_Folder"] = field(default_factory=dict)


def entries(objects: Objects, tree: ObjectId) -> dict[str, Entry]:
    """The lines of one tree by name; undecodable bytes of a name become lone surrogates."""
    data = objects.content(tree, "tree")
    return {
        os.fsdecode(name): Entry(mode, ObjectId(oid.decode("ascii")))
        for name, mode, oid in parse_tree(data, 20)
    }


def list_files(objects: Objects, tree: ObjectId, prefix: str = "") -> dict[str, BlobId]:
    """Every regular file beneath ``tree`` by its path with slashes."""
    found: dict[str, BlobId] = {}
    for name, entry in entries(objects, tree).items():
        if entry.is_folder:
            found.update(list_files(objects, entry.oid, f"{prefix}{name}/"))
        elif entry.is_file:
            found[prefix + name] = BlobId(entry.oid)
    return found


def find_file(objects: Objects, tree: ObjectId, path: str) -> BlobId:
    """The regular file at ``path``; raises NotFound."""
    *folders, name = path.split("/")
    for folder in folders:
        entry = entries(objects, tree).get(folder)
        if entry is None or not entry.is_folder:
            raise NotFound
        tree = entry.oid
    entry = entries(objects, tree).get(name)
    if entry is None or not entry.is_file:
        raise NotFound
    return BlobId(entry.oid)


def change_tree(
    objects: Objects,
    base: ObjectId | None,
    changes: Mapping[str, BlobId | None],
    batch: Batch,
) -> ObjectId:
    """The tree ``base`` with these files put (or removed: None), its new trees put in ``batch``.

    Folders in which nothing changes are not read. Raises InvalidInput on an unsafe path.
    """
    root = _Folder()
    for path, blob in changes.items():
        *folders, name = safe_path(path).split("/")
        place = root
        for folder in folders:
            place = place.folders.setdefault(folder, _Folder())
        place.files[name] = blob
    return _change(objects, base, root, batch) or batch.put("tree", b"")


def _change(
    objects: Objects, base: ObjectId | None, folder: _Folder, batch: Batch
) -> ObjectId | None:
    """The changed tree, or None when nothing is left in it: git keeps no empty folders."""
    lines = entries(objects, base) if base else {}
    for name, inner in folder.folders.items():
        before = lines.get(name)
        within = before.oid if before and before.is_folder else None
        after = _change(objects, within, inner, batch)
        if after:
            lines[name] = Entry(_FOLDER, after)
        elif within:
            del lines[name]
    for name, blob in folder.files.items():
        before = lines.get(name)
        if blob is None:
            lines.pop(name, None)
        else:
            lines[name] = Entry(before.mode if before and before.is_file else _FILE, blob)
    return batch.put("tree", _tree_bytes(lines)) if lines else None


def _tree_bytes(lines: Mapping[str, Entry]) -> bytes:
    named = {
        os.fsencode(name): (entry.mode, ObjectID(entry.oid.encode("ascii")))
        for name, entry in lines.items()
    }
    items = sorted_tree_items(named, False)
    return b"".join(serialize_tree((item.path, item.mode, item.sha) for item in items))
