"""Rows of two large tables paired by key.

Every key is reduced to a number; rows whose numbers are unique on both sides pair. Equal numbers
are no proof: the bytes of every pair, and of every repeated key, are compared too.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from datapatch.tables.bulk.cells import KeyCells, key_cells, known_rows, repeated_codes, same_keys
from datapatch.tables.bulk.offsets import Bools, Ints
from datapatch.tables.bulk.spans import Codes, Spans, equal, gathered
from datapatch.tables.bulk.standing import Standing
from datapatch.tables.table import Table

Places = tuple[Sequence[int], Sequence[int]]
"""The columns of the key in the old and in the new table."""
_SCATTERED = 8


@dataclass(frozen=True, slots=True, eq=False)
class KeyPairs:
    """For each new row the old row of the same key, or -1; old and new rows without a usable key.

    Of these, the equal rows at both ends of the tables are paired. ``differing`` are the new rows
    whose bytes are not their partner's, if they were compared.
    """

    origins: Ints
    doubtful: tuple[Bools, Bools]
    differing: Ints


def pair_by_key(
    tables: tuple[Table, Table],
    rows: tuple[Spans, Spans],
    places: Places,
    standing: Standing,
) -> KeyPairs | None:
    """The pairs of ``rows``, the contents of the old and the new table."""
    olds = known_rows(tables[0]).keys(tables[0], places[0])
    loose = _loose(standing.origins)
    news = key_cells(tables[1], _read(rows[1], loose), places[1])
    if olds is None or news is None:
        return None
    numbers, empty = _all_new(olds, news, loose, standing.origins)
    same = np.array_equal(numbers, olds.codes)
    repeated = olds.repeated, olds.repeated if same else repeated_codes(numbers)
    if len(repeated[0]) and not _are_same(olds, repeated[0]):
        return None
    if len(repeated[1]):
        every = news if len(loose) == len(numbers) else key_cells(tables[1], rows[1], places[1])
        if every is None or not _are_same(every, repeated[1]):
            return None
    unusable = np.concatenate([*repeated, olds.codes[olds.empty], numbers[empty]])
    doubtful = _among(olds.codes, unusable), _among(numbers, unusable)
    origins, open_old = _settled(standing, doubtful)
    unpaired = np.flatnonzero((origins[loose] < 0) & ~doubtful[1][loose])
    i, j = _matched(olds.codes[open_old], news.codes[unpaired])
    i, j = open_old[i], unpaired[j]
    differ = ~equal(rows[0].chosen(i), rows[1].chosen(loose[j]))
    checked = differ if places[0] == places[1] else np.ones(len(i), np.bool_)
    if not same_keys(olds, i[checked], news, j[checked]):
        return None
    origins[loose[j]] = i
    return KeyPairs(origins, doubtful, loose[j[differ]])


def _loose(origins: Ints) -> Ints:
    """The new rows whose keys are to be read: all of them unless they are few."""
    found = np.flatnonzero(origins < 0)
    return found if len(found) < len(origins) // _SCATTERED else np.arange(len(origins))


def _read(rows: Spans, loose: Ints) -> Spans:
    return rows if len(loose) == len(rows) else gathered(rows.chosen(loose))


def _all_new(olds: KeyCells, news: KeyCells, loose: Ints, origins: Ints) -> tuple[Codes, Bools]:
    """The number of the key of every new row, and whether the key is empty."""
    if len(loose) == len(origins):
        return news.codes, news.empty
    numbers, empty = olds.codes[origins], olds.empty[origins]
    numbers[loose], empty[loose] = news.codes, news.empty
    return numbers, empty


def _are_same(keys: KeyCells, repeated: Codes) -> bool:
    """Whether keys of one number are one key."""
    rows = np.flatnonzero(np.isin(keys.codes, repeated))
    rows = rows[np.argsort(keys.codes[rows], kind="stable")]
    before, after = rows[:-1], rows[1:]
    same = keys.codes[before] == keys.codes[after]
    return same_keys(keys, before[same], keys, after[same])


def _among(numbers: Codes, some: Codes) -> Bools:
    found: Bools = np.isin(numbers, some) if len(some) else np.zeros(len(numbers), np.bool_)
    return found


def _settled(standing: Standing, doubtful: tuple[Bools, Bools]) -> tuple[Ints, Ints]:
    """The pairs that stand, and the old rows that may still be paired by key."""
    origins = np.where(doubtful[1] & ~standing.at_ends, -1, standing.origins)
    free = ~doubtful[0]
    free[origins[origins >= 0]] = False
    return origins, np.flatnonzero(free)


def _matched(olds: Codes, news: Codes) -> tuple[Ints, Ints]:
    """The places of equal numbers in two sequences without repetition, in the new one's order."""
    if not len(olds) or not len(news):
        return np.empty(0, np.int64), np.empty(0, np.int64)
    order, order_new = np.argsort(olds), np.argsort(news)
    ordered, wanted = olds[order], news[order_new]
    places = np.minimum(np.searchsorted(ordered, wanted), len(ordered) - 1)
    same = ordered[places] == wanted
    j = order_new[same]
    turn = np.argsort(j)
    return order[places[same]][turn], j[turn]
