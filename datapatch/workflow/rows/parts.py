"""Where the rows of a table lie in its repository: one file, or the parts of a large one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import PurePosixPath

from datapatch.config import PartSizes
from datapatch.tables.cutting import can_be_cut, cut
from datapatch.tables.resource import Resource
from datapatch.tables.table import Table

ENDING = ".csv"
"""The reference reader puts parts together for files of this ending only."""


@dataclass(frozen=True, slots=True)
class StoredTable:
    """A resource with the paths of its files, and these files."""

    resource: Resource
    files: Mapping[str, bytes]


def stored(
    resource: Resource, table: Table, key: Sequence[str], sizes: PartSizes
) -> StoredTable | None:
    """The parts in which a large table is kept; None for one that stays one file.

    ``key`` are the fields that tell rows apart; it is left aside where the table lacks one.
    """
    if not is_parted(resource, table, sizes):
        return None
    usable = key if all(table.fields.count(field) == 1 for field in key) else ()
    pieces = cut(table, usable, sizes)
    if len(pieces) == 1:
        return None
    paths = part_paths(resource.path, len(pieces))
    files = dict(zip(paths, pieces, strict=True))
    return StoredTable(replace(resource, paths=tuple(paths)), files)


def is_parted(resource: Resource, table: Table, sizes: PartSizes) -> bool:
    """Whether this table is kept in parts."""
    large = sizes.is_large(table.row_count, len(table.data))
    fits = resource.path.lower().endswith(ENDING) and can_be_cut(table)
    return large and fits and resource.storage == "auto"


def part_paths(path: str, count: int, after: int = 0) -> list[str]:
    """Names for ``count`` parts of the table at ``path``, in a folder that is called like it."""
    folder = PurePosixPath(path).with_suffix("")
    numbers = range(after + 1, after + count + 1)
    return [str(folder / f"part-{number:04}{ENDING}") for number in numbers]
