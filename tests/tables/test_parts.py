"""Tables in several files: read as one."""

import codecs

import pytest

from datapatch.errors import UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.parts import joined_rows, read_parts
from datapatch.tables.table import Table

BOM = codecs.BOM_UTF8
PLAIN = Dialect()
HEADLESS = Dialect(header_row=0)


@pytest.mark.parametrize(
    ("parts", "dialect", "joined"),
    [
        pytest.param([b"a,b\n1,2\n"], PLAIN, b"a,b\n1,2\n", id="one"),
        pytest.param([b"a\n1\n", b"a\n2\n", b"a\n3"], PLAIN, b"a\n1\n2\n3", id="three"),
        pytest.param([b"a\n1", b"a\n2\n"], PLAIN, b"a\n1\n2\n", id="no final line end"),
        pytest.param([b"a\r\n1", b"a\r\n2"], PLAIN, b"a\r\n1\r\n2", id="carriage returns"),
        pytest.param([b"a\n", b"a\n2\n"], PLAIN, b"a\n2\n", id="nothing in the first"),
        pytest.param([b'"a"\n1\n', b"a\n2\n"], PLAIN, b'"a"\n1\n2\n', id="another quoting"),
        pytest.param([b"1\n", b"2\n"], HEADLESS, b"1\n2\n", id="no header"),
        pytest.param(
            [b"\xef\xbb\xbfa\n1\n", b"\xef\xbb\xbfa\n2\n"],
            PLAIN,
            b"\xef\xbb\xbfa\n1\n2\n",
            id="bom",
        ),
    ],
)
def test_parts_are_read_as_one_table(parts: list[bytes], dialect: Dialect, joined: bytes) -> None:
    """The first header, then the rows of all, each ended where another follows."""
    assert read_parts(parts, dialect).data == joined
    assert b"".join(joined_rows(Table.parse(part, dialect) for part in parts)) == joined


@pytest.mark.parametrize("second", [b"b\n2\n", b"a,b\n2,3\n", b""])
def test_other_headers_are_refused(second: bytes) -> None:
    """A part with other fields would put cells into the wrong columns: it is named."""
    with pytest.raises(UnreadableTable, match=r"Part 2 .* other fields"):
        read_parts([b"a\n1\n", second], PLAIN)


def test_an_open_quote_is_refused() -> None:
    """A quote that stays open would swallow the next part."""
    with pytest.raises(UnreadableTable, match=r"Part 1 .* inside a quoted cell"):
        read_parts([b'a\n"1\n', b"a\n2\n"], PLAIN)
    assert read_parts([b"a\n1\n", b'a\n"2\n'], PLAIN).row_count == 2
