"""Foreign keys that a change makes point nowhere, found by the rows that differ on both sides."""

from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from datapatch.tables.foreign_keys import dangling
from datapatch.tables.judged_changes import Pair, Side
from datapatch.tables.other_rows import OtherRows
from datapatch.tables.schema import ForeignKey
from datapatch.tables.uniqueness import Slot, slot_of
from datapatch.tables.violation import Cells, Violation


@dataclass(frozen=True, slots=True)
class ChangedTable:
    """A table before and after: the rows that differ in pairs, and the others."""

    before: Side
    after: Side
    pairs: Sequence[Pair]
    others: OtherRows

    def slots(self, fields: tuple[str, ...]) -> tuple[Slot, Slot] | None:
        """Where these fields lie on both sides, None where one has them not."""
        old, new = slot_of(self.before.judges, fields), slot_of(self.after.judges, fields)
        return (old, new) if old and new else None

    def old_rows(self) -> Iterator[tuple[Pair, Cells]]:
        """The rows that differ, as they were."""
        return ((pair, self.before.rows.row(pair[0])) for pair in self.pairs if pair[0] is not None)

    def new_rows(self) -> Iterator[tuple[Pair, Cells]]:
        """The rows that differ, as they are."""
        return ((pair, self.after.rows.row(pair[1])) for pair in self.pairs if pair[1] is not None)


def added_dangling(
    key: ForeignKey, here: ChangedTable, there: ChangedTable
) -> tuple[Violation, ...] | None:
    """The rows of ``here`` that ``key`` makes point nowhere in ``there``, and did not before.

    None where one side lacks the fields of the key: then whole tables tell.
    """
    mine, theirs = here.slots(key.fields), there.slots(key.reference_fields)
    if mine is None or theirs is None:
        return None
    found = _Dangling(key, here, there, mine, theirs)
    return tuple(sorted([*found.in_changed_rows(), *found.left_behind()], key=lambda v: v.row or 0))


@dataclass(frozen=True, slots=True)
class _Dangling:
    """One key between two tables, with its place in each before and after."""

    key: ForeignKey
    here: ChangedTable
    there: ChangedTable
    mine: tuple[Slot, Slot]
    theirs: tuple[Slot, Slot]

    def in_changed_rows(self) -> Iterator[Violation]:
        """Rows that changed, or are new, and point nowhere; old faults left out."""
        wrong = self._lost(self.here.new_rows(), 1)
        if not wrong:
            return
        before = self._lost(self.here.old_rows(), 0)
        known = {pair: self._texts(0, cells) for pair, cells in before}
        pool = Counter(texts for pair, texts in known.items() if pair[1] is None)
        for pair, cells in wrong:
            texts = self._texts(1, cells)
            if known.get(pair) == texts:
                continue
            if pair[0] is None and pool[texts] > 0:
                pool[texts] -= 1
                continue
            yield self._violation(cells, self.here.after.rows.line(pair[1] or 0))

    def left_behind(self) -> Iterator[Violation]:
        """Rows that nobody touched, whose value is gone where they point."""
        slot = self.theirs[0]
        held = {slot.value(cells) for _, cells in self.there.old_rows()} - {None}
        gone = held - self._existing(held, 1)
        for line, cells in self.here.others.holding(self.mine[1], gone):
            yield self._violation(cells, line)

    def _lost(self, rows: Iterator[tuple[Pair, Cells]], side: int) -> list[tuple[Pair, Cells]]:
        """Those of ``rows`` that point nowhere on one side."""
        slot = self.mine[side]
        pointing = [(pair, cells) for pair, cells in rows if not slot.is_empty(cells)]
        known = self._existing({slot.value(cells) for _, cells in pointing} - {None}, side)
        return [(pair, cells) for pair, cells in pointing if slot.value(cells) not in known]

    def _existing(self, values: Collection[object], side: int) -> set[object]:
        """Those of ``values`` that exist where the key points."""
        if not values:
            return set()
        slot = self.theirs[side]
        rows = self.there.new_rows() if side else self.there.old_rows()
        changed = {slot.value(cells) for _, cells in rows}
        left = set(values) - changed
        return set(values) & changed | set(self.there.others.last_lines(slot, left))

    def _texts(self, side: int, cells: Cells) -> tuple[str | None, ...]:
        return self.mine[side].texts(cells)

    def _violation(self, cells: Cells, line: int) -> Violation:
        slot = self.mine[1]
        labels = ", ".join(column.field.label for column in slot.columns)
        return dangling(self.key, labels, slot.places, cells=cells, row=line)
