"""Rows as bytes: new ones as the dialect says, changed ones as they were written before."""

import codecs
from collections.abc import Iterable, Sequence

from datapatch.errors import InvalidInput
from datapatch.tables.dialect import Dialect
from datapatch.tables.scanning import grammar, is_open, split_record, written_cells
from datapatch.translation import N_

_NOT_WRITABLE = N_(
    "“{cell}” cannot be written in the encoding of this table ({encoding}). "
    "Use other characters, or convert the table to UTF-8 first."
)
_NO_QUOTES = N_(
    "“{cell}” holds a character that separates cells, and this table knows no quotes. "
    "Use other characters."
)
_NUL = N_("A cell holds a zero byte, which no table can hold. Remove it.")
_BOM = codecs.BOM_UTF8

Piece = bytes | memoryview
"""Records in bytes of their own, or where they stand in others."""


def write_row(cells: Sequence[str], dialect: Dialect) -> bytes:
    """One record with its line end; no cells make a blank record.

    Cells are quoted where a reader needs it: delimiter, quote, line feed, carriage return (a lone
    one too, which ``csv.writer`` forgets), and a lone empty cell.
    Raises InvalidInput for what the encoding or the dialect cannot hold.
    """
    written = [_write_cell(cell, dialect, quoted=dialect.quote_all) for cell in cells]
    return _encode(_joined(written, dialect) + dialect.line_terminator, dialect)


def rewrite_row(
    raw: bytes,
    old_cells: Sequence[str],
    new_cells: Sequence[str],
    dialect: Dialect,
    *,
    origins: Sequence[int | None] | None = None,
) -> bytes:
    """The record ``raw``, whose cells are ``old_cells``, holding ``new_cells`` instead.

    ``origins`` says where each new cell stood before (None: nowhere); by default, where it stands.
    A cell that stays keeps its bytes, a changed one its quotes if it had any, the record its line
    end. Raises InvalidInput as ``write_row`` does.
    """
    text = raw.decode(dialect.encoding)
    tokens = grammar(dialect)
    if is_open(text, tokens):
        return write_row(new_cells, dialect)
    before = written_cells(text, tokens)
    end = text[len(dialect.delimiter.join(before)) :]
    places = range(len(new_cells)) if origins is None else origins
    written = [
        before[place]
        if place is not None and place < len(before) and old_cells[place] == cell
        else _write_cell(cell, dialect, quoted=_was_quoted(before, place, dialect))
        for place, cell in zip(places, new_cells, strict=True)
    ]
    line = _joined(written, dialect)
    return _encode(line + (end if line or end else dialect.line_terminator), dialect)


def join_rows(preamble: bytes, pieces: Iterable[Piece], dialect: Dialect) -> bytes:
    """The bytes of a file: ``preamble``, then runs of records, each ending with a line end
    (the last one may do without).
    """
    parts: list[Piece] = [preamble]
    for piece in pieces:
        if piece[:1] == b"\n" and parts[-1][-1:] == b"\r":  # would read as one line end
            parts.append(b"\r")
        parts.append(piece)
    data = b"".join(parts)
    mistaken = not dialect.bom and data.startswith(_BOM)  # text that a reader would drop
    return _BOM + data if mistaken else data


def closed(raw: bytes, dialect: Dialect) -> bytes:
    """The record ``raw`` so that another can follow: with a line end and no open quote."""
    text = raw.decode(dialect.encoding)
    if is_open(text, grammar(dialect)):
        return write_row(split_record(text, grammar(dialect)), dialect)
    return raw if text.endswith(("\n", "\r")) else raw + _encode(dialect.line_terminator, dialect)


def _joined(written: Sequence[str], dialect: Dialect) -> str:
    """``written`` as one line; a lone empty cell is quoted, since nothing would be a blank row."""
    lone = len(written) == 1 and not written[0]
    return _quoted("", dialect) if lone else dialect.delimiter.join(written)


def _write_cell(cell: str, dialect: Dialect, *, quoted: bool) -> str:
    if "\0" in cell:
        raise InvalidInput(_NUL)
    special = (dialect.delimiter, "\n", "\r", *dialect.quote_char)
    if quoted or any(token in cell for token in special):
        return _quoted(cell, dialect)
    return cell


def _quoted(cell: str, dialect: Dialect) -> str:
    quote = dialect.quote_char
    if not quote:
        raise InvalidInput(_NO_QUOTES, cell=cell)
    return quote + cell.replace(quote, quote * 2) + quote


def _was_quoted(before: Sequence[str], place: int | None, dialect: Dialect) -> bool:
    """Whether the cell was quoted; of a new cell, whether all others are."""
    if not dialect.quote_char:
        return False
    if place is not None and place < len(before):
        return before[place].startswith(dialect.quote_char)
    return bool(before) and all(cell.startswith(dialect.quote_char) for cell in before)


def _encode(text: str, dialect: Dialect) -> bytes:
    try:
        return text.encode(dialect.encoding)
    except UnicodeEncodeError as error:
        cell = text[error.start : error.end].encode("utf-8", "replace").decode()
        raise InvalidInput(_NOT_WRITABLE, cell=cell, encoding=dialect.encoding) from error
