"""Old Excel workbooks (.xls), read. Source: https://docs.rs/calamine

The formats of numbers are not known here: 0.5 stays 0.5 where people see 50%.
"""

import io
from collections.abc import Iterator

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum

from datapatch.formats.archives import damaged
from datapatch.formats.cell_values import text_of
from datapatch.formats.named_tables import Area, NamedTable, table_of_sheet

KIND = "Excel"


def read_xls(data: bytes, file: str, *, header_row: int | None = None) -> Iterator[NamedTable]:
    """The tables of a workbook, sheet by sheet, empty ones included; raises UnreadableTable."""
    try:
        book = CalamineWorkbook.from_filelike(io.BytesIO(data))
        sheets = [
            book.get_sheet_by_name(about.name)
            for about in book.sheets_metadata
            if about.typ == SheetTypeEnum.WorkSheet
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise damaged(file, KIND) from error
    for sheet in sheets:
        rows = sheet.to_python(skip_empty_area=False)
        grid = [[text_of(value) for value in row] for row in rows]
        yield table_of_sheet(sheet.name, grid, header_row, _areas(sheet))


def _areas(sheet: CalamineSheet) -> Iterator[Area]:
    for (first_row, first_column), (last_row, last_column) in sheet.merged_cell_ranges or ():
        yield Area(first_row, last_row, first_column, last_column)
