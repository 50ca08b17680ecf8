"""What a publication writes beside the merge: parts that leave their sizes are cut or joined."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import chain, count
from pathlib import PurePosixPath

from datapatch.config import PartSizes
from datapatch.tables.resizing import Resized, resized
from datapatch.tables.resource import Resource
from datapatch.workflow.rows.parts import ENDING, stored
from datapatch.workflow.snapshot import Snapshot, TableFile

Files = Mapping[str, bytes | None]
"""What to write (None: remove), by path."""


def within_sizes(published: Snapshot, tree: Files, sizes: PartSizes) -> Files:
    """``tree``, the files that a merge changes, with large tables in parts of the right sizes.

    The descriptor is among them where the list of parts changes.
    """
    after = published.with_files(tree)
    changed: dict[str, bytes | None] = {}
    resources: dict[str, Resource] = {}
    for file in after.table_files.values():
        if tree.keys().isdisjoint(file.paths) or file.resource.storage != "auto":
            continue
        made = (
            _cut(after, file, sizes) if len(file.parts) == 1 else _resized(after, file, tree, sizes)
        )
        if made is not None:
            resources[file.name], written = made
            changed |= written
    path = after.descriptor_path
    if not resources or path is None or not after.describes_itself:
        return tree
    known = after.package.resources
    package = replace(after.package, resources=tuple(resources.get(r.name, r) for r in known))
    return {**tree, **changed, path: package.to_json()}


Rewritten = tuple[Resource, dict[str, bytes | None]]
"""A resource with the list of its parts, and the files that change."""


def _cut(after: Snapshot, file: TableFile, sizes: PartSizes) -> Rewritten | None:
    """One file that has grown large, in parts."""
    data, resource = after.read(file.path), after.package.resource(file.name)
    if resource is None or not sizes.is_large(data.count(b"\n"), len(data)):
        return None
    kept = stored(resource, after.table(file.name), file.key, sizes)
    if kept is None or any(_placed(after, path) in after.files for path in kept.files):
        return None
    files = {_placed(after, path): data for path, data in kept.files.items()}
    return kept.resource, {file.path: None, **files}


def _placed(after: Snapshot, path: str) -> str:
    return f"{after.folder}/{path}" if after.folder else path


def _resized(after: Snapshot, file: TableFile, tree: Files, sizes: PartSizes) -> Rewritten | None:
    """Parts that have grown or shrunk."""
    resource, table = after.package.resource(file.name), after.parted(file.name)
    touched = [n for n, part in enumerate(file.parts) if part.path in tree]
    changes = resized(table, touched, after.key(file.name), sizes)
    if resource is None or not changes:
        return None
    names = _new_names(after, resource)
    listed, written = list[str](), dict[str, bytes | None]()
    begin = 0
    for change in changes:
        listed += resource.paths[begin : change.begin]
        before = resource.paths[change.begin : change.end]
        paths = _names(before, change, names)
        written |= {_placed(after, path): None for path in before}
        written |= {_placed(after, p): data for p, data in zip(paths, change.pieces, strict=True)}
        listed += paths
        begin = change.end
    return replace(resource, paths=(*listed, *resource.paths[begin:])), written


def _names(before: Sequence[str], change: Resized, names: Iterator[str]) -> list[str]:
    """The names that there are, then new ones."""
    every = chain(before, names)
    return [next(every) for _ in change.pieces]


def _new_names(after: Snapshot, resource: Resource) -> Iterator[str]:
    """Names that no file has, in the folder of the parts."""
    folder = PurePosixPath(resource.path).parent
    for number in count(len(resource.paths) + 1):
        path = str(folder / f"part-{number:04}{ENDING}")
        if _placed(after, path) not in after.files:
            yield path
