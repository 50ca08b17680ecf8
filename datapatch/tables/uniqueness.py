"""Values that must differ from row to row: unique fields and the primary key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from datapatch.tables import checks
from datapatch.tables.comparable import comparable
from datapatch.tables.judging import Column
from datapatch.tables.violation import Cells, Violation

Seen = dict[object, int]
"""The row number where each value was met last."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What was met so far in the unique fields and in the primary key (positions from 0)."""

    columns: tuple[Column, ...]
    unique: tuple[int, ...]
    primary: tuple[int, ...]
    seen: tuple[Seen, ...] = field(repr=False)
    seen_keys: Seen = field(default_factory=dict, repr=False)

    @property
    def needed(self) -> bool:
        """Whether anything must be unique here."""
        return bool(self.unique or self.primary)

    def remember(self, cells: Cells, row: int) -> None:
        """Take note of a row without judging it."""
        for place, seen in zip(self.unique, self.seen, strict=True):
            value = self._value(cells, place)
            if value is not None:
                _meet(seen, value, row)
        if self.primary and (key := self._key(cells)):
            _meet(self.seen_keys, key, row)

    def meet(self, cells: Cells, row: int) -> Iterator[Violation]:
        """The values and the key of a row that were met before; then they are remembered."""
        for place, seen in zip(self.unique, self.seen, strict=True):
            value = self._value(cells, place)
            other = _meet(seen, value, row) if value is not None else None
            if other:
                column, cell = self.columns[place], cells[place]
                yield checks.not_unique(
                    column, place + 1, cell=cell, rows=(row, other), record=cells
                )
        if self.primary:
            yield from self._meet_key(cells, row)

    def _meet_key(self, cells: Cells, row: int) -> Iterator[Violation]:
        fields = [self.columns[place].field for place in self.primary]
        key = self._key(cells)
        other = _meet(self.seen_keys, key, row) if key else None
        if key is None:
            yield checks.empty_key(fields, row, cells)
        elif other:
            written = tuple(cells[place] if place < len(cells) else "" for place in self.primary)
            yield checks.repeated_key(fields, written, rows=(row, other), record=cells)

    def _key(self, cells: Cells) -> tuple[object, ...] | None:
        """The values of the key, None when all are missing."""
        key = tuple(self._value(cells, place) for place in self.primary)
        return None if all(value is None for value in key) else key

    def _value(self, cells: Cells, place: int) -> object:
        return self.columns[place][cells[place]].value if place < len(cells) else None


def keys(columns: tuple[Column, ...], primary_key: Sequence[str]) -> Keys:
    """What must be unique in these columns; a key of unknown fields is not checked."""
    names = [column.field.name for column in columns]
    unique = tuple(
        place
        for place, column in enumerate(columns)
        if column.field.constraints.get("unique") is True
    )
    known = all(name in names for name in primary_key)
    primary = tuple(names.index(name) for name in primary_key) if known else ()
    return Keys(columns, unique, primary, tuple({} for _ in unique))


def _meet(seen: Seen, value: object, row: int) -> int | None:
    """The row where ``value`` was met before, if any; from now on it was met at ``row``."""
    known = comparable(value)
    if known is None:
        return None
    other = seen.get(known)
    seen[known] = row
    return other
