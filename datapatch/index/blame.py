"""What a story tells of today's table: who changed each cell last, how often, and a row's life."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from datapatch.index.changes import RowTouch
from datapatch.index.stories import Renaming, Story
from datapatch.index.touches import ADDED, NOWHERE, Numbers, Touches

Places = NDArray[np.intp]
GONE = -1
UNTOUCHED = -1


@dataclass(frozen=True, slots=True)
class ToldStory:
    """A story with all that touched its rows, oldest first."""

    story: Story
    touches: Touches
    renamings: tuple[Renaming, ...]


@dataclass(frozen=True, slots=True)
class RowLife:
    """One revision in the life of a row: its number, and what it did to the row."""

    number: int
    touch: RowTouch


@dataclass(frozen=True, slots=True)
class CellTouches:
    """Cells of today's table that revisions changed: rows, columns, numbers of revisions."""

    rows: Places
    columns: Places
    numbers: Numbers


def blame(told: ToldStory, fields: Sequence[str], rows: slice = slice(None)) -> Numbers:
    """The number of the revision that last changed each cell: a line for each of today's rows.

    A cell that never changed is owed to the revision that brought its row or its field, whichever
    came later. ``fields`` are today's names.
    """
    story = told.story
    places, chosen = _rows_of(told, rows)
    touches = told.touches.at(chosen)
    born = np.full(len(story.order[rows]), story.born, np.uint32)
    added = np.flatnonzero(touches.sets == ADDED)
    born[places[touches.lineage[added]]] = touches.number[added]
    begun = [story.fields[n].born if (n := _column(story, name)) >= 0 else 0 for name in fields]
    found = np.maximum(born[:, None], np.array(begun, np.uint32)[None, :])
    cells = _cells(story, touches, places, fields)
    # Of several changes of one cell, numpy keeps the last, and the touches stand in their order.
    found[cells.rows, cells.columns] = cells.numbers
    return found


def touched_last(told: ToldStory, rows: Sequence[int] | slice) -> NDArray[np.int64]:
    """The number of the revision that added or changed each of today's rows last.

    -1 for a row that nobody touched since it came with its table.
    """
    last = np.full(told.story.lineages, UNTOUCHED, np.int64)
    # Of several touches of one row, numpy keeps the last, and they stand in their order.
    last[told.touches.lineage] = told.touches.number
    found: NDArray[np.int64] = last[told.story.order[rows]]
    return found


def changed_cells(told: ToldStory, fields: Sequence[str]) -> CellTouches:
    """Every change of a cell of today's table, oldest first.

    What came with its row or its field is new, not changed.
    """
    story = told.story
    places, chosen = _rows_of(told, slice(None))
    cells = _cells(story, told.touches.at(chosen), places, fields)
    begun = np.array([_born(story, name) for name in fields], np.int64)
    changed = begun[cells.columns] != cells.numbers
    return CellTouches(cells.rows[changed], cells.columns[changed], cells.numbers[changed])


def touching(told: ToldStory, *, field: str = "", rows: tuple[int, int] | None = None) -> list[int]:
    """The numbers of the revisions that changed rows ``rows`` (first and last) in ``field``.

    Either may be left out. Without rows, a revision that named the field anew is one of them.
    """
    story, touches = told.story, told.touches
    chosen = np.flatnonzero(touches.sets != ADDED)
    if rows is not None:
        wanted = np.zeros(story.lineages, bool)
        wanted[story.order[rows[0] : rows[1] + 1]] = True
        chosen = chosen[wanted[touches.lineage[chosen]]]
    named: list[int] = []
    if field:
        places = {n for n, f in enumerate(story.fields) if n == _column(story, field)}
        sets = [number for fields, number in story.sets.items() if places & set(fields)]
        chosen = chosen[np.isin(touches.sets[chosen], sets)]
        named = [r.number for r in told.renamings if r.field in places]
    found = np.unique(touches.number[chosen]).tolist()
    return sorted({*found, *(named if rows is None else ())}, reverse=True)


def row_life(told: ToldStory, row: int) -> list[RowLife]:
    """What happened to one of today's rows, newest first, down to the revision that brought it."""
    story = told.story
    lineage = int(story.order[row])
    fields = {number: places for places, number in story.sets.items()}
    touches = told.touches.at(np.flatnonzero(told.touches.lineage == lineage))
    lives = [
        RowLife(number, _touch(told, number, (old, new), fields.get(chosen)))
        for _, number, old, new, chosen in zip(*(c.tolist() for c in touches.columns), strict=True)
    ]
    if lineage < story.first_rows:
        lives.insert(0, RowLife(story.born, RowTouch("add", (None, lineage), ())))
    return lives[::-1]


def _touch(
    told: ToldStory, number: int, rows: tuple[int, int], fields: tuple[int, ...] | None
) -> RowTouch:
    if fields is None:
        return RowTouch("add", (None, rows[1]), ())
    old = None if rows[0] == NOWHERE else rows[0]
    return RowTouch("update", (old, rows[1]), tuple(_name(told, f, number) for f in fields))


def _name(told: ToldStory, field: int, number: int) -> str:
    """What a field was called after a revision."""
    later = (r.old for r in told.renamings if r.field == field and r.number > number)
    return next(later, told.story.fields[field].name)


def _rows_of(told: ToldStory, rows: slice) -> tuple[NDArray[np.int64], Places]:
    """The place of each lineage among the chosen rows, and the touches of those rows."""
    order = told.story.order[rows]
    places = np.full(told.story.lineages, GONE, np.int64)
    places[order] = np.arange(len(order))
    if len(order) == 1:
        return places, np.flatnonzero(told.touches.lineage == order[0])
    return places, np.flatnonzero(places[told.touches.lineage] != GONE)


def _cells(
    story: Story, touches: Touches, places: NDArray[np.int64], fields: Sequence[str]
) -> CellTouches:
    """The cells of ``fields`` that ``touches`` changed."""
    at = {_column(story, name): column for column, name in enumerate(fields)}
    columns = [[at[n] for n in chosen if n in at] for chosen in ((), *story.sets)]
    counts = np.array([len(some) for some in columns], np.intp)
    begins = np.cumsum(counts) - counts
    each = counts[touches.sets]
    total = int(each.sum())
    repeated = np.repeat(np.arange(len(touches)), each)
    within = np.arange(total) - np.repeat(np.cumsum(each) - each, each)
    flat = np.array([column for some in columns for column in some], np.intp)
    return CellTouches(
        places[touches.lineage[repeated]],
        flat[begins[touches.sets[repeated]] + within],
        touches.number[repeated],
    )


def _column(story: Story, name: str) -> int:
    return story.columns.get(name, GONE)


def _born(story: Story, name: str) -> int:
    place = _column(story, name)
    return GONE if place == GONE else story.fields[place].born
