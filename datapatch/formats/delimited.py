"""Delimited text: canonical CSV, tab-separated values, and what a French Excel opens properly."""

import codecs
from collections.abc import Iterator, Mapping
from itertools import chain

from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.neutralising import neutralised, restored
from datapatch.tables.dialect import Dialect
from datapatch.tables.reading import read_table
from datapatch.tables.table import Table
from datapatch.tables.writing import write_row

EXCEL_FR = "excel-fr"
DIALECTS: Mapping[str, Dialect] = {
    "csv": Dialect(),
    "tsv": Dialect(delimiter="\t"),
    EXCEL_FR: Dialect(delimiter=";", line_terminator="\r\n", bom=True),
}
"""How tables are written, by name; ``excel-fr`` for a spreadsheet program in French."""


def read_delimited(data: bytes, file: str, *, name: str, dialect: str = "") -> NamedTable:
    """The table in a text file. With the dialect ``excel-fr``, cells that were neutralised for it
    are given back as they were. Raises UnreadableTable.
    """
    table = read_table(data, file)
    if dialect == EXCEL_FR:
        fields = [restored(field) for field in table.fields]
        table = table_of(fields, ([*map(restored, cells)] for cells in table.rows()))
    return NamedTable(name, table)


def write_delimited(table: Table, dialect: str = "csv") -> Iterator[bytes]:
    """The header, then each row, in the dialect of that name."""
    wanted = DIALECTS[dialect]
    if wanted.bom:
        yield codecs.BOM_UTF8
    for cells in chain([table.fields], table.rows()):
        shown = [neutralised(cell) for cell in cells] if dialect == EXCEL_FR else cells
        yield write_row(shown, wanted)
