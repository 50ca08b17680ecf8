"""Excel workbooks (.xlsx). Source: ECMA-376; https://openpyxl.readthedocs.io"""

import io
import warnings
from collections.abc import Iterator
from zipfile import BadZipFile

from openpyxl import Workbook, load_workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import Cell
from openpyxl.packaging.custom import StringProperty
from openpyxl.worksheet.worksheet import Worksheet

from datapatch.errors import LimitExceeded
from datapatch.formats.archives import MAX_BYTES, check_archive
from datapatch.formats.cell_values import text_of
from datapatch.formats.named_tables import Area, NamedTable, table_of_sheet
from datapatch.formats.neutralising import neutralised, restored
from datapatch.formats.typed_cells import TypedCells
from datapatch.formats.unwritable import escaped, unescaped
from datapatch.formats.xls import read_xls
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.translation import N_

KIND = "Excel"
OURS = "Data Patch"
"""The name of the property that a workbook has which we wrote, and no other."""
ORIGIN = "Data Patch origin"
"""The name of the property that says what a workbook is a copy of."""
TOO_MANY_ROWS = N_("A sheet holds {limit} rows at most, and this table has {size}. Choose CSV.")
TOO_MANY_FIELDS = N_("A sheet holds {limit} columns at most, and this table has {size}.")
TOO_LONG = N_("Row {row}: a cell of a sheet holds {limit} characters at most. Choose CSV.")
_ROWS, _COLUMNS, _CHARACTERS = 1_048_576, 16_384, 32_767
_UNDOUBTED = _CHARACTERS // 7
"""Characters that fit even if each of them is escaped."""
_SHEET_NAME = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))


def read_xlsx(
    data: bytes, file: str, *, header_row: int | None = None, max_bytes: int = MAX_BYTES
) -> Iterator[NamedTable]:
    """The tables of a workbook, sheet by sheet, empty ones included.

    A merged cell's text stands in every row that it covers. Raises UnreadableTable.
    """
    check_archive(data, file, KIND, max_bytes)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # of styles and extensions that are not read
            book = load_workbook(io.BytesIO(data), data_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError):
        # A drawing that is missing, a style that is wrong: the other reader looks at cells alone.
        yield from read_xls(data, file, header_row=header_row)
        return
    ours = OURS in book.custom_doc_props.names
    for sheet in book.worksheets:
        grid = [[_text(cell, ours=ours) for cell in row] for row in sheet.iter_rows()]
        yield table_of_sheet(sheet.title, grid, 1 if ours else header_row, _areas(sheet))


def origin_of(data: bytes) -> str:
    """What `write_xlsx` was told that a workbook is a copy of; "" for any other file."""
    try:
        book = load_workbook(io.BytesIO(data), read_only=True)
    except (BadZipFile, KeyError, ValueError, TypeError, AttributeError, SyntaxError, OSError):
        return ""
    told = [p.value for p in book.custom_doc_props.props if p.name == ORIGIN]
    return str(told[0]) if told else ""


def write_xlsx(
    table: Table, *, name: str, schema: TableSchema | None = None, origin: str = ""
) -> bytes:
    """A workbook with one sheet; ``read_xlsx`` gives the same texts back, `origin_of` ``origin``.

    Cells are numbers and dates where the schema says so and nothing of the text is lost; all other
    are texts, neutralised where a program would run them. Raises LimitExceeded.
    """
    _check_size(table)
    book = Workbook(write_only=True)
    book.custom_doc_props.append(StringProperty(name=OURS, value="1"))
    if origin:
        book.custom_doc_props.append(StringProperty(name=ORIGIN, value=origin))
    sheet = book.create_sheet(name.translate(_SHEET_NAME)[:31].strip("'") or "table")
    sheet.freeze_panes = "A2"
    typed = TypedCells(table.fields, schema)
    sheet.append([_text_cell(sheet, field) for field in table.fields])
    for cells in table.rows():
        values = [typed.value(place, cell) for place, cell in enumerate(cells)]
        sheet.append([_text_cell(sheet, v) if isinstance(v, str) else v for v in values])
    found = io.BytesIO()
    book.save(found)
    return found.getvalue()


def _areas(sheet: Worksheet) -> Iterator[Area]:
    for area in sheet.merged_cells.ranges:
        yield Area(area.min_row - 1, area.max_row - 1, area.min_col - 1, area.max_col - 1)


def _text(cell: Cell, *, ours: bool) -> str:
    value = cell.value
    if isinstance(value, str):
        text = unescaped(value)
        return restored(text) if ours else text
    return text_of(value, cell.number_format)


def _text_cell(sheet: Worksheet, text: str) -> Cell | None:
    """A cell that holds text and nothing else, never a formula."""
    if not text:
        return None
    cell = WriteOnlyCell(sheet, escaped(neutralised(text)))
    cell.data_type = "s"
    return cell


def _check_size(table: Table) -> None:
    if table.row_count + 1 > _ROWS:
        raise LimitExceeded(TOO_MANY_ROWS, size=table.row_count + 1, limit=_ROWS)
    if len(table.fields) > _COLUMNS:
        raise LimitExceeded(TOO_MANY_FIELDS, size=len(table.fields), limit=_COLUMNS)
    # Before the first row is written: a sheet that is left half-way complains.
    for number, cells in enumerate(table.rows(), 2):
        longest = max(cells, key=len, default="")
        if len(longest) > _UNDOUBTED and len(escaped(neutralised(longest))) > _CHARACTERS:
            raise LimitExceeded(TOO_LONG, row=number, limit=_CHARACTERS)
