"""Rows as JSON: a list of objects, or an object on each line. Source: https://jsonlines.org"""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from datapatch.errors import UnreadableTable
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.typed_cells import Typed, TypedCells
from datapatch.tables.detection import decode
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_

NOT_JSON = N_("{file} is not JSON: line {line}, column {column}: {reason}.")
NO_ROWS = N_("{file} holds no list of rows. A table in JSON is a list of objects, one for a row.")
NOT_A_ROW = N_("Row {row} of {file} is no object. A table in JSON is a list of objects.")
TWICE = N_("{file}: an object names “{name}” twice. Rename one of them, then try again.")
MORE_CELLS = "field{number}"

Record = Mapping[str, object]


def read_json_rows(data: bytes, file: str, *, name: str) -> NamedTable:
    """The table in a list of objects, or of lists whose first names the fields; the list may be the
    only one in an object. Raises UnreadableTable.
    """
    found = _rows(load_json(text_in(data, file), file))
    if found is None:
        raise UnreadableTable(NO_ROWS, file=file)
    if found and all(isinstance(row, list) for row in found):
        lists = [[cell_text(cell) for cell in row] for row in found if isinstance(row, list)]
        return NamedTable(name, table_of(lists[0], lists[1:]))
    return NamedTable(name, _table(found, file))


def read_json_lines(data: bytes, file: str, *, name: str) -> NamedTable:
    """The table in lines that each hold an object; raises UnreadableTable."""
    lines = enumerate(text_in(data, file).split("\n"), 1)
    found = [load_json(line, file, first=number) for number, line in lines if line.strip()]
    return NamedTable(name, _table(found, file))


def write_json_rows(table: Table, schema: TableSchema | None = None) -> Iterator[str]:
    """A list of objects, one on a line."""
    yield "["
    before = "\n"
    for line in _objects(table, schema):
        yield before + line
        before = ",\n"
    yield "\n]\n"


def write_json_lines(table: Table, schema: TableSchema | None = None) -> Iterator[str]:
    """An object on each line."""
    return (line + "\n" for line in _objects(table, schema))


def load_json(text: str, file: str, *, first: int = 1) -> object:
    """A JSON value whose numbers keep the digits that were written; raises UnreadableTable.

    ``first`` is the number of the text's first line.
    """
    try:
        return json.loads(
            text,
            object_pairs_hook=partial(_object, file),
            parse_float=Digits,
            parse_int=Digits,
            parse_constant=Digits,
        )
    except json.JSONDecodeError as error:
        place = {"line": error.lineno + first - 1, "column": error.colno}
        raise UnreadableTable(NOT_JSON, file=file, reason=error.msg, **place) from error
    except RecursionError as error:
        raise UnreadableTable(NO_ROWS, file=file) from error


class Digits(str):
    """A number as it was written."""

    __slots__ = ()


def cell_text(value: object) -> str:
    """What a cell holds: a text as it is, true and false, and JSON for what has parts."""
    match value:
        case None:
            return ""
        case bool():
            return "true" if value else "false"
        case str():
            return value
    return _plain_json(value)


def _object(file: str, pairs: Sequence[tuple[str, object]]) -> dict[str, object]:
    """An object that names nothing twice: one of both values would be lost."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise UnreadableTable(TWICE, file=file, name=next(n for n in names if names.count(n) > 1))
    return found


def _plain_json(value: object) -> str:
    """JSON with the numbers that were read."""
    match value:
        case Digits():
            return str(value)
        case Mapping():
            pairs = (
                f"{json.dumps(k, ensure_ascii=False)}:{_plain_json(v)}" for k, v in value.items()
            )
            return "{" + ",".join(pairs) + "}"
        case list():
            return "[" + ",".join(map(_plain_json, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def _rows(value: object) -> list[object] | None:
    """The list of rows, at the top or the only list in an object."""
    if isinstance(value, Mapping):
        lists = [each for each in value.values() if isinstance(each, list)]
        return lists[0] if len(lists) == 1 else None
    return value if isinstance(value, list) else None


def _table(found: Sequence[object], file: str) -> Table:
    fields: dict[str, None] = {}
    for number, row in enumerate(found, 1):
        if not isinstance(row, Mapping):
            raise UnreadableTable(NOT_A_ROW, row=number, file=file)
        fields.update(dict.fromkeys(row))
    return table_of(tuple(fields), _cells(found, tuple(fields)))


def _cells(found: Iterable[object], fields: Sequence[str]) -> Iterator[list[str]]:
    for row in found:
        if isinstance(row, Mapping):
            yield [cell_text(row.get(field)) for field in fields]


def _objects(table: Table, schema: TableSchema | None) -> Iterator[str]:
    typed = TypedCells(table.fields, schema)
    names = [*table.fields]
    for cells in table.rows():
        while len(cells) > len(names):  # cells beyond the header are not lost
            names.append(MORE_CELLS.format(number=len(names) + 1))
        values = [jsonable(typed.value(place, cell)) for place, cell in enumerate(cells)]
        row = dict(zip(names, [*values, *[""] * (len(table.fields) - len(values))], strict=False))
        yield json.dumps(row, ensure_ascii=False)


def jsonable(value: Typed) -> str | int | float | bool:
    """A value as ``json.dumps`` takes it."""
    return value.isoformat() if isinstance(value, date) else value


def text_in(data: bytes, file: str) -> str:
    """The text of a file in whatever encoding; raises UnreadableTable."""
    found = decode(data, file)
    return found.data.decode(found.encoding).removeprefix("\ufeff")
