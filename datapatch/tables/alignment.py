"""Which row of one table is which row of another.

With a key, by the key. Without one, and for rows whose key is empty or repeated, by content: equal
rows pair first, in order, then edited rows pair with what they most resemble between them.
"""

from array import array
from collections.abc import Container, Hashable, Sequence
from dataclasses import dataclass

from datapatch.tables.bulk import HEAVY, LARGE, are_many, is_loaded
from datapatch.tables.columns import ColumnMap, match_labels, same_writing
from datapatch.tables.fingerprints import fingerprints, key_prints, shared_views
from datapatch.tables.pairing import common_ends, linked, pair_by_content, pair_by_key
from datapatch.tables.renaming import find_renamed
from datapatch.tables.similarity import Pair
from datapatch.tables.table import Table

Rest = tuple[Sequence[int], Sequence[int]]
"""Rows of the old and of the new table."""


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """For each data row of a table the row that it is in the other one, or -1.

    ``key`` names the old table's columns that identify rows; it is empty where the tables share no
    such columns. ``unkeyed`` are the rows, old and new, whose key is empty or repeated.
    ``differing`` are the new rows whose bytes are not their partner's, in order; None if they were
    not compared.
    """

    columns: ColumnMap
    key: tuple[str, ...]
    old_to_new: "array[int]"
    new_to_old: "array[int]"
    unkeyed: tuple[Container[int], Container[int]]
    differing: "array[int] | None" = None


def align(
    old: Table, new: Table, key: Sequence[str] = (), renamed: Sequence[tuple[str, str]] = ()
) -> Alignment:
    """The correspondence of columns and rows of two tables.

    ``key`` are fields of the old table, or of the new one where they were renamed. It is left aside
    where one of the tables lacks a field of it. ``renamed`` are old and new names that are known;
    others are looked for.
    """
    columns = match_labels(old, new, renamed)
    found = _align_rows(old, new, columns, usable_key(columns, key))
    others = find_renamed(old, new, columns, found.old_to_new)
    if not others:
        return found
    columns = ColumnMap(columns.old, columns.new, (*columns.renamed, *others))
    return _align_rows(old, new, columns, usable_key(columns, key))


def alone(partners: "array[int]") -> list[int]:
    """The rows without a partner."""
    if are_many(len(partners)):
        # numpy costs more than to go through few rows
        from datapatch.tables.bulk import order

        return order.alone(partners)
    if -1 not in partners:
        return []
    return [row for row, partner in enumerate(partners) if partner < 0]


def usable_key(columns: ColumnMap, key: Sequence[str]) -> tuple[str, ...]:
    """The old table's columns behind ``key`` if both tables have them all; else nothing."""
    names = columns.new_names
    origins = {new: old for old, new in names.items()}
    found = tuple(field if field in names else origins.get(field, "") for field in key)
    return found if all(field in names for field in found) else ()


def _align_rows(old: Table, new: Table, columns: ColumnMap, key: tuple[str, ...]) -> Alignment:
    size = max(len(old.data), len(new.data))
    found = None
    if size >= LARGE and same_writing(old, new):
        if size < HEAVY and not is_loaded():
            # it makes an Alignment, as this module does
            from datapatch.tables.standing_rows import align_standing

            found = align_standing(old, new, columns, key)
        if found is None:
            # numpy costs more than to align small tables
            from datapatch.tables.bulk.aligning import align_large

            found = align_large(old, new, columns, key)
    return found or align_each(old, new, columns, key)


def align_each(old: Table, new: Table, columns: ColumnMap, key: tuple[str, ...]) -> Alignment:
    """The alignment row by row, of any tables, whose columns correspond as ``columns`` says."""
    rest: Rest = range(old.row_count), range(new.row_count)
    pairs: list[Pair] = []
    unkeyed: tuple[frozenset[int], frozenset[int]] = (frozenset(), frozenset())
    if key:
        pairs, *lone = pair_by_key(*_keys(old, new, columns, key))
        rest = lone[0], lone[1]
        unkeyed = (frozenset(lone[0]), frozenset(lone[1]))
    standing, rest = _standing(old, new, columns, rest)
    pairs += [*standing, *pair_rest(old, new, columns, rest)]
    return Alignment(columns, key, *linked(pairs, old.row_count, new.row_count), unkeyed)


def _standing(old: Table, new: Table, columns: ColumnMap, rest: Rest) -> tuple[list[Pair], Rest]:
    """Pairs among ``rest`` of the rows of equal bytes that both tables begin and end with; and what
    they leave of it.
    """
    olds, news = rest
    if not (olds and news and columns.in_place and same_writing(old, new)):
        return [], rest
    first, last = common_ends(old.contents(), new.contents())
    end, end_new = old.row_count - last, new.row_count - last
    pairs = [(row, row) for row in olds if row < first]
    pairs += [(row, row - end + end_new) for row in olds if row >= end]
    inner = [row for row in olds if first <= row < end]
    return pairs, (inner, [row for row in news if first <= row < end_new])


def _keys(
    old: Table, new: Table, columns: ColumnMap, key: Sequence[str]
) -> tuple[list[Hashable], list[Hashable]]:
    names, plain = columns.new_names, same_writing(old, new)
    here = [columns.old.index(field) for field in key]
    there = [columns.new.index(names[field]) for field in key]
    return key_prints(old, here, plain=plain), key_prints(new, there, plain=plain)


def pair_rest(old: Table, new: Table, columns: ColumnMap, rest: Rest) -> list[Pair]:
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
