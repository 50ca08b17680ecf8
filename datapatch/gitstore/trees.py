"""Files of a commit: trees read along a path, and written where they change."""

import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from stat import S_ISDIR, S_ISLNK, S_ISREG

from dulwich.objects import ObjectID, parse_tree, serialize_tree, sorted_tree_items

from datapatch.errors import NotFound
from datapatch.gitstore.objects import Batch, Objects
from datapatch.gitstore.paths import safe_path
from datapatch.types import BlobId, ObjectId

_Line = tuple[int, ObjectID]
"""A mode, and the name of an object in hexadecimal digits."""

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
    return {os.fsdecode(name): _entry(line) for name, line in _lines(objects, tree).items()}


def _lines(objects: Objects, tree: ObjectId) -> dict[bytes, _Line]:
    """The lines of one tree as they are stored."""
    parsed = parse_tree(objects.content(tree, "tree"), 20)
    return {name: (mode, ObjectID(oid)) for name, mode, oid in parsed}


def _entry(line: _Line) -> Entry:
    mode, oid = line
    return Entry(mode, ObjectId(oid.decode("ascii")))


def list_files(objects: Objects, tree: ObjectId, prefix: str = "") -> dict[str, BlobId]:
    """Every regular file beneath ``tree`` by its path with slashes."""
    found: dict[str, BlobId] = {}
    for name, (mode, oid) in _lines(objects, tree).items():
        if S_ISDIR(mode):
            inner = ObjectId(oid.decode("ascii"))
            found.update(list_files(objects, inner, f"{prefix}{os.fsdecode(name)}/"))
        elif S_ISREG(mode):
            found[prefix + os.fsdecode(name)] = BlobId(ObjectId(oid.decode("ascii")))
    return found


def differing(
    objects: Objects, tree: ObjectId, known: ObjectId | None
) -> Iterator[tuple[Entry, Entry | None]]:
    """The lines of ``tree`` that ``known`` has otherwise (None: not at all), each with that one."""
    before = {} if known is None else _lines(objects, known)
    for name, line in _lines(objects, tree).items():
        earlier = before.get(name)
        if earlier != line:
            yield _entry(line), None if earlier is None else _entry(earlier)


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
    lines = _lines(objects, base) if base else {}
    for name, inner in folder.folders.items():
        before = lines.get(os.fsencode(name))
        within = ObjectId(before[1].decode("ascii")) if before and S_ISDIR(before[0]) else None
        after = _change(objects, within, inner, batch)
        if after:
            lines[os.fsencode(name)] = (_FOLDER, ObjectID(after.encode("ascii")))
        elif within:
            del lines[os.fsencode(name)]
    for name, blob in folder.files.items():
        before = lines.get(os.fsencode(name))
        if blob is None:
            lines.pop(os.fsencode(name), None)
        else:
            mode = before[0] if before and S_ISREG(before[0]) else _FILE
            lines[os.fsencode(name)] = (mode, ObjectID(blob.encode("ascii")))
    return batch.put("tree", _tree_bytes(lines)) if lines else None


def _tree_bytes(lines: dict[bytes, _Line]) -> bytes:
    items = sorted_tree_items(lines, False)
    return b"".join(serialize_tree((item.path, item.mode, item.sha) for item in items))
