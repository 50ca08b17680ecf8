"""Conflicts settled by a moderator: each choice becomes a change of the published row."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from datapatch.errors import InvalidInput
from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.three_ways import Conflict
from datapatch.translation import N_
from datapatch.workflow.review.reviewing import TableExamination
from datapatch.workflow.rows.labelling import cells_of

_CHOOSE = N_("Choose a value wherever this contribution clashes with what was published meanwhile.")
_BY_HAND = N_(
    "This clash is about the fields of the table. Ask the contributor to start from today's table."
)

Side = Literal["base", "published", "proposed", "value"]


@dataclass(frozen=True, slots=True)
class Resolution:
    """What shall stand: as it was, as published meanwhile, as proposed, or another ``value``."""

    side: Side
    value: str = ""


def settle(
    table: TableExamination, resolutions: Sequence[Resolution | None]
) -> Iterator[RowChange]:
    """The changes of published rows that carry the choices out, one resolution a conflict.

    Raises `InvalidInput` where none was made, and where a conflict is not one of cells or rows.
    """
    for conflict, resolution in zip(table.conflicts, resolutions, strict=True):
        if resolution is None:
            raise InvalidInput(_CHOOSE)
        if resolution.side == "published":
            continue
        if conflict.kind == "field":
            raise InvalidInput(_BY_HAND)
        if conflict.kind == "delete-update":
            yield _row(table, conflict, resolution)
        else:
            yield _cell(table, conflict, resolution)


def together(changes: Iterable[RowChange], settled: Iterable[RowChange]) -> list[RowChange]:
    """Both, with the cells of one row in one change."""
    found = list(changes)
    places = {change.rows[0]: n for n, change in enumerate(found) if change.op == "update"}
    for change in settled:
        if change.op == "update" and change.rows[0] in places:
            place = places[change.rows[0]]
            found[place] = _joined(found[place], change)
        elif change.op != "update" or change.cells:
            places[change.rows[0]] = len(found)
            found.append(change)
    return found


def _joined(change: RowChange, other: RowChange) -> RowChange:
    written = {cell.field for cell in other.cells}
    kept = tuple(cell for cell in change.kept if cell.field not in written)
    return replace(change, cells=(*change.cells, *other.cells), kept=kept)


def _cell(table: TableExamination, conflict: Conflict, resolution: Resolution) -> RowChange:
    row, field = conflict.rows[1], conflict.field or ""
    value = _chosen(conflict, resolution)
    old = cells_of(table.published, row or 0)
    changed = old.get(field, "") != value
    cells = (CellChange(field, old.get(field), value),) if changed else ()
    others = tuple(CellChange(n, v, v) for n, v in old.items() if n != field)
    kept = () if conflict.key is not None else others
    return RowChange("update", conflict.key, (row, row), cells, kept)


def _row(table: TableExamination, conflict: Conflict, resolution: Resolution) -> RowChange:
    """A row that one side deleted: gone, or back as the other side has it."""
    row = conflict.rows[1]
    if row is not None:
        if resolution.side != "proposed":
            raise InvalidInput(_CHOOSE)
        old = cells_of(table.published, row)
        cells = tuple(CellChange(name, cell, None) for name, cell in old.items())
        return RowChange("remove", conflict.key, (row, None), cells)
    names = labels(table.published.fields)
    values = next(csv.reader([_chosen(conflict, resolution)]), [])
    if len(names) != len(values):
        raise InvalidInput(_BY_HAND)
    cells = tuple(CellChange(n, None, v) for n, v in zip(names, values, strict=True))
    return RowChange("add", conflict.key, (None, None), cells)


def _chosen(conflict: Conflict, resolution: Resolution) -> str:
    if resolution.side == "value":
        return resolution.value
    return (conflict.base if resolution.side == "base" else conflict.theirs) or ""
