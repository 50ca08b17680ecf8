"""What changed between two versions of a table, in few words: which rows, in which fields."""

from collections.abc import Sequence
from dataclasses import dataclass

from datapatch.tables.changes import FieldChanges, Moves, Operation, RowChange, TableDiff

NO_FIELDS = FieldChanges()


@dataclass(frozen=True, slots=True)
class RowTouch:
    """One row that a revision touched: its places before and after, the fields changed.

    ``fields`` are named as the newer table names them; of an added or removed row, none is listed.
    """

    op: Operation
    rows: tuple[int | None, int | None]
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TableChanges:
    """The row-level summary of one diff.

    ``whole`` is true when the table appeared or vanished as a whole: its rows are then not listed.
    ``moves`` are the rows (old, new) that left their order: the fewest that explain the new one.
    """

    added: int
    updated: int
    removed: int
    cells: int
    rows: tuple[RowTouch, ...] = ()
    moves: Moves = ()
    fields: FieldChanges = NO_FIELDS
    whole: bool = False


def summarise(diff: TableDiff) -> TableChanges:
    """The summary of ``diff``."""
    counts = diff.counts
    return TableChanges(
        added=counts.added,
        updated=counts.updated,
        removed=counts.removed,
        cells=counts.cells,
        rows=tuple(_touch(change) for change in diff.changes),
        moves=diff.row_order or (),
        fields=diff.fields,
    )


def whole_table(*, added: int = 0, removed: int = 0, fields: Sequence[str] = ()) -> TableChanges:
    """The summary of a table that appeared with ``added`` rows, or vanished with ``removed``."""
    named = FieldChanges(added=tuple(fields))
    return TableChanges(added, 0, removed, 0, fields=named, whole=True)


def _touch(change: RowChange) -> RowTouch:
    fields = tuple(cell.field for cell in change.cells) if change.op == "update" else ()
    return RowTouch(change.op, change.rows, fields)
