"""Values that must differ from row to row: unique fields and the primary key."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from datapatch.tables import checks
from datapatch.tables.comparable import comparable
from datapatch.tables.dialect import Dialect
from datapatch.tables.judging import Column
from datapatch.tables.row_hashes import ValueReading
from datapatch.tables.violation import Cells, Violation

Seen = dict[object, int]
"""The row number where each value was met last."""


@dataclass(frozen=True, slots=True)
class Slot:
    """Columns that together hold another value in every row: a unique field, or the key."""

    columns: tuple[Column, ...]
    places: tuple[int, ...]
    is_key: bool

    @property
    def names(self) -> tuple[str, ...]:
        """The names of its fields."""
        return tuple(column.field.name for column in self.columns)

    def reading(self, dialect: Dialect) -> ValueReading:
        """How an index reads its values."""
        fields = tuple(column.field for column in self.columns)
        missing = tuple(column.missing for column in self.columns)
        return ValueReading(dialect, self.places, fields, missing)

    def texts(self, cells: Cells) -> tuple[str | None, ...]:
        """Its cells in a row; None beyond the end of a short one."""
        return tuple([cells[at] if at < len(cells) else None for at in self.places])

    def value(self, cells: Cells) -> object:
        """What a row holds here, to be compared; None when that is nothing, or equals nothing."""
        values = self._values(cells)
        return None if all(value is None for value in values) else comparable(values)

    def is_empty(self, cells: Cells) -> bool:
        """Whether a row holds no value here."""
        return all(value is None for value in self._values(cells))

    def repeated(self, cells: Cells, row: int, other: int) -> Violation:
        """The fault of ``row`` when ``other`` holds the same."""
        written = tuple(cells[at] if at < len(cells) else "" for at in self.places)
        rows = (row, other)
        if self.is_key:
            fields = [column.field for column in self.columns]
            return checks.repeated_key(fields, written, rows=rows, record=cells)
        column, number = self.columns[0], self.places[0] + 1
        return checks.not_unique(column, number, cell=written[0], rows=rows, record=cells)

    def empty(self, cells: Cells, row: int) -> Violation | None:
        """The fault of a row that has no key at all."""
        if not self.is_key or not self.is_empty(cells):
            return None
        return checks.empty_key([column.field for column in self.columns], row, cells)

    def _values(self, cells: Cells) -> tuple[object, ...]:
        return tuple(
            [
                column[cells[at]].value if at < len(cells) else None
                for column, at in zip(self.columns, self.places, strict=True)
            ]
        )


@dataclass(frozen=True, slots=True)
class Keys:
    """What was met so far in each slot."""

    slots: tuple[Slot, ...]
    seen: tuple[Seen, ...] = field(repr=False)

    def meet(self, cells: Cells, row: int) -> Iterator[Violation]:
        """The values and the key of a row that were met before; then they are remembered."""
        for slot, seen in zip(self.slots, self.seen, strict=True):
            if missing := slot.empty(cells, row):
                yield missing
            value = slot.value(cells)
            if value is None:
                continue
            if other := seen.get(value):
                yield slot.repeated(cells, row, other)
            seen[value] = row


def keys(columns: tuple[Column, ...], primary_key: Sequence[str]) -> Keys:
    """What must be unique in these columns, nothing met yet."""
    found = slots(columns, primary_key)
    return Keys(found, tuple({} for _ in found))


def slots(columns: tuple[Column, ...], primary_key: Sequence[str]) -> tuple[Slot, ...]:
    """Unique fields in order, then the primary key; one with unknown fields is left out."""
    unique = [
        Slot((column,), (place,), is_key=False)
        for place, column in enumerate(columns)
        if column.field.constraints.get("unique") is True
    ]
    key = slot_of(columns, primary_key)
    return (*unique, *([key] if key else []))


def slot_of(columns: tuple[Column, ...], fields: Sequence[str]) -> Slot | None:
    """The slot of a key with these fields; None where there are none or one is unknown."""
    names = [column.field.name for column in columns]
    if not fields or not all(name in names for name in fields):
        return None
    places = tuple(names.index(name) for name in fields)
    return Slot(tuple(columns[place] for place in places), places, is_key=True)
