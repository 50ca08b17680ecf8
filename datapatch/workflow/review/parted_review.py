"""The merge of a table in parts: only parts that one of two sides changed are opened."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from datapatch.config import PartSizes
from datapatch.gitstore.objects import blob_id
from datapatch.tables.merge import Conflict, merge
from datapatch.tables.part_merge import PartedSides, merge_parts
from datapatch.tables.refitting import refit
from datapatch.tables.table import Table
from datapatch.workflow.review.known_keys import known_keys
from datapatch.workflow.review.sides import Sides
from datapatch.workflow.snapshot import Snapshot, TableFile

Files = Mapping[str, bytes | None]
"""What to write (None: remove), by path."""


@dataclass(frozen=True, slots=True)
class MergedFiles:
    """The files in which a merged table differs from what is published, and what clashes."""

    files: Files
    conflicts: tuple[Conflict, ...] = ()


@dataclass(frozen=True, slots=True)
class TableSides:
    """One table as base, ours and theirs have it."""

    sides: Sides
    base: TableFile
    ours: TableFile
    theirs: TableFile

    @property
    def in_parts(self) -> bool:
        """Whether it is kept in parts on some side."""
        return any(len(file.parts) > 1 for file in (self.base, self.ours, self.theirs))

    @property
    def paths(self) -> frozenset[str]:
        """Every file of the table, on whichever side."""
        return self.base.paths | self.ours.paths | self.theirs.paths

    @property
    def merged_paths(self) -> Sequence[str]:
        """The files in which the merged table lies: as the side has it that changed the list."""
        base, ours, theirs = (
            [part.path for part in file.parts] for file in (self.base, self.ours, self.theirs)
        )
        return theirs if ours == base else ours


def merged_files(table: TableSides, sizes: PartSizes) -> MergedFiles:
    """The merge, as files against the published revision; raises what reading the tables does."""
    if table.ours.content_id == table.base.content_id:
        return MergedFiles(_theirs(table))
    found = _by_parts(table, sizes)
    return _whole(table, sizes) if found is None else found


def _theirs(table: TableSides) -> Files:
    """Theirs as they are; a part that others follow gets the line end that it lacks."""
    theirs = table.sides.theirs
    found: dict[str, bytes | None] = dict.fromkeys(table.ours.paths - table.theirs.paths)
    published = table.sides.ours.files
    for number, part in enumerate(table.theirs.parts, 1):
        if published.get(part.path) != part.blob:
            data = theirs.read_blob(part.blob)
            ended = data.endswith((b"\n", b"\r")) or number == len(table.theirs.parts)
            end = theirs.parted(table.theirs.name).dialect.line_terminator
            found[part.path] = data if ended else data + end.encode(_encoding(table.theirs))
    return found


def _encoding(file: TableFile) -> str:
    return file.resource.dialect.encoding


def _by_parts(table: TableSides, sizes: PartSizes) -> MergedFiles | None:
    """The merge of the parts that theirs changed; None where all must be read."""
    all_sides, ours = table.sides, table.ours
    base_paths, their_paths = ([p.path for p in f.parts] for f in (table.base, table.theirs))
    key = all_sides.ours.key(ours.name)
    base = all_sides.base.parted(table.base.name)
    known = (
        known_keys(all_sides.base, table.base.name, key if set(key) <= set(base.fields) else ()),
        known_keys(all_sides.ours, ours.name, key),
    )
    if known[0] is None or known[1] is None or base_paths != their_paths:
        return None
    found = merge_parts(
        PartedSides(
            base,
            all_sides.ours.parted(ours.name),
            all_sides.theirs.parted(table.theirs.name),
            key,
            (known[0], known[1]),
        ),
        sizes,
    )
    if found is None:
        return None
    files = {ours.parts[number].path: part.data for number, part in found.parts.items()}
    return MergedFiles(files, found.conflicts)


def _whole(table: TableSides, sizes: PartSizes) -> MergedFiles:
    """The merge of the whole tables, in the parts that the merged descriptor names."""
    sides, names = table.sides, (table.base.name, table.ours.name, table.theirs.name)
    base, ours = sides.base.table(names[0]), sides.ours.table(names[1])
    key = sides.ours.key(names[1])
    result = merge(base, ours, sides.theirs.table(names[2]), key)
    paths = table.merged_paths
    file = table.theirs if paths == [part.path for part in table.theirs.parts] else table.ours
    side = sides.theirs if file is table.theirs else sides.ours
    old = [side.read_blob(part.blob) for part in file.parts]
    made = refitted(result.table, key, sizes, dict(zip(paths, old, strict=True)))
    found: dict[str, bytes | None] = dict.fromkeys(table.ours.paths.difference(paths))
    found |= {p: data for p, data in made.items() if sides.ours.files.get(p) != blob_id(data)}
    return MergedFiles(found, result.conflicts)


def refitted(
    table: Table, key: Sequence[str], sizes: PartSizes, parts: Mapping[str, bytes]
) -> dict[str, bytes]:
    """All of ``table`` in the files of ``parts``, given by path in their order."""
    if len(parts) == 1:
        return dict.fromkeys(parts, table.data)
    usable = tuple(key) if all(table.fields.count(field) == 1 for field in key) else ()
    return dict(zip(parts, refit(table, usable, sizes, list(parts.values())), strict=True))


def after_merge(table: TableSides, merged: MergedFiles) -> Snapshot:
    """The published revision with this table merged, described as the merge will be."""
    ours, theirs = table.sides.ours, table.sides.theirs
    if table.merged_paths == [part.path for part in table.ours.parts]:
        return ours.with_files(merged.files)
    kept = [path for path in table.merged_paths if path not in merged.files]
    apart = [path for path in kept if ours.files.get(path) != theirs.files.get(path)]
    return theirs.with_files({**{path: ours.read(path) for path in apart}, **merged.files})


def three_sides(sides: Sides, path: str) -> TableSides | None:
    """The table that has a file at ``path`` on some side, if it is there on all sides.

    It is known by its file, or by its name where it lies in parts, which come and go.
    """
    files = [_table_file(side, path) for side in (sides.base, sides.ours, sides.theirs)]
    there = next((file for file in files if file is not None), None)
    if there is None:
        return None
    named = [side.table_files.get(there.name) for side in (sides.base, sides.ours, sides.theirs)]
    if any(file is not None and len(file.parts) > 1 for file in named):
        files = [file or other for file, other in zip(files, named, strict=True)]
    base, ours, theirs = files
    if base is None or ours is None or theirs is None:
        return None
    return TableSides(sides, base, ours, theirs)


def _table_file(side: Snapshot, path: str) -> TableFile | None:
    name = side.resource_at(path)
    return None if name is None else side.table_file(name)
