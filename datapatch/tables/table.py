"""A table: the bytes of a delimited file, and where its rows begin."""

import codecs
from array import array
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from datapatch.errors import NotFound, UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.scanning import first_starts, grammar, is_open, record_starts, split_record
from datapatch.translation import N_
from datapatch.types import Key

_NUL = N_(
    "Line {line} holds a zero byte: this is not a text table. "
    "Export the file again as CSV, then send it."
)
_ENCODING = N_(
    "Line {line} is not written in {encoding}. Choose the right encoding, or save the file as "
    "UTF-8, then send it again."
)
_NO_FIELD = N_("There is no field “{field}” here. The fields are: {fields}.")
_CHUNK = 1 << 18
_UTF8 = "utf-8"
_SOME = 1_000
"""Rows that are taken apart at once."""


@dataclass(frozen=True, eq=False)
class Table:
    """Rows of text cells over the bytes of a file; cells are decoded when they are asked for, and
    rows are looked for when one is.

    ``fields`` are the header's cells as they are written, repeated names included. A data row is
    counted from 0, blank records included; it may have fewer or more cells than there are fields.
    ``dialect`` tells what the data shows: its byte order mark and its line ends.
    """

    data: bytes
    dialect: Dialect
    fields: tuple[str, ...]

    @classmethod
    def parse(
        cls, data: bytes, dialect: Dialect | None = None, *, checked: bool = False
    ) -> "Table":
        """The table in ``data``; raises UnreadableTable for a zero byte or another encoding, unless
        all of it is ``checked``: made of rows of tables that were parsed.
        """
        dialect = dialect or Dialect()
        tokens = grammar(dialect)
        if not checked:
            _check_text(data, dialect.encoding)
        bom = len(codecs.BOM_UTF8) if _has_bom(data, dialect.encoding) else 0
        starts = first_starts(data, bom, tokens, count=max(dialect.header_row, 1))
        terminator = _line_end(data[starts[0] : starts[1]] if len(starts) > 1 else b"")
        found = replace(dialect, bom=bom > 0, line_terminator=terminator or dialect.line_terminator)
        return cls(data, found, _field_names(data, starts, found))

    @cached_property
    def starts(self) -> "array[int]":
        """Offsets of all records, those above the header and the header included; then the end."""
        bom = len(codecs.BOM_UTF8) if self.dialect.bom else 0
        return record_starts(self.data, bom, grammar(self.dialect))

    def remember(self, starts: "array[int]") -> None:
        """Take ``starts`` from who knows them already."""
        self.__dict__["starts"] = starts

    @cached_property
    def open_end(self) -> bool:
        """Whether the last cell of all lacks its closing quote."""
        tokens = grammar(self.dialect)
        if tokens.quote_bytes not in self.data or not self._records:
            return False
        last = self.data[self.starts[-2] : self.starts[-1]]
        return is_open(last.decode(self.dialect.encoding), tokens)

    @property
    def row_count(self) -> int:
        """How many data rows there are, blank ones included."""
        return max(0, self._records - self.dialect.header_row)

    @property
    def preamble(self) -> bytes:
        """What stands above the header: byte order mark and titles."""
        return self.data[: self.starts[min(max(self.dialect.header_row - 1, 0), self._records)]]

    @property
    def header(self) -> bytes:
        """The header's record with its line end; nothing when there is none."""
        named = self.dialect.header_row
        if not 0 < named <= self._records:
            return b""
        return self.data[self.starts[named - 1] : self.starts[named]]

    @property
    def _records(self) -> int:
        return len(self.starts) - 1

    def raw(self, row: int) -> bytes:
        """The bytes of data row ``row`` with its line end."""
        record = row + self.dialect.header_row
        return self.data[self.starts[record] : self.starts[record + 1]]

    def raws(self, first: int, last: int) -> bytes:
        """The bytes of the data rows from ``first`` up to, without, ``last``."""
        head = self.dialect.header_row
        return self.data[self.starts[first + head] : self.starts[last + head]]

    def view(self, first: int, last: int) -> memoryview:
        """``raws`` without a copy."""
        head = self.dialect.header_row
        return memoryview(self.data)[self.starts[first + head] : self.starts[last + head]]

    def content(self, row: int) -> bytes:
        """The bytes of data row ``row`` without its line end: equal bytes are equal cells."""
        if self.open_end and row == self.row_count - 1:
            return self.raw(row)
        return self.raw(row).rstrip(b"\r\n")

    def contents(self, first: int = 0, last: int | None = None) -> list[bytes]:
        """``content`` of the data rows from ``first`` up to, without, ``last`` (default: all)."""
        last = self.row_count if last is None else last
        if first >= last:
            return []
        lines = self.raws(first, last).splitlines()
        if len(lines) == last - first and not self.open_end:
            return lines
        return [self.content(row) for row in range(first, last)]

    def row(self, row: int) -> tuple[str, ...]:
        """The cells of data row ``row`` as they are: none for a blank record."""
        text = self.raw(row).decode(self.dialect.encoding)
        return split_record(text, grammar(self.dialect))

    def rows(self) -> Iterator[tuple[str, ...]]:
        """The cells of every data row, in order."""
        tokens, encoding = grammar(self.dialect), self.dialect.encoding
        for first in range(0, self.row_count, _SOME):
            last = min(first + _SOME, self.row_count)
            lines = self._plain_lines(first, last)
            if lines is None:
                for row in range(first, last):
                    yield split_record(self.raw(row).decode(encoding), tokens)
            else:
                delimiter = tokens.delimiter
                yield from (tuple(line.split(delimiter)) if line else () for line in lines)

    def _plain_lines(self, first: int, last: int) -> list[str] | None:
        """The texts of some rows, decoded at once; None where a cell may be quoted."""
        quote, data = grammar(self.dialect).quote_bytes, self.raws(first, last)
        if quote and quote in data:
            return None
        lines = data.splitlines()
        return b"\n".join(lines).decode(self.dialect.encoding).split("\n")

    def values(self, row: int) -> tuple[str, ...]:
        """One text for each field of data row ``row``; a missing cell is empty."""
        cells, width = self.row(row), len(self.fields)
        return cells[:width] + ("",) * (width - len(cells))

    def position(self, field: str) -> int:
        """The place of the first field of that name, from 0; raises NotFound."""
        try:
            return self.fields.index(field)
        except ValueError:
            raise NotFound(_NO_FIELD, field=field, fields=", ".join(self.fields)) from None

    def keys(self, key_fields: Sequence[str]) -> list[Key]:
        """The key of every data row; a missing cell is empty. Raises NotFound for a field."""
        places = [self.position(name) for name in key_fields]
        width = max(places, default=-1) + 1
        return [
            tuple([cells[place] for place in places])
            for cells in (_padded(cells, width) for cells in self.rows())
        ]

    def line(self, row: int) -> int:
        """The row number that ``frictionless`` gives data row ``row``: the header's is 1."""
        return row + self.dialect.header_row + 1

    def same_content(self, other: "Table") -> bool:
        """Whether fields and rows are the same, in order, however each table is written."""
        if self.fields != other.fields or self.row_count != other.row_count:
            return False
        return all(mine == theirs for mine, theirs in zip(self.rows(), other.rows(), strict=True))


def _padded(cells: tuple[str, ...], width: int) -> tuple[str, ...]:
    return cells if len(cells) >= width else cells + ("",) * (width - len(cells))


def _check_text(data: bytes, encoding: str) -> None:
    if (at := data.find(b"\0")) >= 0:
        raise UnreadableTable(_NUL, line=_line_at(data, at))
    if data.isascii():
        return
    try:
        if codecs.lookup(encoding).name == _UTF8:
            _check_utf8(data)
        else:
            _check_encoding(data, encoding)
    except UnicodeDecodeError as error:
        line = _line_at(data, error.start)
        raise UnreadableTable(_ENCODING, line=line, encoding=encoding) from error


def _check_utf8(data: bytes) -> None:
    view, begin = memoryview(data), 0
    while begin < len(data):
        final = begin + _CHUNK >= len(data)
        try:
            begin += codecs.utf_8_decode(view[begin : begin + _CHUNK], "strict", final)[1]
        except UnicodeDecodeError as error:
            raise _moved(error, begin) from error


def _check_encoding(data: bytes, encoding: str) -> None:
    decoder = codecs.getincrementaldecoder(encoding)()
    for begin in range(0, len(data), _CHUNK):
        try:
            decoder.decode(data[begin : begin + _CHUNK], final=begin + _CHUNK >= len(data))
        except UnicodeDecodeError as error:
            raise _moved(error, begin) from error


def _moved(error: UnicodeDecodeError, begin: int) -> UnicodeDecodeError:
    """The error as if all had been read at once."""
    error.start += begin
    return error


def _line_at(data: bytes, offset: int) -> int:
    return len(data[:offset].splitlines()) + (data[offset - 1 : offset] in (b"", b"\n", b"\r"))


def _has_bom(data: bytes, encoding: str) -> bool:
    return data.startswith(codecs.BOM_UTF8) and codecs.lookup(encoding).name == _UTF8


def _line_end(record: bytes) -> str:
    return next((end for end in ("\r\n", "\n", "\r") if record.endswith(end.encode())), "")


def _field_names(data: bytes, starts: Sequence[int], dialect: Dialect) -> tuple[str, ...]:
    named = dialect.header_row or 1
    if len(starts) <= named:
        return ()
    header = data[starts[named - 1] : starts[named]].decode(dialect.encoding)
    cells = split_record(header, grammar(dialect))
    return cells if dialect.header_row else tuple(f"field{n + 1}" for n in range(len(cells)))
