"""OpenDocument sheets (.ods). Source: OpenDocument 1.3 part 3, https://github.com/eea/odfpy"""

import io
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from xml.sax import SAXException
from zipfile import BadZipFile

import isodate
from odf.element import Element
from odf.meta import UserDefined
from odf.namespaces import OFFICENS, TABLENS
from odf.opendocument import OpenDocument, OpenDocumentSpreadsheet, load
from odf.style import Style
from odf.table import CoveredTableCell, TableCell, TableRow
from odf.table import Table as Sheet
from odf.teletype import addTextToElement, extractText
from odf.text import P

from datapatch.formats.archives import MAX_BYTES, check_archive, damaged
from datapatch.formats.cell_values import CellValue, number_text, text_of
from datapatch.formats.named_tables import Area, NamedTable, table_of_sheet
from datapatch.formats.neutralising import neutralised, restored
from datapatch.formats.typed_cells import Typed, TypedCells
from datapatch.formats.unwritable import escaped, unescaped
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table

KIND = "OpenDocument"
OURS = "Data Patch"
"""The name of the property that a document has which we wrote, and no other."""
_FARTHEST = 20_000
"""Repetitions of an empty row or cell that are believed: programs fill sheets with them."""


def read_ods(
    data: bytes, file: str, *, header_row: int | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[NamedTable]:
    """The tables of a document, sheet by sheet, empty ones included; raises UnreadableTable."""
    check_archive(data, file, KIND, max_bytes)
    try:
        document = load(io.BytesIO(data))
        sheets = document.spreadsheet.getElementsByType(Sheet)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, SAXException) as error:
        raise damaged(file, KIND) from error
    ours = _is_ours(document)
    for sheet in sheets:
        areas: list[Area] = []
        grid = list(_rows(sheet, areas, ours=ours))
        name = str(sheet.getAttrNS(TABLENS, "name") or "")
        yield table_of_sheet(name, grid, 1 if ours else header_row, areas)


def write_ods(table: Table, *, name: str, schema: TableSchema | None = None) -> bytes:
    """A document with one sheet; ``read_ods`` gives the same texts back.

    Cells are numbers and dates where the schema says so and nothing of the text is lost; all other
    are texts, neutralised where a program would run them.
    """
    document = OpenDocumentSpreadsheet()
    document.meta.addElement(UserDefined(name=OURS, text="1"))
    document.automaticstyles.addElement(Style(name="text", family="table-cell"))
    sheet = Sheet(name=name)
    typed = TypedCells(table.fields, schema)
    for cells in (table.fields, *table.rows()):
        row = TableRow()
        for place, cell in enumerate(cells):
            row.addElement(_cell(cell if cells is table.fields else typed.value(place, cell)))
        sheet.addElement(row)
    document.spreadsheet.addElement(sheet)
    found = io.BytesIO()
    document.save(found)
    return found.getvalue()


def _cell(value: Typed) -> Element:
    match value:
        case bool():
            text = "true" if value else "false"
            return _valued("boolean", text, booleanvalue=text)
        case int() | float():
            text = number_text(value)
            return _valued("float", text, value=text)
        case date():
            return _valued("date", value.isoformat(), datevalue=value.isoformat())
        case "":
            return TableCell()
    return _valued("string", escaped(neutralised(value)))


def _valued(kind: str, text: str, **attributes: str) -> Element:
    cell = TableCell(valuetype=kind, **attributes)
    for line in text.split("\n"):
        paragraph = P()
        addTextToElement(paragraph, line)
        cell.addElement(paragraph)
    return cell


def _is_ours(document: OpenDocument) -> bool:
    found = document.meta.getElementsByType(UserDefined)
    return any(element.getAttribute("name") == OURS for element in found)


def _rows(sheet: Element, areas: list[Area], *, ours: bool) -> Iterator[list[str]]:
    number = 0
    for row in sheet.getElementsByType(TableRow):
        cells = list(_cells(row, number, areas, ours=ours))
        repeated = _repeated(row, "number-rows-repeated", any(cells))
        for _ in range(repeated):
            yield list(cells)
        number += repeated


def _cells(row: Element, number: int, areas: list[Area], *, ours: bool) -> Iterator[str]:
    column = 0
    for cell in row.childNodes:
        if cell.qname not in (TableCell().qname, CoveredTableCell().qname):
            continue
        text = _text(cell, ours=ours)
        height = int(cell.getAttrNS(TABLENS, "number-rows-spanned") or 1)
        if height > 1:
            areas.append(Area(number, number + height - 1, column, column))
        repeated = _repeated(cell, "number-columns-repeated", bool(text))
        column += repeated
        yield from (text for _ in range(repeated))


def _repeated(element: Element, name: str, filled: bool) -> int:
    count = int(element.getAttrNS(TABLENS, name) or 1)
    return count if filled else min(count, _FARTHEST)


def _text(cell: Element, *, ours: bool) -> str:
    kind = cell.getAttrNS(OFFICENS, "value-type")
    shown = "\n".join(extractText(p) for p in cell.childNodes if p.qname == P().qname)
    if kind in (None, "string"):
        text = cell.getAttrNS(OFFICENS, "string-value") or shown
        return restored(unescaped(text)) if ours else str(text)
    try:
        value = _value(kind, cell)
    except (ValueError, InvalidOperation):
        return shown
    return text_of(value, "0%" if kind == "percentage" else "")


def _value(kind: str, cell: Element) -> CellValue:
    if kind == "boolean":
        return bool(cell.getAttrNS(OFFICENS, "boolean-value") == "true")
    if kind == "date":
        text = str(cell.getAttrNS(OFFICENS, "date-value"))
        return datetime.fromisoformat(text) if "T" in text else date.fromisoformat(text)
    if kind == "time":
        return _time(str(cell.getAttrNS(OFFICENS, "time-value")))
    return Decimal(str(cell.getAttrNS(OFFICENS, "value")))


def _time(text: str) -> CellValue:
    """A time of day, or a duration past a day."""
    try:
        duration = isodate.parse_duration(text)
    except isodate.ISO8601Error as error:
        raise ValueError(text) from error
    seconds = int(duration.total_seconds())
    if 0 <= seconds < 86_400:
        return time(seconds // 3600, seconds // 60 % 60, seconds % 60)
    return text_of(duration)
