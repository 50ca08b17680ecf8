"""Counting, grouping and measuring rows that lie in files."""

from collections.abc import Sequence
from types import MappingProxyType
from typing import Any

from datapatch.index.conditions import Conditions, folded, order_by
from datapatch.index.field_values import FEW, FieldValues
from datapatch.index.querying import Query, check_page, column_position
from datapatch.index.row_scan import RowScan
from datapatch.index.rows import Group, Grouping, Groups, Measure, Measured

SURELY_MANY = 3 * FEW
"""An estimate of different values, right within some percent, that means more than a few."""


def count_values(scan: RowScan) -> tuple[FieldValues, ...]:
    """What the cells of each field hold, as `field_values.count_values` counts them."""
    width = len(scan.columns)
    if not scan.layout.row_count or not width:
        return (FieldValues(0, MappingProxyType({})),) * width
    everything = scan.conditions(())
    wanted = [f"count(*) FILTER (c{p} <> ''), approx_count_distinct(c{p})" for p in range(width)]
    (found,) = scan.lines(", ".join(wanted), everything)
    filled, distinct = found[::2], found[1::2]
    return tuple(
        FieldValues(filled[p], None if distinct[p] > SURELY_MANY else _few(scan, p))
        for p in range(width)
    )


def _few(scan: RowScan, position: int) -> MappingProxyType[str, int] | None:
    filled = scan.conditions(())
    filled.texts.append(f"c{position} <> ''")
    values, distinct = count_field(scan, position, filled, most=FEW)
    return None if distinct > FEW else MappingProxyType(dict(values))


def count_field(
    scan: RowScan, position: int, asked: Conditions, *, most: int
) -> tuple[tuple[tuple[str, int], ...], int]:
    """The ``most`` frequent values of a column with their numbers, and how many values it has."""
    if not scan.layout.row_count:
        return (), 0
    cell = f"c{position}"
    wanted = f"{cell}, count(*) AS number, count(*) OVER ()"
    then = f"GROUP BY {cell} ORDER BY number DESC, {cell} LIMIT {int(most)}"
    found = scan.lines(wanted, asked, then)
    return tuple((value, number) for value, number, _ in found), found[0][2] if found else 0


def count_groups(scan: RowScan, asked: Grouping) -> Groups:
    """Rows grouped and measured; raises `BadQuery`."""
    check_page(Query(page=asked.page, page_size=asked.page_size))
    places = [column_position(scan.columns, field) for field in asked.fields]
    measured = [(m, column_position(scan.columns, m.field)) for m in asked.measures]
    conditions = scan.conditions(asked.filters, asked.search)
    if not scan.layout.row_count:
        return _no_rows(asked)
    wanted = [*(f"c{place}" for place in places), "count(*)"]
    wanted += [text for measure, place in measured for text in _measuring(measure, place)]
    begin = (asked.page - 1) * asked.page_size
    then = f"{_grouped(places)} LIMIT {int(asked.page_size)} OFFSET {int(begin)}"
    found = scan.lines(", ".join(wanted), conditions, then)
    groups = tuple(_group(line, asked) for line in found)
    return Groups(groups, _count_groups(scan, conditions, places))


def _no_rows(asked: Grouping) -> Groups:
    if asked.fields:
        return Groups((), 0)
    nothing = tuple(0 if measure.kind == "count" else None for measure in asked.measures)
    return Groups((Group((), 0, nothing),) if asked.page == 1 else (), 1)


def _grouped(places: Sequence[int]) -> str:
    """Rows that share these cells together, in the order of the cells."""
    if not places:
        return ""
    # The number and the folded text of a cell follow from it: they make no further groups.
    alike = [f"c{place}, n{place}, f{place}" for place in places]
    keys = [f"{order_by(place, descending=False)}, c{place}" for place in places]
    return f"GROUP BY {', '.join(alike)} ORDER BY {', '.join(keys)}"


def _count_groups(scan: RowScan, asked: Conditions, places: Sequence[int]) -> int:
    if not places:
        return 1
    cells = ", ".join(f"c{place}" for place in places)
    ((found,),) = scan.lines(f"count(DISTINCT row({cells}))", asked)
    return int(found)


def _measuring(measure: Measure, place: int) -> tuple[str, str]:
    """The number that a measure gives, and the text that it gives where there is no number."""
    c, n = f"c{place}", f"n{place}"
    if measure.kind == "count":
        return f"count(*) FILTER ({c} <> '')", "NULL"
    if measure.kind in ("sum", "avg"):
        return f"f{measure.kind}({n})", "NULL"
    texts = f"{{'folded': {folded(place)}, 'cell': {c}}}"
    return f"{measure.kind}({n})", f"{measure.kind}({texts}) FILTER ({c} <> '')"


def _group(line: tuple[Any, ...], asked: Grouping) -> Group:
    width = len(asked.fields)
    numbers, texts = line[width + 1 :: 2], line[width + 2 :: 2]
    measured = (_measured(n, t) for n, t in zip(numbers, texts, strict=True))
    return Group(line[:width], line[width], tuple(measured))


def _measured(number: float | None, text: dict[str, str] | None) -> Measured:
    if number is None and text is not None:
        return text["cell"]
    return number
