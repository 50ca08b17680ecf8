"""What can be asked of the rows of a table, wherever they lie, and what is answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, Protocol, get_args

from datapatch.index.field_values import FieldValues
from datapatch.index.operators import known_operator
from datapatch.index.querying import Filter, Page, Query

Cells = tuple[str, ...]
MeasureKind = Literal["count", "min", "max", "sum", "avg"]
MEASURES: tuple[MeasureKind, ...] = get_args(MeasureKind)
Measured = float | str | None


@dataclass(frozen=True, slots=True)
class Facet:
    """The values of one field and in how many rows each stands, the most frequent first.

    An empty cell is a value too. ``distinct`` counts all values, those beyond the limit included.
    """

    field: str
    values: tuple[tuple[str, int], ...]
    distinct: int


@dataclass(frozen=True, slots=True)
class Measure:
    """What to make of the cells of one field in a group of rows.

    ``count`` counts the cells that are not empty; ``sum`` and ``avg`` go over those that are
    numbers, ``min`` and ``max`` too, or over texts where there is no number. None where there is
    nothing to go over.
    """

    kind: MeasureKind
    field: str


@dataclass(frozen=True, slots=True)
class Grouping:
    """Rows by the values of ``fields`` together (none: all rows are one group), measured."""

    fields: tuple[str, ...] = ()
    measures: tuple[Measure, ...] = ()
    filters: tuple[Filter, ...] = ()
    search: str = ""
    page: int = 1
    page_size: int = 50


@dataclass(frozen=True, slots=True)
class Group:
    """A group: what its rows share, how many they are, and one result for each measure."""

    values: Cells
    rows: int
    measured: tuple[Measured, ...]


@dataclass(frozen=True, slots=True)
class Groups:
    """A page of groups in the order of their values, and how many groups there are in all."""

    groups: tuple[Group, ...]
    total: int


class Rows(Protocol):
    """The rows of one table at one revision; data rows are counted from 0.

    Whatever names a field raises `BadQuery` where there is none of that label.
    """

    columns: tuple[str, ...]

    @property
    def row_count(self) -> int:
        """How many data rows there are."""
        ...

    def select(self, query: Query) -> Page:
        """The page that ``query`` asks for; raises `BadQuery`."""
        ...

    def cells(self, rows: Sequence[int]) -> list[Cells]:
        """The cells of these data rows, one text for each field."""
        ...

    def values(self) -> tuple[FieldValues, ...]:
        """What the cells of each field hold."""
        ...

    def facet(self, field: str, query: Query, *, most: int) -> Facet:
        """The ``most`` frequent values of ``field`` in the rows that pass the other filters.

        Filters on the field itself are left out, and so are order and page; raises `BadQuery`.
        """
        ...

    def groups(self, asked: Grouping) -> Groups:
        """Rows grouped and measured; raises `BadQuery`."""
        ...


def others(query: Query, field: str) -> tuple[Filter, ...]:
    """The filters of ``query`` on other fields than ``field``.

    Raises `BadQuery` for an unknown operator, in those that are left out too.
    """
    for asked in query.filters:
        known_operator(asked.operator)
    return tuple(asked for asked in query.filters if asked.field != field)
