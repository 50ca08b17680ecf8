"""What a copy of a table that was edited elsewhere says of the table: changes, and what it lacks.

A copy may be less than the table: columns were deleted, or rows filtered away, before it was sent.
What it lacks is therefore told apart from what it changes, and stays as it is.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from datapatch.errors import InvalidInput
from datapatch.tables.alignment import Alignment, align, alone
from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.columns import labels
from datapatch.tables.comparing import RowComparison
from datapatch.tables.diff import differing_rows
from datapatch.tables.rewritten import folded, rewritten
from datapatch.tables.table import Table
from datapatch.tables.writing import join_rows, write_row
from datapatch.translation import N_
from datapatch.types import Key

_OTHER_TABLE = N_("No column of this file is one of the table’s: {fields}. Choose another file.")
_NO_KEY = N_(
    "The file lacks “{field}”, by which the rows of this table are told apart. "
    "Start from a copy that has it."
)

Rows = list[list[str]]


@dataclass(frozen=True, slots=True)
class Returned:
    """What a copy says: ``changes`` are updates and additions.

    ``missing`` are the removals that its lack of rows would mean (the first of ``missing_count``);
    ``absent`` columns of the table that it lacks, ``unknown`` ones that only it has; ``rewritten``
    counts cells that a spreadsheet program wrote in its own way, which are no changes; ``repeated``
    are keys that several of its rows have.
    """

    key: tuple[str, ...]
    changes: tuple[RowChange, ...]
    missing: tuple[RowChange, ...]
    missing_count: int
    absent: tuple[str, ...]
    unknown: tuple[str, ...]
    rewritten: int
    repeated: tuple[Key, ...]


def returned(old: Table, copy: Table, key: Sequence[str], *, most: int) -> Returned:
    """What ``copy`` says of ``old``, whose rows ``key`` tells apart; at most so many removals.

    The order of rows and columns is no change. Raises InvalidInput for a copy of another table.
    """
    places = _places(old, copy)
    absent = tuple(label for label, place in places.items() if place is None)
    for field in key:
        if field in absent:
            raise InvalidInput(_NO_KEY, field=field)
    rows = _arranged(copy, list(places.values()))
    if key:
        _mend_keys(old, rows, [list(places).index(field) for field in key])
    made = _table(old, rows)
    alignment = align(old, made, key)
    compare = RowComparison(old, made, alignment)
    narrowed = [
        _narrowed(compare.update(here, there), absent)
        for here, there in differing_rows(old, made, alignment)
    ]
    gone = alone(alignment.old_to_new)
    return Returned(
        key=tuple(key),
        changes=(*(change for change, _ in narrowed if change.cells), *_additions(compare)),
        missing=tuple(replace(compare.removal(row), rows=(row, None)) for row in gone[:most]),
        missing_count=len(gone),
        absent=absent,
        unknown=_unknown(copy, places.values()),
        rewritten=sum(count for _, count in narrowed),
        repeated=_repeated(made, alignment),
    )


def _places(old: Table, copy: Table) -> dict[str, int | None]:
    """The column of the copy that is each column of the table."""
    given = labels(copy.fields)
    exact = {label: place for place, label in enumerate(given)}
    loose = {label.strip().casefold(): place for label, place in reversed(exact.items())}
    found = {
        label: exact.get(label, loose.get(label.strip().casefold())) for label in labels(old.fields)
    }
    if all(place is None for place in found.values()):
        raise InvalidInput(_OTHER_TABLE, fields=", ".join(found))
    return found


def _unknown(copy: Table, known: Iterable[int | None]) -> tuple[str, ...]:
    used = set(known)
    return tuple(
        label
        for place, label in enumerate(labels(copy.fields))
        if place not in used and label.strip()
    )


def _arranged(copy: Table, places: Sequence[int | None]) -> Rows:
    """The copy's rows in the table's columns; empty rows are left out."""
    rows = (
        [row[place] if place is not None and place < len(row) else "" for place in places]
        for row in copy.rows()
    )
    return [row for row in rows if any(cell.strip() for cell in row)]


def _mend_keys(old: Table, rows: Rows, places: Sequence[int]) -> None:
    """Give keys back that a spreadsheet program took for numbers: 1 is 001 again."""
    keys = old.keys([old.fields[place] for place in places])
    known, given = set(keys), {tuple(row[place] for place in places) for row in rows}
    counts = Counter(_folded(key) for key in keys)
    lost = {_folded(key): key for key in keys if counts[_folded(key)] == 1 and key not in given}
    for row in rows:
        key = tuple(row[place] for place in places)
        meant = None if key in known else lost.get(_folded(key))
        if meant and all(map(rewritten, meant, key)):
            for place, text in zip(places, meant, strict=True):
                row[place] = text


def _folded(key: Key) -> Key:
    return tuple(map(folded, key))


def _table(old: Table, rows: Rows) -> Table:
    """A table with the header and the writing of ``old``."""
    dialect = old.dialect
    written = [write_row(row, dialect) for row in rows]
    return Table.parse(join_rows(old.preamble, [old.header, *written], dialect), dialect)


def _narrowed(change: RowChange, absent: Sequence[str]) -> tuple[RowChange, int]:
    """The change without columns that the copy lacks and cells that a program rewrote, counted."""
    cells, count = [], 0
    for cell in change.cells:
        old, new = cell.old or "", cell.new or ""
        if cell.field in absent or old == new or cell.new is None:
            continue
        if rewritten(old, new):
            count += 1
            continue
        cells.append(cell)
    kept = change.kept
    if change.key is None:
        named = {cell.field for cell in cells}
        left = (c for c in change.cells if c.field not in named and c.old is not None)
        kept = (*kept, *(CellChange(cell.field, cell.old, cell.old) for cell in left))
    row = change.rows[0]
    return replace(change, rows=(row, row), cells=tuple(cells), kept=kept), count


def _additions(compare: RowComparison) -> Iterable[RowChange]:
    """New rows; they go to the end."""
    for row in alone(compare.alignment.new_to_old):
        yield replace(compare.addition(row), rows=(None, None))


def _repeated(made: Table, alignment: Alignment) -> tuple[Key, ...]:
    if not alignment.key:
        return ()
    counts = Counter(made.keys(alignment.key))
    return tuple(key for key, count in counts.items() if count > 1 and any(key))
