"""The violations that a change adds, found by looking at pairs of rows: before and after.

A row that was wrong before and is wrong in the same way afterwards adds nothing, wherever it
moves; a fault that is mended in one row and made in another is new. Only rows that vanish and rows
that appear are not told apart: a key that is corrected is a row removed and another one added.

Of rows that hold the same value where each must have its own, those are named that did not share
it before; one of them keeps it when none did.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TypeVar

from datapatch.tables.expected import Expected, expected
from datapatch.tables.judging import Column, columns
from datapatch.tables.other_rows import OtherRows, Rows
from datapatch.tables.row_numbers import RowNumbers
from datapatch.tables.schema import TableSchema
from datapatch.tables.uniqueness import Slot, slots
from datapatch.tables.validation import Report, row_violations
from datapatch.tables.violation import Cells, Violation

Pair = tuple[int | None, int | None]
"""A row before and after, from 0; None where it does not exist."""
Reason = tuple[object, ...]
Known = TypeVar("Known")


class Side:
    """A table before or after a change, with its schema."""

    def __init__(self, rows: Rows, schema: TableSchema) -> None:
        self.rows = rows
        self.expected: Expected = expected(rows, schema)
        self.judges: tuple[Column, ...] = columns(self.expected.fields, schema.missing_values)
        self.slots: tuple[Slot, ...] = slots(self.judges, schema.primary_key)

    def faults(self, row: int, cells: Cells) -> list[Violation]:
        """What is wrong with one row, whatever the others hold."""
        line = self.rows.line(row)
        empty = (slot.empty(cells, line) for slot in self.slots)
        return [*row_violations(self.judges, cells, line), *(fault for fault in empty if fault)]

    def slot_like(self, slot: Slot, names: Mapping[str, str]) -> Slot | None:
        """The same unique field or key on this side, whose fields get other ``names``."""
        for mine in self.slots:
            known = tuple(names.get(name, name) for name in mine.names)
            if mine.is_key == slot.is_key and known == slot.names:
                return mine
        return None


@dataclass(frozen=True, slots=True)
class _Change:
    """One judged row on both sides."""

    rows: Pair
    before: Cells | None
    after: Cells | None


def added_in_rows(
    before: Side,
    after: Side,
    pairs: Sequence[Pair],
    *,
    others: OtherRows | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Violation, ...]:
    """The violations that the rows of ``pairs`` add, by row; faults of the header first.

    ``others`` are the rows in no pair. ``names`` are the new names of renamed fields.
    """
    renamed = names or {}
    changes = [
        _Change(
            (old, new),
            None if old is None else before.rows.row(old),
            None if new is None else after.rows.row(new),
        )
        for old, new in sorted(pairs, key=lambda pair: (pair[1] is None, pair[1] or 0))
    ]
    found: dict[int, list[Violation]] = {}
    _Faults(before, after, renamed).collect(changes, found)
    for slot in after.slots:
        twin = before.slot_like(slot, renamed)
        shared = _Shared(slot, twin, changes, others)
        for row, cells, other in shared.added(after.rows):
            found.setdefault(row, []).append(slot.repeated(cells, after.rows.line(row), other))
    head = _left_over(before.expected.violations, after.expected.violations, renamed)
    return (*head, *(fault for row in sorted(found) for fault in found[row]))


def added_between(
    before: tuple[Side, Report],
    after: tuple[Side, Report],
    numbers: tuple[RowNumbers, RowNumbers],
    names: Mapping[str, str],
) -> tuple[Violation, ...]:
    """The violations that ``after`` has more, from the reports on both whole tables.

    ``numbers`` lead from old rows to new ones and back.
    """
    olds, news = (_named_rows(*side) for side in (before, after))
    pairs: set[Pair] = {(old, numbers[0].of(old)) for old in olds}
    pairs |= {(numbers[1].of(new), new) for new in news}
    return added_in_rows(before[0], after[0], sorted(pairs, key=str), names=names)


def _named_rows(side: Side, report: Report) -> set[int]:
    first = side.rows.line(0)
    lines = {item.row for item in report.violations} | {
        item.data["other"] for item in report.violations if "other" in item.data
    }
    return {line - first for line in lines if isinstance(line, int)}


@dataclass(frozen=True, slots=True)
class _Faults:
    """Faults that a row has by itself."""

    before: Side
    after: Side
    names: Mapping[str, str]

    def collect(self, changes: Sequence[_Change], found: dict[int, list[Violation]]) -> None:
        """Put the faults that are new under their rows."""
        removed = [change for change in changes if change.after is None]
        pool: Counter[Reason] | None = None
        for change in changes:
            if change.after is None or change.rows[1] is None:
                continue
            faults = self.after.faults(change.rows[1], change.after)
            if not faults:
                continue
            known = self._known(change)
            if change.before is None:
                pool = pool or self._pool(removed)
                known = pool
            new = [item for item in faults if not _taken(known, _reason(item, {}))]
            if new:
                found.setdefault(change.rows[1], []).extend(new)

    def _pool(self, removed: Sequence[_Change]) -> Counter[Reason]:
        pool: Counter[Reason] = Counter()
        for change in removed:
            pool.update(self._known(change))
        return pool

    def _known(self, change: _Change) -> Counter[Reason]:
        if change.before is None or change.rows[0] is None:
            return Counter()
        faults = self.before.faults(change.rows[0], change.before)
        return Counter(_reason(item, self.names) for item in faults)


@dataclass(frozen=True, slots=True)
class _Shared:
    """Rows that hold the same value in a slot."""

    slot: Slot
    twin: Slot | None
    changes: Sequence[_Change]
    others: OtherRows | None
    pool: Counter[object] = field(default_factory=Counter)

    def added(self, rows: Rows) -> Iterator[tuple[int, Cells, int]]:
        """Each row that shares a value now and did not before, and the number of another one."""
        groups = self._groups()
        if not groups:
            return
        elsewhere = self._elsewhere(self.slot, groups)
        faulty = self._faulty_before()
        for value, group in groups.items():
            old = {id(c) for c in group if self._was_shared(c, value, faulty)}
            new = [change for change in group if id(change) not in old]
            other = elsewhere.get(value)
            if other is None and not old:
                steady = next((c for c in new if c.before == c.after), new[0])
                new.remove(steady)
                other = rows.line(steady.rows[1] or 0)
            elif other is None:
                kept = next(change for change in group if id(change) in old)
                other = rows.line(kept.rows[1] or 0)
            for change in new:
                if change.after is not None and change.rows[1] is not None:
                    yield change.rows[1], change.after, other

    def _elsewhere(self, slot: Slot, values: Collection[object]) -> dict[object, int]:
        return self.others.last_lines(slot, values) if self.others else {}

    def _groups(self) -> dict[object, list[_Change]]:
        """The judged rows by the value that they hold, where some row holds it newly."""
        held: dict[object, list[_Change]] = {}
        newly: set[object] = set()
        for change in self.changes:
            value = self.slot.value(change.after) if change.after is not None else None
            if value is None:
                continue
            held.setdefault(value, []).append(change)
            if not self._kept(change, value):
                newly.add(value)
        return {value: held[value] for value in held if value in newly}

    def _old_value(self, change: _Change) -> object:
        twin = self.twin
        return None if twin is None or change.before is None else twin.value(change.before)

    def _kept(self, change: _Change, value: object) -> bool:
        """Whether the row held the same before, or the same text where types change."""
        if self.twin is None or change.before is None or change.after is None:
            return False
        same_text = self.twin.texts(change.before) == self.slot.texts(change.after)
        return same_text or self.twin.value(change.before) == value

    def _faulty_before(self) -> set[object]:
        """The values that more than one row held, as far as judged rows did."""
        olds = [change for change in self.changes if self._old_value(change) is not None]
        counts = Counter(self._old_value(change) for change in olds)
        faulty = {value for value, count in counts.items() if count > 1}
        if self.twin is not None:
            faulty |= self._elsewhere(self.twin, counts).keys()
        for change in olds:
            if change.after is None and self._old_value(change) in faulty:
                self.pool[self._old_value(change)] += 1
        return faulty

    def _was_shared(self, change: _Change, value: object, faulty: set[object]) -> bool:
        if change.before is None:
            return _taken(self.pool, value)
        return self._kept(change, value) and self._old_value(change) in faulty


def _left_over(
    before: Sequence[Violation], after: Sequence[Violation], names: Mapping[str, str]
) -> list[Violation]:
    known = Counter(_reason(item, names) for item in before)
    return [item for item in after if not _taken(known, _reason(item, {}))]


def _taken(known: Counter[Known], reason: Known) -> bool:
    """Whether ``reason`` was known; it is known once less then."""
    if known[reason] <= 0:
        return False
    known[reason] -= 1
    return True


def _reason(item: Violation, names: Mapping[str, str]) -> Reason:
    name = item.field or ""
    return item.type, names.get(name, name), item.cell, item.template
