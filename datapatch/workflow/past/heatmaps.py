"""Where a table changes: groups of rows down, fields across, counted over the whole history."""

import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import numpy as np
from numpy.typing import NDArray

from datapatch.index.blame import CellTouches, ToldStory, changed_cells
from datapatch.index.checked_rows import all_checked
from datapatch.index.revision_log import days_of
from datapatch.tables.columns import labels
from datapatch.tables.parted import Rows
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import READ_SECONDS
from datapatch.workflow.past.indexing import read_on
from datapatch.workflow.past.logbook import open_logbook
from datapatch.workflow.rows.labelling import cells_of, label
from datapatch.workflow.upkeep.freshness import checked_rows

GROUPS = 24
"""Rows of the heatmap, at most: as many as fit on a screen."""


@dataclass(frozen=True, slots=True)
class GroupHeat:
    """How often cells of one field changed in one group of rows, and the day of the last change.

    ``checked`` is the day on which somebody last found one of the rows still correct.
    """

    count: int = 0
    last: date | None = None
    checked: date | None = None

    @property
    def fresh(self) -> date | None:
        """The day on which somebody last looked: by a change, or to say that it is correct."""
        return max((day for day in (self.last, self.checked) if day), default=None)


@dataclass(frozen=True, slots=True)
class RowGroup:
    """Neighbours in today's table: data rows ``first`` to ``last`` (from 0), the labels of these
    two, and one cell for each field.
    """

    first: int
    last: int
    labels: tuple[str, str]
    cells: tuple[GroupHeat, ...]


@dataclass(frozen=True, slots=True)
class Heatmap:
    """``groups[g].cells[f]``: how often cells of ``fields[f]`` changed in a group of rows.

    ``since`` is the day on which the table first appeared: changes are counted from there.
    """

    fields: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    since: date

    @property
    def most(self) -> int:
        """The largest count."""
        return max((cell.count for group in self.groups for cell in group.cells), default=0)


def change_heatmap(
    instance: Instance,
    name: DatasetName,
    resource: str,
    *,
    seconds: float | None = READ_SECONDS,
) -> Heatmap | None:
    """The heatmap of a table of today; None while its history is being read.

    Raises `NotFound`, `UnreadableTable`. The caller has asked the policy.
    """
    with open_logbook(instance, name) as logbook:
        read_on(logbook, seconds=seconds)
        table = logbook.head.parted(resource)
        with logbook.open() as log:
            told = logbook.told(log, resource)
            if told is None:
                return None
            checked = checked_rows(logbook.head, resource, all_checked(log, resource))
            return _heatmap(log, told, table, checked)


def _heatmap(
    log: sqlite3.Connection, told: ToldStory, table: Rows, checked: Mapping[int, date]
) -> Heatmap:
    fields, rows = labels(table.fields), table.row_count
    size = -(-rows // GROUPS) or 1
    days = np.array(days_of(log), np.int64)
    counts, last = _counted(
        changed_cells(told, fields), days, (-(-rows // size), len(fields), size)
    )
    looked: dict[int, date] = {}
    for row, day in checked.items():
        looked[row // size] = max(looked.get(row // size, day), day)
    groups = []
    for group, first in enumerate(range(0, rows, size)):
        end = min(first + size, rows) - 1
        ends = label(cells_of(table, first)), label(cells_of(table, end))
        cells = tuple(
            _cell(*pair, looked.get(group)) for pair in zip(counts[group], last[group], strict=True)
        )
        groups.append(RowGroup(first, end, ends, cells))
    return Heatmap(fields, tuple(groups), date.fromordinal(int(days[told.story.born])))


def _counted(
    cells: CellTouches, days: NDArray[np.int64], shape: tuple[int, int, int]
) -> tuple[list[list[int]], list[list[int]]]:
    """How often, and when last, each field (across) changed in each group of rows (down)."""
    groups, fields, size = shape
    places = cells.rows // size * fields + cells.columns
    counts = np.bincount(places, minlength=groups * fields)
    last = np.zeros(groups * fields, np.int64)
    np.maximum.at(last, places, days[cells.numbers])
    return counts.reshape(groups, fields).tolist(), last.reshape(groups, fields).tolist()


def _cell(count: int, last: int, checked: date | None) -> GroupHeat:
    return GroupHeat(count, date.fromordinal(last) if last else None, checked)
