"""Two patches, one carried out after the other, as one."""

from collections import defaultdict, deque
from collections.abc import Callable, Iterator, Sequence

from datapatch.errors import InvalidInput
from datapatch.tables.changes import Moves, Patch, RowChange
from datapatch.tables.composing_fields import ComposedFields
from datapatch.tables.composing_rows import RowComposer, RowNumbers, contents
from datapatch.tables.row_places import RowPlaces, needed_moves
from datapatch.translation import N_
from datapatch.types import Key

_NUMBERS = N_(
    "These patches do not say by number which rows they mean. "
    "Apply the two patches one after the other."
)


def compose(first: Patch, second: Patch) -> Patch:
    """The patch that does what ``first`` and then ``second`` do: ``apply`` of it gives the same as
    ``apply`` of both.

    Rows are the same by number, as diffs have them; where numbers are missing, by the key that both
    patches share. What is changed and changed back is gone. Where fields come and go, a cell that a
    short row lacks may become an empty one. Raises InvalidInput where one patch cannot say it.
    """
    fields = ComposedFields(first.fields, second.fields)
    composer = RowComposer(fields, fields.changes())
    shared = tuple(map(fields.first_label, first.key)) == second.key
    key = second.key if shared else ()
    numbered = all(_is_numbered(change) for patch in (first, second) for change in patch.changes)
    made = _Numbered(first, second, composer, shared=bool(key)) if numbered else None
    if made is None:
        changes = _by_key(first, second, composer, shared=bool(key))
        return Patch(second.resource, key, tuple(changes), composer.changes)
    found = made.changes()
    return Patch(second.resource, key, tuple(found), composer.changes, made.moves(found))


def _is_numbered(change: RowChange) -> bool:
    old, new = change.rows
    return (change.op == "add" or old is not None) and (change.op == "remove" or new is not None)


class _Numbered:
    """The rows of two patches that say every number."""

    def __init__(self, first: Patch, second: Patch, composer: RowComposer, *, shared: bool) -> None:
        self._composer, self._shared = composer, shared
        self._first, self._second = RowPlaces(first), RowPlaces(second)
        self._ours, self._theirs = first.changes, second.changes
        self._back: dict[int, int] = {}
        """Rows that the first removes and the second adds again: their old and new numbers."""

    def changes(self) -> list[RowChange]:
        """What happens to each row, in the order of the new table."""
        later = {change.rows[0]: change for change in self._theirs if change.op != "add"}
        found = [self._composed(change, later.pop(change.rows[1], None)) for change in self._ours]
        found += [self._composed(None, change) for change in later.values()]
        found += [self._composed(None, change) for change in self._theirs if change.op == "add"]
        made = self._rejoined([change for change in found if change is not None])
        return sorted(made, key=_place)

    def moves(self, changes: Sequence[RowChange]) -> Moves | None:
        """The rows that stand elsewhere afterwards."""
        removed = [change.rows[0] or 0 for change in changes if change.op == "remove"]
        added = [change.rows[1] or 0 for change in changes if change.op == "add"]
        between = dict(self._first.moves)
        for row in self._second.moves:
            if (origin := self._first.before(row)) is not None:
                between[origin] = row
        gone = {change.rows[0] for change in self._theirs if change.op == "remove"}
        moved = {old: self._second.after(row) for old, row in between.items() if row not in gone}
        return needed_moves(moved | self._back, removed, added)

    def _composed(self, first: RowChange | None, second: RowChange | None) -> RowChange | None:
        """What becomes of a row that either changes; None if that is nothing."""
        before, after = self._numbers(first, second)
        if before is None and after is None:
            return None
        make: Callable[..., RowChange | None] = self._composer.update
        if before is None:
            make = self._composer.addition
        elif after is None:
            make = self._composer.removal
        key = _key(first, second, added=before is None) if self._shared else None
        return make(first, second, key, (before, after))

    def _numbers(self, first: RowChange | None, second: RowChange | None) -> RowNumbers:
        if first is None and second is not None:
            between, after = second.rows
            return None if between is None else self._first.before(between), after
        before, between = first.rows if first else (None, None)
        if second is not None:
            return before, second.rows[1]
        return before, None if between is None else self._second.after(between)

    def _rejoined(self, changes: Sequence[RowChange]) -> Iterator[RowChange]:
        """The changes, where a row that goes and comes back is the same row."""
        gone: defaultdict[object, deque[RowChange]] = defaultdict(deque)
        for change in changes:
            if change.op == "remove":
                gone[_mark(change)].append(change)
        joined = [
            (gone[_mark(change)].popleft(), change)
            for change in changes
            if change.op == "add" and gone[_mark(change)]
        ]
        pairs = {id(each): pair for pair in joined for each in pair}
        for change in changes:
            if id(change) not in pairs:
                yield change
        for before, after in joined:
            self._back[before.rows[0] or 0] = after.rows[1] or 0
            if (update := self._composer.rejoined(before, after)) is not None:
                yield update


def _mark(change: RowChange) -> object:
    """What makes a removed and an added row the same: their key, or all that they hold."""
    if change.key is not None:
        return "key", change.key
    return "cells", frozenset(contents(change, [cell.field for cell in change.cells]).items())


def _key(first: RowChange | None, second: RowChange | None, *, added: bool) -> Key | None:
    """The key by which the row is found before, or known after if it is new."""
    if first is None or second is None:
        return first.key if first is not None else second.key if second is not None else None
    return second.key if added and first.key is not None else first.key


def _place(change: RowChange) -> float:
    old, new = change.rows
    return float(new) if new is not None else (old or 0) - 0.5


def _by_key(
    first: Patch, second: Patch, composer: RowComposer, *, shared: bool
) -> Iterator[RowChange]:
    """The rows of two patches that share a key, where numbers are missing; new ones at the end."""
    every = (*first.changes, *second.changes)
    placed = any(change.op == "add" and change.rows[1] is not None for change in every)
    moved = first.row_order or second.row_order
    if not shared or placed or moved or any(change.key is None for change in every):
        raise InvalidInput(_NUMBERS)
    later = {change.key: change for change in second.changes if change.op != "add"}
    for change in first.changes:
        if change.op == "remove":
            yield composer.removal(change, None, change.key, (change.rows[0], None))
            continue
        after = later.pop(change.key, None)
        made = _keyed(composer, change, after)
        if made is not None:
            yield made
    for change in later.values():
        rows = (None, None)
        make = composer.update if change.op == "update" else composer.removal
        made = make(None, change, change.key, rows)
        if made is not None:
            yield made
    for change in second.changes:
        if change.op == "add":
            yield composer.addition(None, change, change.key, (None, None))


def _keyed(composer: RowComposer, first: RowChange, second: RowChange | None) -> RowChange | None:
    """What becomes of a row that the first adds or updates."""
    gone = second is not None and second.op == "remove"
    if first.op == "add":
        return None if gone else composer.addition(first, second, first.key, (None, None))
    make = composer.removal if gone else composer.update
    return make(first, second, first.key, (first.rows[0], None))
