"""Cells of spreadsheets made elsewhere: read as people see them."""

import io
from datetime import date, datetime, time
from decimal import Decimal

import pytest
from openpyxl import Workbook, load_workbook

from datapatch.errors import DataPatchError, InvalidInput, LimitExceeded, UnreadableTable
from datapatch.formats.cell_values import CellValue, text_of
from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.formats.reading import chosen, read_tables
from datapatch.formats.writing import write_table
from datapatch.tables.schema import TableSchema

FIELDS = ["code", "name", "size"]


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (34000.0, "General", "34000"),
        (0.1 + 0.2, "General", "0.3"),
        (3.14159, "0.00", "3.14159"),
        (-0.5, "General", "-0.5"),
        (1e20, "General", "100000000000000000000"),
        (1e-7, "General", "0.0000001"),
        (33465710001.0, "0", "33465710001"),
        (0.5, "0%", "50%"),
        (0.125, "0.0%", "12.5%"),
        (0.5, '0.0" of 100%"', "0.5"),
        (1000, "00000", "01000"),
        (467000001, '0#" "##" "##" "##" "##', "04 67 00 00 01"),
        (1000, "#,##0", "1000"),
        (123456, "00000", "123456"),
        (True, "General", "true"),
        (datetime(2024, 5, 31), "dd/mm/yyyy", "2024-05-31"),
        (datetime(2024, 5, 31), "dd/mm/yyyy hh:mm", "2024-05-31T00:00:00"),
        (datetime(2024, 5, 31, 14, 29, 59, 999997), "hh:mm", "2024-05-31T14:30:00"),
        (date(2024, 5, 31), "", "2024-05-31"),
        (time(14, 30), "", "14:30:00"),
        (Decimal("2.50"), "", "2.5"),
        (None, "", ""),
        ("007", "", "007"),
    ],
)
def test_values_as_texts(value: CellValue, number_format: str, text: str) -> None:
    """No ".0", no binary noise, no lost digit; dates in ISO 8601."""
    assert text_of(value, number_format) == text


def workbook(*sheets: list[list[object]]) -> Workbook:
    """A workbook with these sheets."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for number, rows in enumerate(sheets, 1):
        sheet = book.create_sheet(f"s{number}")
        for row in rows:
            sheet.append(row)
    return book


def tables(book: Workbook) -> list[NamedTable]:
    """What is read of a workbook."""
    file = io.BytesIO()
    book.save(file)
    return read_tables(file.getvalue(), "book.xlsx")


def test_titles_above_the_names_are_left_out() -> None:
    """And told."""
    rows = [["Trees of the town"], [], FIELDS, ["a", "oak", 20], ["b", "elm", 18]]
    (found,) = tables(workbook(rows))
    assert found.table.fields == tuple(FIELDS)
    assert list(found.table.rows()) == [("a", "oak", "20"), ("b", "elm", "18")]
    assert [note.sentence() for note in found.notes] == [
        "“s1”: the names of the columns stand in row 3; what is above is left out."
    ]


def test_merged_cells_stand_in_every_row() -> None:
    """A region that spans three rows is the region of each; a merged header stays one."""
    book = workbook([FIELDS, ["a", "oak", 1], [None, "elm", 2], [None, "fir", 3]])
    book.worksheets[0].merge_cells("A2:A4")
    (found,) = tables(book)
    assert [row[0] for row in found.table.rows()] == ["a", "a", "a"]


def test_several_sheets() -> None:
    """Each is listed; one must be chosen, by name or number, unless one alone holds something."""
    found = tables(workbook([["a", "b"], ["x", 1]], [], [["c", "d"], ["y", 2]]))
    with pytest.raises(InvalidInput, match=r"holds several sheets: s1, s3\. Choose one"):
        chosen(found, "book.xlsx")
    assert chosen(found, "book.xlsx", "s3").table.fields == ("c", "d")
    assert chosen(found, "book.xlsx", "3").table.fields == ("c", "d")
    with pytest.raises(UnreadableTable, match=r"“s2” of book.xlsx is empty"):
        chosen(found, "book.xlsx", "s2")
    with pytest.raises(InvalidInput, match=r"has no sheet “x”\. The sheets are: s1, s2, s3"):
        chosen(found, "book.xlsx", "x")
    assert chosen(found[:2], "book.xlsx").table.fields == ("a", "b")


def test_what_is_no_workbook() -> None:
    """One sentence each."""
    for kind, data in (("xlsx", b"a,b\n"), ("ods", b"PK\x03\x04"), ("xls", b"\xd0\xcf\x11\xe0")):
        with pytest.raises(DataPatchError, match=r"^x\.\w+ is damaged or no \w+ file\. Open it"):
            read_tables(data, f"x.{kind}")


def test_a_workbook_that_unpacks_too_large() -> None:
    """It is refused before it is unpacked."""
    data = b"".join(write_table(NamedTable("t", table_of(("a",), [("x" * 9999,)] * 99)), "ods"))
    with pytest.raises(LimitExceeded, match="holds more than 1000 bytes once unpacked"):
        read_tables(data, "t.ods", max_bytes=1000)


def test_typed_cells_are_numbers_and_dates() -> None:
    """Where the schema says so; codes stay texts, and no cell is a formula."""
    schema = TableSchema.from_descriptor(
        {"fields": [{"name": n, "type": t} for n, t in [("n", "number"), ("d", "date")]]}
    )
    table = table_of(("n", "d", "x"), [("-1.5", "2024-05-31", "007"), ("1.50", "soon", "=1+1")])
    data = b"".join(write_table(NamedTable("t", table), "xlsx", schema=schema))
    rows = list(load_workbook(io.BytesIO(data)).worksheets[0].values)
    assert rows[1] == (-1.5, datetime(2024, 5, 31), "007")
    assert rows[2] == ("1.50", "soon", "'=1+1")


def test_what_a_sheet_cannot_hold() -> None:
    """A cell that is too long is refused, not cut."""
    found = NamedTable("t", table_of(("a",), [("x" * 40_000,)]))
    with pytest.raises(LimitExceeded, match=r"Row 2: a cell of a sheet holds 32767 characters"):
        write_table(found, "xlsx")
