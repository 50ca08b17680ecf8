"""Tables read from bytes."""

import pytest

from datapatch.errors import NotFound, UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from tests.tables.building import table


def test_rows_are_read_from_quoted_and_unquoted_cells() -> None:
    """Quotes, doubled quotes, delimiters and line ends inside quotes are understood."""
    found = table("id,name", '1,"a ""b"", c"', '2,"two\nlines"', '3,5" pipe')
    assert found.fields == ("id", "name")
    assert list(found.rows()) == [("1", 'a "b", c'), ("2", "two\nlines"), ("3", '5" pipe')]


def test_ragged_and_blank_rows_are_rows() -> None:
    """Short, long and blank rows are counted and given as they are."""
    found = table("a,b", "1", "1,2,3", "", "4,5")
    assert list(found.rows()) == [("1",), ("1", "2", "3"), (), ("4", "5")]
    assert [found.values(row) for row in range(4)] == [("1", ""), ("1", "2"), ("", ""), ("4", "5")]


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end_is_understood(end: str) -> None:
    """LF, CRLF and lone CR end rows; new rows will end as the data's do."""
    found = table("a,b", "1,2", end=end)
    assert list(found.rows()) == [("1", "2")]
    assert found.dialect.line_terminator == end
    assert found.raw(0) == f"1,2{end}".encode()
    assert found.content(0) == b"1,2"


def test_mixed_line_ends_stay_in_the_raw_rows() -> None:
    """Each row keeps its own line end."""
    found = Table.parse(b"a\r\n1\n2\r3")
    assert [found.raw(row) for row in range(3)] == [b"1\n", b"2\r", b"3"]
    assert found.contents() == [b"1", b"2", b"3"]


def test_a_byte_order_mark_is_no_part_of_the_first_name() -> None:
    """It is noticed in the data, whatever the dialect said."""
    found = Table.parse(b"\xef\xbb\xbfid\n1\n", Dialect(bom=False))
    assert found.fields == ("id",)
    assert found.dialect.bom
    assert found.preamble + found.header == b"\xef\xbb\xbfid\n"


def test_utf_8_with_a_byte_order_mark_is_utf_8() -> None:
    """Python's name for it means the same file."""
    found = Table.parse(b"\xef\xbb\xbfid\n\xc3\xa9\n", Dialect(encoding="utf-8-sig"))
    assert (found.fields, found.row(0), found.dialect.encoding) == (("id",), ("é",), "utf-8")


def test_titles_above_the_header_are_kept_aside() -> None:
    """The header may be a later record; what stands above is the preamble."""
    found = table("My table", "", "a,b", "1,2", dialect=Dialect(header_row=3))
    assert (found.fields, found.row_count, found.line(0)) == (("a", "b"), 1, 4)
    assert found.preamble == b"My table\n\n"


def test_fields_without_a_header_are_numbered() -> None:
    """As frictionless names them: field1, field2…"""
    found = table("1,2", "3,4", dialect=Dialect(header_row=0))
    assert found.fields == ("field1", "field2")
    assert (found.row_count, found.line(0)) == (2, 1)


@pytest.mark.parametrize("data", [b"", b"\xef\xbb\xbf", b"\n", b"a,b", b"a,b\n"])
def test_a_table_may_have_no_row(data: bytes) -> None:
    """Empty data and a header alone are tables without rows."""
    found = Table.parse(data)
    assert found.row_count == 0
    assert list(found.rows()) == []
    assert found.contents() == []


def test_an_unclosed_quote_reaches_to_the_end() -> None:
    """As the csv module reads it: the rest of the file is one cell."""
    found = Table.parse(b'a,b\n1,"x\ny,z\n')
    assert list(found.rows()) == [("1", "x\ny,z\n")]
    assert found.open_end


def test_a_cell_longer_than_csv_allows_is_read() -> None:
    """The csv module's limit of 131,072 characters does not hold here."""
    long = "x" * 200_000
    found = table("a,b", f'"{long}","y"', f"{long},z")
    assert list(found.rows()) == [(long, "y"), (long, "z")]


@pytest.mark.parametrize(
    ("data", "line"), [(b"a\n1\n\0\n", "3"), (b"\0", "1"), (b"a\r\n\0", "2"), (b"a\n\n\n\0", "4")]
)
def test_a_zero_byte_is_refused_with_its_line(data: bytes, line: str) -> None:
    """A zero byte means that this is no text."""
    with pytest.raises(UnreadableTable, match=f"Line {line} "):
        Table.parse(data)


def test_bytes_of_another_encoding_are_refused_with_their_line() -> None:
    """The sentence names the line and the encoding that was expected."""
    with pytest.raises(UnreadableTable, match=r"Line 3 is not written in utf-8"):
        Table.parse("a\nb\né\n".encode("cp1252"))


@pytest.mark.parametrize("encoding", ["utf-16", "utf-7", "iso2022_jp", "cp037", "no-such-encoding"])
def test_an_encoding_that_hides_delimiters_is_refused(encoding: str) -> None:
    """Cells cannot be found in the bytes of these encodings."""
    with pytest.raises(UnreadableTable, match=encoding):
        Table.parse(b"", Dialect(encoding=encoding))


def test_double_byte_encodings_are_read_where_the_delimiter_is_safe() -> None:
    """In Shift JIS ``|`` can be half of a character, ``,`` cannot."""
    data = "a,b\n\u30dd,\u8868\n".encode("shift_jis")
    found = Table.parse(data, Dialect(encoding="shift_jis"))
    assert list(found.rows()) == [("\u30dd", "\u8868")]
    with pytest.raises(UnreadableTable):
        Table.parse(data, Dialect(encoding="shift_jis", delimiter="|"))


def test_a_delimiter_may_be_any_character() -> None:
    """One that takes several bytes splits cells, too."""
    found = table("a§b", '1§"2§3"', dialect=Dialect(delimiter="§"))
    assert list(found.rows()) == [("1", "2§3")]


def test_a_table_without_quotes_reads_them_as_letters() -> None:
    """An empty quote character turns quoting off."""
    found = table("a\tb", '"1\t2"', dialect=Dialect(delimiter="\t", quote_char=""))
    assert list(found.rows()) == [('"1', '2"')]


def test_keys_are_cells_of_the_key_fields() -> None:
    """In the order asked for; a missing cell is empty."""
    found = table("id,part,x", "1,a,…", "2")
    assert found.keys(("part", "id")) == [("a", "1"), ("", "2")]


def test_an_unknown_field_is_named() -> None:
    """The sentence lists the fields that there are."""
    with pytest.raises(NotFound, match=r"no field “y” here\. The fields are: a, x"):
        table("a,x").position("y")


def test_how_a_table_is_written_does_not_make_it_another() -> None:
    """Quotes, line ends and byte order marks do not count, cells do."""
    plain = table("a,b", "1,2")
    assert plain.same_content(Table.parse(b'\xef\xbb\xbf"a",b\r\n1,"2"'))
    assert not plain.same_content(table("a,b", "1,3"))
    assert not plain.same_content(table("a,b", "1,2,"))
    assert not plain.same_content(table("a,c", "1,2"))
