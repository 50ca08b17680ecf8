"""The alignment of two large tables of one writing."""

from collections.abc import Sequence

import numpy as np

from datapatch.tables.alignment import Alignment, align_each, pair_rest
from datapatch.tables.bulk.cells import contents, known_rows
from datapatch.tables.bulk.contents import pair_equal, targets_of
from datapatch.tables.bulk.edited import align_edited
from datapatch.tables.bulk.keys import pair_by_key
from datapatch.tables.bulk.offsets import Bools, Ints, as_array
from datapatch.tables.bulk.spans import Spans, equal
from datapatch.tables.bulk.standing import nothing_standing, standing_rows
from datapatch.tables.bulk.writings import numbered_cells
from datapatch.tables.columns import ColumnMap
from datapatch.tables.fingerprints import shared_views
from datapatch.tables.ordering import longest_rise
from datapatch.tables.pairing import pair_edits
from datapatch.tables.similarity import Pair
from datapatch.tables.table import Table

Tables = tuple[Table, Table]
Rows = tuple[Spans, Spans]


def align_large(
    old: Table, new: Table, columns: ColumnMap, key: tuple[str, ...]
) -> Alignment | None:
    """What ``alignment.align_each`` finds, by the same rules; None where bytes alone do not tell.

    A short stretch of rows that differ is looked at alone; else all rows are.
    """

    def otherwise() -> Alignment:
        return align_rows(old, new, columns, key) or align_each(old, new, columns, key)

    found = align_edited(old, new, columns, key, otherwise=otherwise)
    return found or align_rows(old, new, columns, key)


def align_rows(old: Table, new: Table, columns: ColumnMap, key: Sequence[str]) -> Alignment | None:
    """The alignment of all rows at once; None where bytes alone do not tell."""
    tables, rows = (old, new), (known_rows(old).contents, contents(new))
    standing = standing_rows(*rows) if columns.in_place else nothing_standing(rows[1])
    doubtful: tuple[Bools, Bools] | None = None
    differing = np.empty(0, np.int64)
    if key:
        names = columns.new_names
        here = [columns.old.index(field) for field in key]
        there = [columns.new.index(names[field]) for field in key]
        found = pair_by_key(tables, rows, (here, there), standing)
        if found is None:
            return None
        origins, doubtful, differing = found.origins, found.doubtful, found.differing
    else:
        origins = np.where(standing.at_ends, standing.origins, -1)
    brought = _pair_rest(tables, rows, columns, origins, doubtful)
    if brought is None:
        return None
    differing = np.union1d(differing, brought) if columns.in_place else differing
    return Alignment(
        columns,
        tuple(key),
        as_array(targets_of(origins, len(rows[0]))),
        as_array(origins),
        _as_sets(doubtful),
        as_array(differing) if columns.in_place else None,
    )


def _as_sets(doubtful: tuple[Bools, Bools] | None) -> tuple[frozenset[int], frozenset[int]]:
    if doubtful is None:
        return frozenset(), frozenset()
    old, new = (frozenset(np.flatnonzero(rows).tolist()) for rows in doubtful)
    return old, new


def _pair_rest(
    tables: Tables,
    rows: Rows,
    columns: ColumnMap,
    origins: Ints,
    doubtful: tuple[Bools, Bools] | None,
) -> Ints | None:
    """Pair by content, in ``origins``, what no key pairs; the new rows that it changed."""
    free = targets_of(origins, len(rows[0])) < 0, origins < 0
    if doubtful is not None:
        free = free[0] & doubtful[0], free[1] & doubtful[1]
    rest = np.flatnonzero(free[0]), np.flatnonzero(free[1])
    if not len(rest[0]) or not len(rest[1]):
        return rest[0][:0]
    pairs = _pair_contents(tables, rows, columns, rest)
    if pairs is None:
        return None
    i, j = pairs
    origins[j] = i
    return np.sort(j[~equal(rows[0].chosen(i), rows[1].chosen(j))])


def _pair_contents(
    tables: Tables, rows: Rows, columns: ColumnMap, rest: tuple[Ints, Ints]
) -> tuple[Ints, Ints] | None:
    """Pairs among ``rest``, rows of the old and of the new table, by their content."""
    if not columns.in_place:
        pairs = pair_rest(*tables, columns, (rest[0].tolist(), rest[1].tolist()))
        return np.array([i for i, _ in pairs], np.int64), np.array([j for _, j in pairs], np.int64)
    chosen = rows[0].chosen(rest[0]), rows[1].chosen(rest[1])
    numbers = numbered_cells(*chosen, tables[0].dialect)
    if numbers is None:
        return None
    found = pair_equal(*numbers)
    for i, j in _edits(tables, columns, rest, found):
        found[j] = i
    paired = np.flatnonzero(found >= 0)
    return rest[0][found[paired]], rest[1][paired]


def _edits(
    tables: Tables, columns: ColumnMap, rest: tuple[Ints, Ints], origins: Ints
) -> list[Pair]:
    """Pairs of places in ``rest`` by similarity, around the equal rows that ``origins`` pairs."""
    targets = targets_of(origins, len(rest[0]))
    left = np.flatnonzero(targets < 0).tolist(), np.flatnonzero(origins < 0).tolist()
    if not left[0] or not left[1]:
        return []
    olds = np.flatnonzero(targets >= 0)
    steady = olds[np.array(longest_rise(targets[olds].tolist()), np.int64)]
    here, there = shared_views(*tables, columns)
    return pair_edits(
        (steady.tolist(), targets[steady].tolist()),
        left,
        (
            lambda place: here.cells(int(rest[0][place])),
            lambda place: there.cells(int(rest[1][place])),
        ),
    )
