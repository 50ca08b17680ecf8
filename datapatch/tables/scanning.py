"""Where records and cells begin and end, as Python's ``csv.reader`` sees them.

Records are found in the bytes and cells in the decoded text of one record, so that a table can be
held as its bytes. Rows without a quote, which are nearly all, never meet a regular expression.
Source: RFC 4180; for what it leaves open, the state machine of CPython's ``Modules/_csv.c``.
"""

import csv
import re
from array import array
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate

from datapatch.errors import UnreadableTable
from datapatch.tables.bulk import LARGE
from datapatch.tables.dialect import Dialect
from datapatch.translation import N_

_ENCODING = N_(
    "The encoding “{encoding}” cannot be read cell by cell. Save the file as UTF-8, then try again."
)
_LINE = re.compile(rb"[^\r\n]*+(?:\r\n|\r|\n|\Z)")
_SHORT = 100_000
_STATEFUL = ("iso2022", "hz", "utf_7", "utf-7", "utf7")


@dataclass(frozen=True, slots=True)
class Grammar:
    """The tokens of a dialect, as text and as bytes, and the patterns made from them.

    ``record`` matches one record with its line end from its first byte; ``cell`` one cell, whose
    groups are what stands between quotes, what follows the closing quote, and an unquoted cell.
    """

    delimiter: str
    quote: str
    delimiter_bytes: bytes
    quote_bytes: bytes
    record: re.Pattern[bytes] | None
    cell: re.Pattern[str] | None


def grammar(dialect: Dialect) -> Grammar:
    """The grammar of ``dialect``; raises UnreadableTable when bytes cannot be told apart in it."""
    return _grammar(dialect.delimiter, dialect.quote_char, dialect.encoding)


@lru_cache(maxsize=64)
def _grammar(delimiter: str, quote: str, encoding: str) -> Grammar:
    tokens = [token for token in (delimiter, quote) if token]
    if not _keeps_tokens(encoding, tokens):
        raise UnreadableTable(_ENCODING, encoding=encoding)
    d, q = delimiter.encode(encoding), quote.encode(encoding)
    if not quote:
        return Grammar(delimiter, quote, d, q, None, None)
    return Grammar(delimiter, quote, d, q, _record_pattern(d, q), _cell_pattern(delimiter, quote))


def _keeps_tokens(encoding: str, tokens: list[str]) -> bool:
    """Whether the bytes of line ends, delimiter and quote never are a part of another character."""
    if encoding.lower().replace("-", "_").startswith(_STATEFUL):
        return False
    try:
        plain = [token.encode(encoding) for token in ("\r", "\n", *tokens)]
    except (LookupError, UnicodeEncodeError):
        return False
    if plain[:2] != [b"\r", b"\n"]:
        return False
    return not any(_trails(encoding, token) for token in plain if len(token) == 1)


def _trails(encoding: str, token: bytes) -> bool:
    """Whether ``token`` is the second byte of some character of a double-byte encoding."""
    for lead in range(0x80, 0x100):
        try:
            if len((bytes([lead]) + token).decode(encoding)) == 1:
                return True
        except UnicodeDecodeError:
            continue
    return False


def _record_pattern(d: bytes, q: bytes) -> re.Pattern[bytes]:
    quote, inside = re.escape(q), _but_bytes(q)
    plain, first = _but_bytes(d, b"\r", b"\n"), _but_bytes(d, q, b"\r", b"\n")
    quoted = b"%b%b*+(?:%b%b%b*+)*+(?:%b%b*+|\\Z)" % (
        *(quote, inside),
        *(quote, quote, inside),
        *(quote, plain),
    )
    cell = b"(?:%b|%b%b*+|)" % (quoted, first, plain)
    pattern = b"%b(?:%b%b)*+(?:\\r\\n|\\r|\\n|\\Z)" % (cell, re.escape(d), cell)
    return re.compile(pattern, re.DOTALL)


def _but_bytes(*tokens: bytes) -> bytes:
    """A pattern for one byte that begins none of ``tokens``."""
    if all(len(token) == 1 for token in tokens):
        return b"[^%b]" % b"".join(re.escape(token) for token in tokens)
    return b"(?:(?!%b).)" % b"|".join(re.escape(token) for token in tokens)


def _cell_pattern(delimiter: str, quote: str) -> re.Pattern[str]:
    d, q = re.escape(delimiter), re.escape(quote)
    inside, plain = f"[^{q}]*+(?:{q}{q}[^{q}]*+)*+", f"[^{d}\\r\\n]*+"
    return re.compile(f"{q}({inside})(?:{q}({plain})|\\Z)|({plain})")


def first_starts(data: bytes, begin: int, tokens: Grammar, count: int) -> list[int]:
    """The offsets of the first ``count`` records from ``begin`` on, and where the last one ends."""
    record, starts = tokens.record or _LINE, [begin]
    while len(starts) <= count and starts[-1] < len(data):
        found = record.match(data, starts[-1]) or _LINE.match(data, starts[-1])
        starts.append(found.end() if found else len(data))
    return starts


def record_starts(data: bytes, begin: int, tokens: Grammar) -> "array[int]":
    """The offsets of all records of ``data`` from ``begin`` on, and the offset of its end."""
    if len(data) >= LARGE:
        # numpy costs more than to read a small table
        from datapatch.tables.bulk import offsets

        found = offsets.record_starts(data, begin, tokens.delimiter_bytes, tokens.quote_bytes)
        if found is not None:
            return found
    lines = (data[begin:] if begin else data).splitlines(keepends=True)
    if tokens.record is None or tokens.quote_bytes not in data:
        return array("q", accumulate(map(len, lines), initial=begin))
    return _quoted_starts(data, begin, lines, quote=tokens.quote_bytes, record=tokens.record)


def _quoted_starts(
    data: bytes, begin: int, lines: list[bytes], *, quote: bytes, record: re.Pattern[bytes]
) -> "array[int]":
    """Every line begins a record, except those inside a quoted cell that began before them."""
    starts = array("q")
    position = resume = begin
    for line in lines:
        if position >= resume:
            starts.append(position)
            if quote in line:
                found = record.match(data, position)
                resume = found.end() if found else position
        position += len(line)
    starts.append(len(data))
    return starts


def split_record(text: str, tokens: Grammar) -> tuple[str, ...]:
    """The cells of one record; ``text`` may end with its line end. A blank record has none."""
    if tokens.cell is None or tokens.quote not in text:
        line = without_line_end(text)
        return tuple(line.split(tokens.delimiter)) if line else ()
    if len(text) < _SHORT:  # csv refuses cells past csv.field_size_limit, a global of the process
        reader = csv.reader((text,), delimiter=tokens.delimiter, quotechar=tokens.quote)
        return tuple(next(reader))
    return tuple(_content(found, tokens.quote) for found in _cells(text, tokens))


def written_cells(text: str, tokens: Grammar) -> list[str]:
    """The cells of one record as they are written, quotes included, without the line end."""
    if tokens.cell is None or tokens.quote not in text:
        line = without_line_end(text)
        return line.split(tokens.delimiter) if line else []
    return [found.group() for found in _cells(text, tokens)]


def is_open(text: str, tokens: Grammar) -> bool:
    """Whether the last cell of a record lacks its closing quote (only at the end of a file)."""
    if tokens.cell is None or tokens.quote not in text:
        return False
    *_, last = _cells(text, tokens)
    return last.group(1) is not None and last.group(2) is None


def without_line_end(text: str) -> str:
    """``text`` without its one final line end."""
    if text.endswith("\n"):
        return text[:-2] if text.endswith("\r\n") else text[:-1]
    return text.removesuffix("\r")


def _cells(text: str, tokens: Grammar) -> Iterator[re.Match[str]]:
    position = 0
    while tokens.cell and (found := tokens.cell.match(text, position)):
        yield found
        position = found.end() + 1
        if text[position - 1 : position] != tokens.delimiter:
            return


def _content(found: re.Match[str], quote: str) -> str:
    quoted, rest, plain = found.groups()
    if quoted is None:
        return str(plain)
    return str(quoted).replace(quote * 2, quote) + (rest or "")
