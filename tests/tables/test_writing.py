"""Rows written as bytes."""

import csv
import io

import pytest

from datapatch.errors import InvalidInput
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.tables.writing import closed, join_rows, rewrite_row, write_row


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        (("a", "b"), b"a,b\n"),
        (("a,b", 'say "x"'), b'"a,b","say ""x"""\n'),
        (("a\nb", "a\r\nb"), b'"a\nb","a\r\nb"\n'),
        (("", ""), b",\n"),
        (("",), b'""\n'),
        ((), b"\n"),
        ((" a ", "\u00e9"), b" a ,\xc3\xa9\n"),
    ],
)
def test_cells_are_quoted_where_a_reader_needs_it(cells: tuple[str, ...], expected: bytes) -> None:
    """Delimiter, quote, line ends and a lone empty cell; nothing else."""
    assert write_row(cells, Dialect()) == expected


def test_a_lone_carriage_return_is_quoted() -> None:
    """The csv module writes it bare, and reads it back as the end of a row."""
    written = write_row(("a\rb", "c"), Dialect())
    assert written == b'"a\rb",c\n'
    bare = io.StringIO(newline="")
    csv.writer(bare, lineterminator="\n").writerow(("a\rb", "c"))
    assert Table.parse(bare.getvalue().encode(), Dialect(header_row=0)).row_count == 2
    assert Table.parse(written, Dialect(header_row=0)).row(0) == ("a\rb", "c")


def test_the_dialect_is_followed() -> None:
    """Delimiter, quote, line end, encoding and the wish to quote everything."""
    dialect = Dialect(";", "'", line_terminator="\r\n", encoding="cp1252", quote_all=True)
    assert write_row(("é;", "it's"), dialect) == "'é;';'it''s'\r\n".encode("cp1252")


def test_a_rewritten_row_keeps_the_bytes_of_other_cells() -> None:
    """Unneeded quotes and the line end stay; a changed cell keeps its quotes."""
    raw = b'"1",two,"three","four"\r\n'
    old = ("1", "two", "three", "four")
    new = ("1", "2", "3", "four")
    assert rewrite_row(raw, old, new, Dialect()) == b'"1",2,"3","four"\r\n'


def test_a_rewritten_row_may_be_shorter_or_longer() -> None:
    """A new cell is quoted where all others are; a row without cells still ends."""
    dialect = Dialect()
    assert rewrite_row(b'"a","b"\n', ("a", "b"), ("a",), dialect) == b'"a"\n'
    assert rewrite_row(b'"a","b"\n', ("a", "b"), ("a", "b", "c"), dialect) == b'"a","b","c"\n'
    assert rewrite_row(b"a,b\n", ("a", "b"), ("a", "b", "c"), dialect) == b"a,b,c\n"
    assert rewrite_row(b"a", ("a",), (), dialect) == b"\n"


def test_cells_keep_their_bytes_where_they_move() -> None:
    """``origins`` says where each cell stood before."""
    raw, old = b'1,"b",c\n', ("1", "b", "c")
    moved = rewrite_row(raw, old, ("c", "new", "b"), Dialect(), origins=(2, None, 1))
    assert moved == b'c,new,"b"\n'


def test_what_the_encoding_lacks_is_refused() -> None:
    """The sentence shows the character and the encoding."""
    with pytest.raises(InvalidInput, match=r"cp1252"):
        write_row(("\u0434",), Dialect(encoding="cp1252"))
    with pytest.raises(InvalidInput, match=r"zero byte"):
        write_row(("a\0",), Dialect())
    with pytest.raises(InvalidInput, match=r"knows no quotes"):
        write_row(("a,b",), Dialect(quote_char=""))


def test_half_a_character_is_refused_in_words_that_can_be_shown() -> None:
    """A lone surrogate, which JSON can smuggle in, never reaches the page."""
    with pytest.raises(InvalidInput) as caught:
        write_row(("\ud800",), Dialect())
    assert caught.value.sentence().encode()


def test_records_do_not_run_into_each_other() -> None:
    """A row that ends with CR and a blank one that ends with LF stay two rows."""
    dialect = Dialect(header_row=0)
    data = join_rows(b"", [b"a\r", b"\n", b"b"], dialect)
    assert list(Table.parse(data, dialect).rows()) == [("a",), (), ("b",)]


def test_text_that_looks_like_a_byte_order_mark_stays_text() -> None:
    """A first cell that begins with U+FEFF reads back with it."""
    dialect = Dialect(header_row=0)
    data = join_rows(b"", ["\ufeffa\n".encode()], dialect)
    assert Table.parse(data, dialect).row(0) == ("\ufeffa",)


@pytest.mark.parametrize(
    ("raw", "expected"),
    [
        (b"a", b"a\n"),
        (b"a\r", b"a\r"),
        (b'"a\n', b'"a\n"\n'),
        (b'b,"a', b"b,a\n"),
        (b'"a"', b'"a"\n'),
    ],
)
def test_a_last_row_is_finished_before_another_follows(raw: bytes, expected: bytes) -> None:
    """A missing line end is added, an open quote closed."""
    assert closed(raw, Dialect()) == expected
