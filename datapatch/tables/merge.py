"""Three-way merge of tables, cell by cell: two people's changes to one table."""

from collections import defaultdict, deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from datapatch.tables.alignment import align, alone
from datapatch.tables.bulk import are_many
from datapatch.tables.choosing import Decisions
from datapatch.tables.columns import arranged, labels, same_writing
from datapatch.tables.diff import differing_rows
from datapatch.tables.layout import Layout
from datapatch.tables.merging_fields import merge_columns
from datapatch.tables.merging_rows import RowMerge, Values, added_key
from datapatch.tables.ordering import merge_order
from datapatch.tables.preambles import merge_preambles
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table
from datapatch.tables.three_ways import Column, Conflict, Sides
from datapatch.tables.writing import join_rows

__all__ = ["Conflict", "MergeResult", "merge"]


@dataclass(frozen=True, slots=True, eq=False)
class MergeResult:
    """The merged table, which holds ours wherever there is a conflict."""

    table: Table
    conflicts: tuple[Conflict, ...]
    versions: "Versions | None" = None
    """What was merged, where there was anything to merge."""


@dataclass(frozen=True, slots=True, eq=False)
class Versions:
    """Three tables, and the fields by which their rows are known."""

    base: Table
    ours: Table
    theirs: Table
    key: tuple[str, ...]
    renamed: "Renamed"


Renamed = tuple[Sequence[tuple[str, str]], Sequence[tuple[str, str]]]
"""Old and new names of fields that ours, and that theirs, is known to have renamed."""


def merge(
    base: Table,
    ours: Table,
    theirs: Table,
    key: Sequence[str] = (),
    *,
    renamed: Renamed = ((), ()),
) -> MergeResult:
    """``ours`` with what ``theirs`` changed since ``base``, as ours' dialect writes it.

    Rows that theirs did not touch keep ours' bytes. Different cells of one row do not conflict,
    nor do a new order on one side and edits on the other. Raises InvalidInput where a cell of
    theirs cannot be written in ours' encoding.
    """
    if theirs.data in (ours.data, base.data):
        return MergeResult(ours, ())
    return merge_with(Versions(base, ours, theirs, tuple(key), renamed), Decisions())


def merge_with(versions: Versions, decisions: Decisions) -> MergeResult:
    """The merge in which ``decisions`` say what stands where there is a conflict."""
    key = versions.key
    base, ours, theirs = _as_wide(versions.base, versions.ours, versions.theirs)
    here, there = versions.renamed
    sides = Sides(
        *(base, ours, theirs), align(base, ours, key, here), align(base, theirs, key, there)
    )
    columns = merge_columns(sides, decisions)
    own = labels(ours.fields)
    names = {own[column.ours]: column.label for column in columns if column.ours >= 0}
    layout = Layout(ours, tuple(column.label for column in columns), names)
    rows = RowMerge(sides, columns, decisions)
    body = _Body(sides, layout, rows)
    order = body.ordered(body.dropped(), body.fresh())
    head = merge_preambles(sides, layout.head(rows_follow=bool(order)), decisions)
    data = join_rows(head, layout.pieces(order, body.written), ours.dialect)
    merged = Table.parse(data, ours.dialect, checked=True)
    return MergeResult(merged, tuple(decisions.conflicts), versions)


def _as_wide(*tables: Table) -> Iterator[Table]:
    """Tables without a header, whose fields are but the cells of their first rows, with as many
    fields as the widest: the first row alone may not drop a field.
    """
    fields = max((table.fields for table in tables), key=len)
    wanted = all(table.dialect.header_row == 0 for table in tables)
    return (replace(table, fields=fields) if wanted else table for table in tables)


def _are_alike(sides: Sides, columns: Sequence[Column]) -> bool:
    """Whether equal bytes of a row, nothing quoted, are equal rows in all three tables."""
    same = same_writing(sides.base, sides.ours) and same_writing(sides.ours, sides.theirs)
    widths = {len(table.fields) for table in (sides.base, sides.ours, sides.theirs)}
    return (
        same
        and widths == {len(columns)}
        and all(c.base == c.ours == c.theirs == place for place, c in enumerate(columns))
    )


class _Body:
    """The merged rows. They are numbered: the base's, then those that ours added, then theirs."""

    def __init__(self, sides: Sides, layout: Layout, rows: RowMerge) -> None:
        self.written: dict[int, bytes] = {}
        """What rows of ours, by their own number, hold where it is not what they held."""
        self._restored: dict[int, bytes] = {}
        """Rows of the base that ours deleted and that stand all the same."""
        self._sides, self._layout, self._rows = sides, layout, rows
        self._in_place = layout.in_place
        self._quote = grammar(sides.ours.dialect).quote_bytes
        self._is_plain = self._in_place and _are_alike(sides, rows.columns)
        self._ours_begin = sides.base.row_count
        self._theirs_begin = self._ours_begin + sides.ours.row_count
        self._same_key, self._same_content = self._added_by_both()

    def dropped(self) -> set[int]:
        """The base's rows that ours no longer has, or that theirs deleted; those that remain are
        merged.
        """
        sides, in_place = self._sides, self._in_place
        here, there = sides.here.old_to_new, sides.there.old_to_new
        changed = {base for base, _ in differing_rows(sides.base, sides.theirs, sides.there)}
        lost = set(alone(here))
        touched = sorted(changed.union(lost, alone(there))) if in_place else range(len(here))
        gone = {
            base for base in touched if not self._stands(base, here[base], there[base], changed)
        }
        self._merge_added()
        return gone | lost

    def fresh(self) -> dict[int, bytes]:
        """The rows that are not ours': their number, and their bytes."""
        return self._restored | {
            self._theirs_begin + row: self._brought(row)
            for row in alone(self._sides.there.new_to_old)
            if row not in self._same_key and row not in self._same_content
        }

    def ordered(self, dropped: set[int], fresh: Mapping[int, bytes]) -> list[range | bytes]:
        """The rows of ours and the fresh ones, where what one side moved stands where it put it."""
        here, there = self._sides.here, self._sides.there
        shared = self._same_key | self._same_content
        if are_many(len(here.old_to_new)):
            # numpy costs more than to go through few rows
            from datapatch.tables.bulk.merging import merged_rows

            return merged_rows(
                (here.old_to_new, here.new_to_old),
                there.new_to_old,
                shared=shared,
                dropped=dropped,
                fresh=fresh,
            )
        return self._ordered(shared, dropped, fresh)

    def _ordered(
        self, shared: Mapping[int, int], dropped: set[int], fresh: Mapping[int, bytes]
    ) -> list[range | bytes]:
        sides, begin = self._sides, self._ours_begin
        added = {row: begin + ours for row, ours in shared.items()}
        here = [
            base if base >= 0 else begin + row for row, base in enumerate(sides.here.new_to_old)
        ]
        there = [
            base if base >= 0 else added.get(row, self._theirs_begin + row)
            for row, base in enumerate(sides.there.new_to_old)
        ]
        rows = {number: row for row, number in enumerate(here) if number not in dropped}
        order = merge_order(range(begin), here, there, kept=[*rows, *fresh])
        return [
            fresh[number] if number in fresh else range(rows[number], rows[number] + 1)
            for number in order
        ]

    def _stands(self, base: int, ours: int, theirs: int, changed: set[int]) -> bool:
        """Merge a row of the base; whether it remains, as a row of ours."""
        if ours < 0:
            if base in changed:
                self._restore(base, theirs)
            return False
        if theirs < 0:
            return self._keeps(base, ours)
        if (base in changed or not self._in_place) and not self._taken(base, ours, theirs):
            self._write(ours, self._rows.standing(base, ours, theirs))
        return True

    def _taken(self, base: int, ours: int, theirs: int) -> bool:
        """Whether a row that theirs alone changed was taken as it stands there."""
        sides = self._sides
        new, old = sides.theirs.content(theirs), sides.ours.content(ours)
        if not self._is_plain or not new or old != sides.base.content(base):
            return False
        if self._quote and (self._quote in new or self._quote in old):
            return False
        if new != old:
            self.written[ours] = new + sides.ours.raw(ours)[len(old) :]
        return True

    def _keeps(self, base: int, ours: int) -> bool:
        """Whether a row that theirs deleted remains, since ours edited it."""
        side = self._rows.edited_and_deleted((base, ours, None))
        if side in ("ours", "base"):
            self._carry(ours)
        if side == "base":
            self._write(ours, self._rows.from_base(base))
        return side in ("ours", "base")

    def _merge_added(self) -> None:
        for row in [] if self._in_place else alone(self._sides.here.new_to_old):
            self._carry(row)
        for theirs, ours in self._same_key.items():
            self._write(ours, self._rows.added_twice(ours, theirs))

    def _restore(self, base: int, theirs: int) -> None:
        """Keep a row that ours deleted and theirs edited, if that is decided."""
        side = self._rows.edited_and_deleted((base, None, theirs))
        if side == "theirs":
            self._restored[base] = self._brought(theirs)
        elif side == "base":
            self._restored[base] = self._layout.fresh(self._rows.from_base(base))

    def _carry(self, ours: int) -> None:
        if not self._in_place:
            self._write(ours, self._layout.carried(ours))

    def _write(self, ours: int, values: Values) -> None:
        cells, old = arranged(values, self._layout.columns), self._sides.ours.row(ours)
        if not self._in_place or cells != old:
            self.written[ours] = self._layout.refilled(ours, old, cells)

    def _brought(self, row: int) -> bytes:
        """A row of theirs in ours' columns: its own bytes where they mean the same there."""
        theirs, ours = self._sides.theirs, self._sides.ours
        places = [column.theirs for column in self._rows.columns]
        unchanged = places == list(range(len(theirs.fields))) and same_writing(ours, theirs)
        if unchanged and not theirs.open_end:
            end = ours.dialect.line_terminator.encode(ours.dialect.encoding)
            return theirs.content(row) + end
        return self._layout.fresh(self._rows.from_theirs(row))

    def _added_by_both(self) -> tuple[dict[int, int], dict[int, int]]:
        """The row of ours for rows of theirs that both added: by key, and by equal content."""
        sides = self._sides
        ours = alone(sides.here.new_to_old)
        theirs = alone(sides.there.new_to_old) if ours else []
        keys = {added_key(sides.ours, row, sides.here): row for row in ours}
        keys.pop(None, None)
        named = {row: added_key(sides.theirs, row, sides.there) for row in theirs}
        same_key = {row: keys[key] for row, key in named.items() if key in keys}
        rest = sorted(set(ours).difference(same_key.values()))
        return same_key, self._equal(rest, [row for row in theirs if row not in same_key])

    def _equal(self, ours: Sequence[int], theirs: Sequence[int]) -> dict[int, int]:
        """For rows of theirs the equal row of ours, each once and in order."""
        columns = self._layout.columns
        left: defaultdict[tuple[str, ...], deque[int]] = defaultdict(deque)
        for row in ours:
            left[arranged(self._layout.carried(row), columns)].append(row)
        found = {}
        for row in theirs:
            if equal := left.get(arranged(self._rows.from_theirs(row), columns)):
                found[row] = equal.popleft()
        return found
