"""Reading a cell as its field's type says: the value that it holds, or None.

The verdicts are those of frictionless 5.21, of which each reader takes the same texts; what is
read are texts, for a table holds nothing else.
Source: https://specs.frictionlessdata.io/table-schema/#types-and-formats
"""

import json
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation

from datapatch.tables import cell_places, cell_texts, cell_times
from datapatch.tables.descriptors import Descriptor, Json, PlainJson, text, texts, thaw
from datapatch.tables.field import Field

Reader = Callable[[str], object]
"""The value that a text holds, None when it is not of the type."""

TRUE_VALUES = ("true", "True", "TRUE", "1")
FALSE_VALUES = ("false", "False", "FALSE", "0")


def reader(field: Field) -> Reader:
    """The reader of the cells of ``field``."""
    make = _MAKERS.get(field.type)
    return make(field) if make else cell_texts.reader(field.format)


def constant(field: Field, value: Json) -> object:
    """A value that a constraint gives, as the cells of ``field`` are read; None when it cannot."""
    plain = thaw(value)
    if field.type == "any":
        return plain
    return reader(field)(plain) if isinstance(plain, str) else _plain_constant(field, plain)


def _plain_constant(field: Field, value: PlainJson) -> object:
    """Constraints may be JSON numbers, booleans, lists and objects beside texts."""
    if field.type == "boolean":
        return value if isinstance(value, bool) else None
    if isinstance(value, bool):
        return None
    if isinstance(value, int | float):
        return _numeric_constant(field, value)
    expected = {"array": list, "list": list, "object": dict, "geojson": dict}.get(field.type)
    return value if expected and isinstance(value, expected) else None


def _numeric_constant(field: Field, value: float) -> object:
    if field.type in {"integer", "year"}:
        return int(value) if value == int(value) else None
    if field.type != "number":
        return None
    return value if isinstance(value, int) else _number_class(field.descriptor)(str(value))


def boolean_texts(field: Field) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """The texts that mean true, and those that mean false."""
    true, false = field.descriptor.get("trueValues"), field.descriptor.get("falseValues")
    return (
        TRUE_VALUES if true is None else texts(true),
        FALSE_VALUES if false is None else texts(false),
    )


def decimal_char(field: Field) -> str:
    """What separates the whole part of a number from its fraction."""
    return text(field.descriptor, "decimalChar") or "."


def _boolean(field: Field) -> Reader:
    true, false = boolean_texts(field)
    meanings = dict.fromkeys(true, True) | dict.fromkeys(false, False)
    return meanings.get


def _integer(field: Field) -> Reader:
    bare = _is_bare(field.descriptor)

    def read(cell: str) -> int | None:
        try:
            return int(cell.strip() if bare else _bare(cell.strip()))
        except ValueError:
            return None

    return read


def _number(field: Field) -> Reader:
    bare, group, point = (
        _is_bare(field.descriptor),
        text(field.descriptor, "groupChar"),
        decimal_char(field),
    )
    number = _number_class(field.descriptor)

    def read(cell: str) -> Decimal | float | None:
        written = cell.strip() if bare else _bare(cell.strip())
        written = written.replace(group, "") if group else written
        if point != ".":
            if "." in written:
                return None
            written = written.replace(point, ".")
        try:
            return number(written)
        except (InvalidOperation, ValueError):
            return None

    return read


def _bare(cell: str) -> str:
    """The cell without what surrounds its number: “12 €” holds 12."""
    begin = next((at for at, c in enumerate(cell) if c == "-" or c.isdecimal()), len(cell))
    # counted, not matched: looking for the end from every place takes ages on a long cell
    end = next((at for at in range(len(cell), begin, -1) if cell[at - 1].isdecimal()), begin)
    return cell[begin:end]


def _is_bare(descriptor: Descriptor) -> bool:
    return descriptor.get("bareNumber", True) is not False


def _number_class(descriptor: Descriptor) -> type[Decimal] | type[float]:
    return float if descriptor.get("floatNumber") is True else Decimal


def _year(_field: Field) -> Reader:
    def read(cell: str) -> int | None:
        try:
            year = int(cell) if len(cell) == 4 else -1
        except ValueError:
            return None
        return year if 0 <= year <= 9999 else None

    return read


def _year_month(_field: Field) -> Reader:
    def read(cell: str) -> tuple[int, int] | None:
        try:
            year, month = map(int, cell.split("-"))
        except ValueError:
            return None
        return (year, month) if 1 <= month <= 12 else None

    return read


def _array(_field: Field) -> Reader:
    def read(cell: str) -> object:
        value = parsed(cell)
        return value if isinstance(value, list) else None

    return read


def _object(_field: Field) -> Reader:
    def read(cell: str) -> object:
        value = parsed(cell)
        return value if isinstance(value, dict) else None

    return read


def _list(field: Field) -> Reader:
    kind = text(field.descriptor, "itemType") or "string"
    separator = text(field.descriptor, "delimiter") or ","
    item = reader(Field(field.name, type=kind))

    def read(cell: str) -> list[object] | None:
        values = [item(part) for part in cell.split(separator)]
        return None if None in values else values

    return read


def _any(_field: Field) -> Reader:
    return str


def parsed(cell: str) -> object:
    """The JSON value that a cell holds, None when it is not JSON (or holds ``null``)."""
    try:
        value: object = json.loads(cell)
    except (ValueError, RecursionError):
        return None
    return value


_MAKERS: Mapping[str, Callable[[Field], Reader]] = {
    "any": _any,
    "array": _array,
    "boolean": _boolean,
    "date": lambda field: cell_times.date_reader(field.format),
    "datetime": lambda field: cell_times.datetime_reader(field.format),
    "duration": lambda _field: cell_times.duration,
    "geojson": lambda field: cell_places.geojson_reader(field.format),
    "geopoint": lambda field: cell_places.geopoint_reader(field.format),
    "integer": _integer,
    "list": _list,
    "number": _number,
    "object": _object,
    "time": lambda field: cell_times.time_reader(field.format),
    "year": _year,
    "yearmonth": _year_month,
}
