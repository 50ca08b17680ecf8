"""Cells as numbers, dates and truth values, where a schema says so and the text comes back."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from datapatch.formats.cell_values import number_text
from datapatch.tables.schema import TableSchema

Typed = str | int | float | bool | date
_INTEGER = re.compile(r"-?(?:0|[1-9]\d{0,14})")
_NUMBER = re.compile(r"-?(?:0|[1-9]\d*)(?:\.\d+)?")
_DATE = re.compile(r"(?:19|20)\d\d-\d\d-\d\d")


class TypedCells:
    """The values of the cells of a table, by the place of their field."""

    def __init__(self, fields: Sequence[str], schema: TableSchema | None) -> None:
        types = {field.name: field.type for field in schema.fields} if schema else {}
        self._makers = [_MAKERS.get(types.get(field, ""), _as_text) for field in fields]

    def value(self, place: int, cell: str) -> Typed:
        """What the cell means; its text where that says more."""
        return self._makers[place](cell) if place < len(self._makers) else cell


def _as_text(cell: str) -> Typed:
    return cell


def _integer(cell: str) -> Typed:
    return int(cell) if _INTEGER.fullmatch(cell) and cell != "-0" else cell


def _number(cell: str) -> Typed:
    if _INTEGER.fullmatch(cell) or not _NUMBER.fullmatch(cell):
        return _integer(cell)
    value = float(cell)
    return value if number_text(value) == cell else cell


def _boolean(cell: str) -> Typed:
    return {"true": True, "false": False}.get(cell, cell)


def _date(cell: str) -> Typed:
    if not _DATE.fullmatch(cell):
        return cell
    try:
        return date.fromisoformat(cell)
    except ValueError:
        return cell


_MAKERS: dict[str, Callable[[str], Typed]] = {
    "integer": _integer,
    "number": _number,
    "boolean": _boolean,
    "date": _date,
}
