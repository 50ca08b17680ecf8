"""A diff as the highlighter table of daff, which ``daff patch`` carries out.

Source: http://paulfitz.github.io/daff-doc/spec.html
"""

from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, field

from datapatch.errors import InvalidInput
from datapatch.tables.changes import TableDiff
from datapatch.tables.columns import extra_number, labels
from datapatch.tables.dialect import Dialect
from datapatch.tables.ordering import longest_rise
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row
from datapatch.translation import N_

TOO_WIDE = N_(
    "Row {row} has more cells than there are fields, which the form of daff cannot tell. "
    "Use another form."
)
_PLAIN = Dialect()

Row = tuple[str, ...]
Step = tuple[int | None, int | None]
"""A row of the old and of the new table; None where there is none."""


def diff_daff(old: Table, new: Table, diff: TableDiff) -> Iterator[str]:
    """The highlighter table as CSV: what changed, with the rows around it to find the place by.

    A row that moved is removed here and added there. Raises InvalidInput for a change in a cell
    beyond the header.
    """
    for change in diff.changes:
        if any(extra_number(cell.field) for cell in change.cells):
            row = next(row for row in change.rows if row is not None)
            raise InvalidInput(TOO_WIDE, row=row + 1)
    for line in _Highlighter(old, new, diff).rows():
        yield write_row(line, _PLAIN).decode("utf-8")


@dataclass(frozen=True, slots=True)
class _Column:
    """A column of the highlighter: its names and places on both sides, -1 where it is not."""

    name: str
    action: str
    old: int
    new: int


@dataclass(frozen=True, slots=True)
class _Highlighter:
    old: Table
    new: Table
    diff: TableDiff
    columns: tuple[_Column, ...] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "columns", tuple(_columns(self.old, self.new, self.diff)))

    def rows(self) -> Iterator[Row]:
        if any(column.action for column in self.columns):
            yield ("!", *(column.action for column in self.columns))
        yield ("@@", *(column.name for column in self.columns))
        gap, before = False, None
        for step, after in self._neighbours():
            row = self._told(step)
            if row or self._changes(before) or self._changes(after):
                yield row or self._context(step)
                gap = False
            elif not gap:
                yield ("...", *("..." for _ in self.columns))
                gap = True
            before = step

    def _neighbours(self) -> Iterator[tuple[Step, Step | None]]:
        """Each step with the one that follows."""
        here: Step | None = None
        for following in (*self._steps(), None):
            if here is not None:
                yield here, following
            here = following

    def _steps(self) -> Iterator[Step]:
        """Every row, in an order that both tables can follow; moved rows stand in both places."""
        moves = self.diff.row_order or ()
        gone = {i for i, _ in moves}
        come = {j for _, j in moves}
        for change in self.diff.changes:
            i, j = change.rows
            if change.op == "remove" and i is not None:
                gone.add(i)
            elif change.op == "add" and j is not None:
                come.add(j)
        return _walk((self.old.row_count, self.new.row_count), gone, come)

    def _changes(self, step: Step | None) -> bool:
        return step is not None and self._told(step) is not None

    def _told(self, step: Step) -> Row | None:
        """The line of a row that changed; every row where a field was added."""
        i, j = step
        before = self.old.values(i) if i is not None else ()
        after = self.new.values(j) if j is not None else ()
        if j is None:
            return ("---", *(_written(before, c.old) for c in self.columns))
        if i is None:
            return ("+++", *(_written(after, c.new) for c in self.columns))
        pairs = [(_written(before, c.old), _written(after, c.new), c) for c in self.columns]
        changed = [(a, b) for a, b, c in pairs if c.old >= 0 and c.new >= 0 and a != b]
        if changed:
            arrow = _arrow(text for a, b, _ in pairs for text in (a, b))
            return (arrow, *(_cell(a, b, c, arrow) for a, b, c in pairs))
        if any(c.action == "+++" for c in self.columns):
            return ("+", *(_cell(a, b, c, "") for a, b, c in pairs))
        return None

    def _context(self, step: Step) -> Row:
        before = self.old.values(step[0] or 0)
        return ("", *(_written(before, column.old) for column in self.columns))


def _columns(old: Table, new: Table, diff: TableDiff) -> Iterator[_Column]:
    """The columns of both tables; one that moved is removed here and added there, whose cells daff
    then takes from the rows.
    """
    here, there = labels(old.fields), labels(new.fields)
    names = diff.fields.new_names
    kept = [names.get(label, label) for label in here]
    places = [there.index(label) for label in kept if label in there]
    steady = {there[places[n]] for n in longest_rise(places)}
    gone = {i for i, label in enumerate(kept) if label not in steady}
    come = {j for j, label in enumerate(there) if label not in steady}
    for i, j in _walk((len(here), len(there)), gone, come):
        if j is None:
            yield _Column(old.fields[i or 0], "---", -1 if i is None else i, -1)
        elif i is None:
            yield _Column(new.fields[j], "+++", -1, j)
        else:
            renamed = old.fields[i] != new.fields[j]
            yield _Column(new.fields[j], f"({old.fields[i]})" if renamed else "", i, j)


def _walk(sizes: tuple[int, int], gone: Set[int], come: Set[int]) -> Iterator[Step]:
    """The members of two sequences that are the same but for what is ``gone`` and what ``come``."""
    i = j = 0
    while i < sizes[0] or j < sizes[1]:
        if i in gone:
            yield i, None
            i += 1
        elif j in come:
            yield None, j
            j += 1
        else:
            yield i, j
            i, j = i + 1, j + 1


def _written(cells: Sequence[str], place: int) -> str:
    """A cell as it stands in the table: daff reads the same signs there (``NULL``, ``_NULL``)."""
    return cells[place] if 0 <= place < len(cells) else ""


def _arrow(cells: Iterable[str]) -> str:
    """The shortest arrow that no cell holds."""
    text = "\n".join(cells)
    arrow = "->"
    while arrow in text:
        arrow = f"-{arrow}"
    return arrow


def _cell(before: str, after: str, column: _Column, arrow: str) -> str:
    """One cell of a row that both tables have."""
    if column.new < 0:
        return before
    if column.old < 0 or before == after:
        return after
    return f"{before}{arrow}{after}"
