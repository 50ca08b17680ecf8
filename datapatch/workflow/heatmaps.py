"""Where a table changes: groups of rows down, fields across, counted over the whole history."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from datapatch.index.heat import Heat, TableHeat
from datapatch.tables.columns import labels
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.history import READ_AT_ONCE, HistoryEntry, table_steps
from datapatch.workflow.instance import Instance
from datapatch.workflow.labelling import cells_of, label

GROUPS = 24
"""Rows of the heatmap, at most: as many as fit on a screen."""


@dataclass(frozen=True, slots=True)
class GroupHeat:
    """How often cells of one field changed in one group of rows, and the day of the last change."""

    count: int = 0
    last: date | None = None


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

    ``since`` is the day from which the changes of today's rows are known.
    """

    fields: tuple[str, ...]
    groups: tuple[RowGroup, ...]
    since: date | None

    @property
    def most(self) -> int:
        """The largest count."""
        return max((cell.count for group in self.groups for cell in group.cells), default=0)


def change_heatmap(
    instance: Instance, name: DatasetName, resource: str, entries: Sequence[HistoryEntry]
) -> Heatmap:
    """The heatmap of a table of today, over ``entries`` (newest first, from the published head).

    Raises `NotFound`.
    """
    with published(instance, name) as snapshot:
        table = snapshot.table(resource)
    fields, rows = labels(table.fields), table.row_count
    heat, since = table_heat(instance, entries, resource)
    size = -(-rows // GROUPS) or 1
    groups = []
    for first in range(0, rows, size):
        last = min(first + size, rows) - 1
        ends = label(cells_of(table, first)), label(cells_of(table, last))
        groups.append(
            RowGroup(first, last, ends, _summed(heat.rows, range(first, last + 1), fields))
        )
    return Heatmap(fields, tuple(groups), since)


def table_heat(
    instance: Instance, entries: Sequence[HistoryEntry], resource: str
) -> tuple[TableHeat, date | None]:
    """The heat of today's table, moved forward from the last revision where it is known.

    And the day since when the changes of its rows are known; None when nobody has read them.
    """
    steps = list(table_steps(entries, resource))
    names = [f"{entry.commit}:{table.resource}" for entry, table in steps]
    known = instance.changes.known_heat(names)
    base, heat = known or (None, TableHeat())
    pending = steps if base is None else steps[: names.index(base)]
    for begin in range(len(pending), 0, -READ_AT_ONCE):
        some = pending[max(0, begin - READ_AT_ONCE) : begin]
        changes = instance.changes.known_changes([table.address for _, table in some])
        for entry, table in reversed(some):
            heat.advance(changes[table.address], entry.at.date())
    if pending and steps[-1][1].whole:
        instance.changes.keep_heat(names[0], heat, instead_of=base)
    return heat, steps[-1][0].at.date() if steps else None


def _summed(
    rows: Mapping[int, Mapping[str, Heat]], group: range, fields: Sequence[str]
) -> tuple[GroupHeat, ...]:
    found = [rows[row] for row in group if row in rows]
    cells = []
    for name in fields:
        heats = [cells_of_row[name] for cells_of_row in found if name in cells_of_row]
        last = max((heat.last for heat in heats), default=None)
        cells.append(GroupHeat(sum(heat.count for heat in heats), last))
    return tuple(cells)
