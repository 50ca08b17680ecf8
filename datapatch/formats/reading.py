"""The door in: a file of any format, and the tables that it holds."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from datapatch.errors import InvalidInput, UnreadableTable
from datapatch.formats.archives import MAX_BYTES
from datapatch.formats.named_tables import NamedTable, refuse_empty
from datapatch.translation import N_

READABLE = ("csv", "tsv", "xlsx", "xls", "ods", "json", "ndjson", "geojson", "parquet")
"""Formats that are read, by the endings of their files; ``index`` reads Parquet."""
WORKBOOKS = frozenset({"xlsx", "xls", "ods"})
ALIASES = {"txt": "csv", "jsonl": "ndjson", "xlsm": "xlsx", "db": "sqlite", "sqlite3": "sqlite"}
SHEETS = N_("{file} holds several sheets: {sheets}. Choose one with --sheet.")
NO_SHEET = N_("{file} has no sheet “{sheet}”. The sheets are: {sheets}.")
NO_ROWS = N_("{file} holds no table: every sheet is empty.")
UNKNOWN = N_("“{ending}” is not a format known here. The formats are: {known}.")
_PK, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


def format_of(file: str, known: Sequence[str] = READABLE) -> str:
    """The format that the ending of a file's name says; raises InvalidInput for another."""
    ending = file.rsplit(".", 1)[-1].lower() if "." in file else ""
    found = ALIASES.get(ending, ending)
    if found not in known:
        raise InvalidInput(UNKNOWN, ending=ending or file, known=", ".join(known))
    return found


def known_format(name: str | None, known: Sequence[str]) -> str:
    """The format of that name, nothing for none; raises InvalidInput for another."""
    return format_of(f".{name}", known) if name else ""


def read_tables(
    data: bytes,
    file: str,
    kind: str = "",
    *,
    header_row: int | None = None,
    dialect: str = "",
    max_bytes: int = MAX_BYTES,
) -> list[NamedTable]:
    """The tables in ``data``: each sheet of a workbook, empty ones included, else the only one.

    ``kind`` is a format, which the name of the file says when it is left out. Raises
    UnreadableTable for what is not of that format, LimitExceeded for what is too large inside.
    """
    kind, name = kind or format_of(file), PurePosixPath(file).stem
    if kind in WORKBOOKS:
        return _sheets(data, file, kind, header_row=header_row, max_bytes=max_bytes)
    if kind in ("json", "ndjson", "geojson"):
        return [_json_table(data, file, kind, name)]
    # Each format is loaded by whoever reads it.
    from datapatch.formats.delimited import read_delimited

    return [read_delimited(data, file, name=name, dialect=dialect)]


def chosen(found: Sequence[NamedTable], file: str, sheet: str = "") -> NamedTable:
    """The table that is meant: by its name or its number from 1, else the only one with rows.

    Raises InvalidInput when several may be meant, UnreadableTable when there is nothing in it.
    """
    names = ", ".join(each.name for each in found)
    if sheet:
        numbered = {str(number): each for number, each in enumerate(found, 1)}
        named = {each.name: each for each in found}
        if meant := named.get(sheet) or numbered.get(sheet):
            return refuse_empty(meant, file)
        raise InvalidInput(NO_SHEET, file=file, sheet=sheet, sheets=names)
    filled = [each for each in found if each.table.fields]
    if not filled:
        raise UnreadableTable(NO_ROWS, file=file)
    if len(filled) > 1:
        raise InvalidInput(SHEETS, file=file, sheets=", ".join(each.name for each in filled))
    return filled[0]


def _sheets(
    data: bytes, file: str, kind: str, *, header_row: int | None, max_bytes: int
) -> list[NamedTable]:
    if kind == "ods":
        # As above.
        from datapatch.formats.ods import read_ods

        return list(read_ods(data, file, header_row=header_row, max_bytes=max_bytes))
    if data.startswith(_OLE) or (kind == "xls" and not data.startswith(_PK)):
        # As above.
        from datapatch.formats.xls import read_xls

        return list(read_xls(data, file, header_row=header_row))
    # As above.
    from datapatch.formats.xlsx import read_xlsx

    return list(read_xlsx(data, file, header_row=header_row, max_bytes=max_bytes))


def _json_table(data: bytes, file: str, kind: str, name: str) -> NamedTable:
    # As above.
    from datapatch.formats.geojson import read_geojson
    from datapatch.formats.json_rows import read_json_lines, read_json_rows

    readers = {"json": read_json_rows, "ndjson": read_json_lines, "geojson": read_geojson}
    return refuse_empty(readers[kind](data, file, name=name), file)
