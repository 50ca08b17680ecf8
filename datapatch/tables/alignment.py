"""Which row of one table is which row of another.

With a key, by the key. Without one, and for rows whose key is empty or repeated, by content: equal
rows pair first, in order, then edited rows pair with what they most resemble between them.
"""

from array import array
from collections.abc import Hashable, Sequence
from dataclasses import dataclass

from datapatch.tables.columns import ColumnMap, match_labels, same_writing
from datapatch.tables.fingerprints import fingerprints, key_prints, shared_views
from datapatch.tables.pairing import linked, pair_by_content, pair_by_key
from datapatch.tables.renaming import find_renamed
from datapatch.tables.similarity import Pair
from datapatch.tables.table import Table


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """For each data row of a table the row that it is in the other one, or -1.

    ``key`` names the old table's columns that identify rows; it is empty where the tables share no
    such columns. ``unkeyed`` are the rows, old and new, whose key is empty or repeated.
    """

    columns: ColumnMap
    key: tuple[str, ...]
    old_to_new: "array[int]"
    new_to_old: "array[int]"
    unkeyed: tuple[frozenset[int], frozenset[int]]


def align(old: Table, new: Table, key: Sequence[str] = ()) -> Alignment:
    """The correspondence of columns and rows of two tables.

    ``key`` are fields of the old table, or of the new one where they were renamed. It is left aside
    where one of the tables lacks a field of it.
    """
    columns = match_labels(old, new)
    found = _align_rows(old, new, columns, usable_key(columns, key))
    renamed = find_renamed(old, new, columns, found.old_to_new)
    if not renamed:
        return found
    columns = ColumnMap(columns.old, columns.new, renamed)
    return _align_rows(old, new, columns, usable_key(columns, key))


def usable_key(columns: ColumnMap, key: Sequence[str]) -> tuple[str, ...]:
    """The old table's columns behind ``key`` if both tables have them all; else nothing."""
    names = columns.new_names
    origins = {new: old for old, new in names.items()}
    found = tuple(field if field in names else origins.get(field, "") for field in key)
    return found if all(field in names for field in found) else ()


def _align_rows(old: Table, new: Table, columns: ColumnMap, key: tuple[str, ...]) -> Alignment:
    pairs: list[Pair] = []
    rest_old: Sequence[int] = range(old.row_count)
    rest_new: Sequence[int] = range(new.row_count)
    unkeyed: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    if key:
        pairs, rest_old, rest_new = pair_by_key(*_keys(old, new, columns, key))
        unkeyed = (frozenset(rest_old), frozenset(rest_new))
    pairs += _pair_rest(old, new, columns, rest=(rest_old, rest_new))
    return Alignment(columns, key, *linked(pairs, old.row_count, new.row_count), unkeyed)


def _keys(
    old: Table, new: Table, columns: ColumnMap, key: Sequence[str]
) -> tuple[list[Hashable], list[Hashable]]:
    names, plain = columns.new_names, same_writing(old, new)
    here = [columns.old.index(field) for field in key]
    there = [columns.new.index(names[field]) for field in key]
    return key_prints(old, here, plain=plain), key_prints(new, there, plain=plain)


def _pair_rest(
    old: Table, new: Table, columns: ColumnMap, rest: tuple[Sequence[int], Sequence[int]]
) -> list[Pair]:
    """Pairs by content among ``rest``, rows of the old and of the new table."""
    olds, news = rest
    if not olds or not news:
        return []
    here, there = shared_views(old, new, columns)
    pairs = pair_by_content(
        *fingerprints(old, new, columns, rows=rest),
        lambda place: here.cells(olds[place]),
        lambda place: there.cells(news[place]),
    )
    return [(olds[i], news[j]) for i, j in pairs]
