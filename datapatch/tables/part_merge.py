"""Two people's changes to a table in parts, merged in the parts that one of them touched.

By definition it is what `merge` makes of the whole tables. It is done region by region where keys
tell that no row of one region can be a row of another; otherwise the whole tables must be merged.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from datapatch.config import PartSizes
from datapatch.tables.columns import labels
from datapatch.tables.merge import Conflict, merge
from datapatch.tables.part_diff import KnownKeys, are_comparable
from datapatch.tables.parted import PartedTable
from datapatch.tables.refitting import refit
from datapatch.tables.regions import Region, regions
from datapatch.tables.table import Table
from datapatch.tables.windows import excerpt
from datapatch.types import Key


@dataclass(frozen=True, slots=True, eq=False)
class PartedSides:
    """Three tables, the fields by which rows are known, and the keys of base and ours."""

    base: PartedTable
    ours: PartedTable
    theirs: PartedTable
    key: tuple[str, ...]
    known: tuple[KnownKeys, KnownKeys]

    @property
    def all(self) -> tuple[PartedTable, PartedTable, PartedTable]:
        """In the order that every merge has."""
        return self.base, self.ours, self.theirs


@dataclass(frozen=True, slots=True, eq=False)
class MergedParts:
    """The parts of ours that differ after the merge, by number; they hold ours in conflicts."""

    parts: Mapping[int, Table]
    conflicts: tuple[Conflict, ...]


@dataclass(frozen=True, slots=True, eq=False)
class _Excerpts:
    """One region: its rows in base, ours and theirs."""

    region: Region
    tables: tuple[Table, Table, Table]


def merge_parts(sides: PartedSides, sizes: PartSizes) -> MergedParts | None:
    """The merge in the parts that theirs changed; None where only the whole tables can tell."""
    base, ours, theirs = sides.all
    if not (are_comparable(base, ours) and are_comparable(base, theirs)):
        return None
    if not sides.key or not set(sides.key) <= set(labels(ours.fields)):
        return None
    found = regions(base.ids, ours.ids, theirs.ids)
    touched = [region for region in found if _is_touched(sides, region)]
    if any(begin == end for _, (begin, end), _ in touched) or not _stand_apart(base, found):
        return None
    excerpts = [_Excerpts(region, _read(sides, region)) for region in touched]
    if not _are_separate(sides, excerpts):
        return None
    made: dict[int, Table] = {}
    conflicts: list[Conflict] = []
    for each in excerpts:
        result = merge(*each.tables, sides.key)
        made |= _refitted(sides, each, result.table, sizes)
        conflicts += (_shifted(conflict, sides, each.region) for conflict in result.conflicts)
    conflicts.sort(key=lambda conflict: conflict.kind == "add-add")
    return MergedParts(made, tuple(conflicts))


def _is_touched(sides: PartedSides, region: Region) -> bool:
    """Whether theirs has other parts there than the base."""
    (base, base_end), _, (theirs, theirs_end) = region
    return sides.base.ids[base:base_end] != sides.theirs.ids[theirs:theirs_end]


def _stand_apart(base: PartedTable, found: Sequence[Region]) -> bool:
    """Whether rows that nobody touched lie between all regions: what is added has its place."""
    ends = [region[0][1] for region in found[:-1]]
    begins = [region[0][0] for region in found[1:]]
    pairs = zip(ends, begins, strict=True)
    return all(base.begins[end] < base.begins[begin] for end, begin in pairs)


def _read(sides: PartedSides, region: Region) -> tuple[Table, Table, Table]:
    base, ours, theirs = (
        excerpt(table, parts) for table, parts in zip(sides.all, region, strict=True)
    )
    return base, ours, theirs


def _are_separate(sides: PartedSides, excerpts: Sequence[_Excerpts]) -> bool:
    """Whether each key in these regions means one row on each side, and none elsewhere."""
    places = [labels(sides.ours.fields).index(field) for field in sides.key]
    seen: set[Key] = set()
    for each in excerpts:
        listed = [list(_keys(table, places)) for table in each.tables]
        base, ours, theirs = map(set, listed)
        if any(
            len(keys) > len(known) for keys, known in zip(listed, (base, ours, theirs), strict=True)
        ):
            return False
        here = base | ours | theirs
        if not all(map(any, here)) or not seen.isdisjoint(here):
            return False
        seen |= here
        if _stand_elsewhere(sides.known, base, ours, theirs):
            return False
    return True


def _stand_elsewhere(
    known: tuple[KnownKeys, KnownKeys], base: set[Key], ours: set[Key], theirs: set[Key]
) -> bool:
    """Whether a key of a region may stand outside of it, in base or in ours."""
    in_base, in_ours = known
    return (
        in_base.doubtful(base)
        or in_ours.doubtful(ours)
        or in_base.holds((ours | theirs) - base)
        or in_ours.holds((base | theirs) - ours)
    )


def _keys(table: Table, places: Sequence[int]) -> Iterator[Key]:
    for row in range(table.row_count):
        cells = table.values(row)
        yield tuple(cells[place] for place in places)


def _refitted(
    sides: PartedSides, each: _Excerpts, merged: Table, sizes: PartSizes
) -> dict[int, Table]:
    """The merged rows of a region in the parts that ours has there."""
    begin, end = each.region[1]
    old = [sides.ours.read(number).data for number in range(begin, end)]
    new = refit(merged, sides.key, sizes, old) if len(old) > 1 else [merged.data]
    dialect = sides.ours.read(begin).dialect
    return {
        begin + number: Table.parse(data, dialect)
        for number, data in enumerate(new)
        if data != old[number]
    }


def _shifted(conflict: Conflict, sides: PartedSides, region: Region) -> Conflict:
    """The conflict under the row numbers of the whole tables."""
    begins = [table.begins[parts[0]] for table, parts in zip(sides.all, region, strict=True)]
    base, ours, theirs = (
        None if row is None else row + begin
        for row, begin in zip(conflict.rows, begins, strict=True)
    )
    return replace(conflict, rows=(base, ours, theirs))
