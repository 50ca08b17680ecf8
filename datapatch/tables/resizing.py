"""Parts kept within their sizes: one that has grown is cut again, one that has shrunk is joined."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass

from datapatch.config import PartSizes
from datapatch.tables.cutting import cut
from datapatch.tables.parted import PartedTable
from datapatch.tables.table import Table
from datapatch.tables.windows import excerpt


@dataclass(frozen=True, slots=True)
class Resized:
    """Neighbouring parts, from ``begin`` up to, without, ``end``, and what takes their place."""

    begin: int
    end: int
    pieces: tuple[bytes, ...]


def resized(
    table: PartedTable, touched: Collection[int], key: Sequence[str], sizes: PartSizes
) -> list[Resized]:
    """What becomes of the ``touched`` parts that are too large or too small, in order.

    A small part joins the next one; the last part may be small, and goes when it is empty.
    """
    found: list[Resized] = []
    for number in sorted(touched):
        if found and number < found[-1].end:
            continue
        span = _span(table, number, sizes)
        if span is not None and not (found and span[0] < found[-1].end):
            pieces = cut(excerpt(table, span), key, sizes)
            found.append(Resized(*span, tuple(pieces)))
    return list(_different(table, found))


def _span(table: PartedTable, number: int, sizes: PartSizes) -> tuple[int, int] | None:
    part = table.read(number)
    rows, size = part.row_count, _size(part)
    if rows > sizes.greatest_rows or size > sizes.greatest_size:
        return number, number + 1
    if rows >= sizes.least_rows or size >= sizes.least_size or len(table) == 1:
        return None
    if number + 1 < len(table):
        return number, number + 2
    return None if rows else (number - 1, number + 1)


def _size(part: Table) -> int:
    """The bytes of its rows."""
    return len(part.data) - len(part.preamble) - len(part.header)


def _different(table: PartedTable, found: Sequence[Resized]) -> Iterator[Resized]:
    """Without those that come out as they were: a large row cannot be cut."""
    for each in found:
        before = [table.read(number).data for number in range(each.begin, each.end)]
        if list(each.pieces) != before:
            yield each
