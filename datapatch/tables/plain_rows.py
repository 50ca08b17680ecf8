"""Which rows of a large table need a second look: the others are right at first sight.

One regular expression, made from the fields, walks over the bytes of the rows: it stops at the
first row that it does not know to be right, which is left to the exact rules. Fields of which
nothing can be told at first sight are read, and each distinct text in them is judged once.
"""

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from datapatch.tables.judging import Column
from datapatch.tables.plain_cells import ANYTHING, plain
from datapatch.tables.plain_patterns import PRINTABLE
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table

BLOCK = 20_000
"""Rows that are looked at without a pause for other threads."""
SAMPLE = 200
"""Rows by which it is tried whether a pattern knows most cells of a column."""
ENOUGH = 0.95
"""Of the sample's cells must be known, else the column is read."""
WIDEST = 300
"""Columns of a table that is scanned."""

_DELIMITERS, _QUOTES = set(",;\t|"), set("\"'")
_END = r"(?:\r?+\n|\r)"


@dataclass(frozen=True)
class Scanner:
    """The patterns of one table."""

    table: Table
    judges: tuple[Column, ...]
    read: frozenset[int] = field(default_factory=frozenset)
    """Columns that the pattern does not judge."""

    @property
    def usable(self) -> bool:
        """Whether rows of this table can be told apart at first sight."""
        dialect = self.table.dialect
        known = dialect.delimiter in _DELIMITERS and dialect.quote_char in {*_QUOTES, ""}
        texts = {text for judge in self.judges for text in judge.missing}
        written = set(PRINTABLE) - {dialect.delimiter, dialect.quote_char}
        if not known or not 0 < len(self.judges) <= WIDEST or not set("".join(texts)) <= written:
            return False
        return _keeps_ascii(dialect.encoding)

    def look(self, places: Sequence[int]) -> Iterator["Look"]:
        """What a look at every row tells, block by block; the cells of ``places`` come with it."""
        for begin, end in self._blocks():
            found = self._at_once(begin, end, places) if places else None
            if found is not None:
                yield found
                continue
            doubtful = list(self._doubtful_in(begin, end))
            runs = self._runs(doubtful, begin, end) if places else ()
            yield Look(doubtful, [self._cells(*run, places) for run in runs])

    def _at_once(self, begin: int, end: int, places: Sequence[int]) -> "Look | None":
        """The cells of rows that are all right, taken while they are looked at.

        Where no row goes over several lines, as many matches as there are lines are all rows.
        """
        if self._quote or b"\r" in self._data[self._start(begin) : self._start(end)]:
            return None
        match = _compiled(f"(?m:^){self._one_row(places)}")
        found = match.findall(self._data, self._start(begin), self._start(end))
        if len(found) < end - begin:
            return None
        return Look([], [Cells(range(begin, end), found, len(places))])

    def _cells(self, begin: int, end: int, places: Sequence[int]) -> "Cells":
        """The cells of rows that are right."""
        extract = _compiled(self._extraction(places))
        found = extract.findall(self._data, self._start(begin), self._start(end))
        return Cells(range(begin, end), found, len(places))

    @property
    def _data(self) -> bytes:
        return self.table.data

    def plain(self, cell: bytes) -> bytes:
        """What stands in a cell that is written as ``cell``."""
        quote = self._quote.encode()
        if not quote or not cell.startswith(quote):
            return cell
        return cell[1:-1].replace(quote * 2, quote)

    def knows(self, place: int, cell: str) -> bool:
        """Whether the pattern of a column takes a text."""
        pattern = self._content(place, PRINTABLE)
        if pattern is None or cell in self.judges[place].missing:
            return pattern is not None
        return pattern == ANYTHING or bool(_text_pattern(pattern).fullmatch(cell))

    def _doubtful_in(self, begin: int, end: int) -> Iterator[int]:
        data, starts, match = self._data, self._starts, _compiled(self._rows).match
        stop, at = self._start(end), self._start(begin)
        while at < stop:
            found = match(data, at, stop)
            at = found.end() if found else at
            if at < stop:
                row = bisect_left(starts, at) - self._head
                yield row
                at = self._start(row + 1)

    def _blocks(self) -> Iterator[tuple[int, int]]:
        count = self.table.row_count
        for begin in range(0, count, BLOCK):
            yield begin, min(begin + BLOCK, count)

    @staticmethod
    def _runs(doubtful: Sequence[int], begin: int, end: int) -> Iterator[tuple[int, int]]:
        """The rows between doubtful ones."""
        for stop in (*doubtful, end):
            if begin < stop:
                yield begin, stop
            begin = stop + 1

    @property
    def _head(self) -> int:
        return self.table.dialect.header_row

    @cached_property
    def _starts(self) -> "array[int]":
        return self.table.starts

    def _start(self, row: int) -> int:
        return self._starts[row + self._head]

    @cached_property
    def _quote(self) -> str:
        """The quote, "" where the table has none."""
        dialect = self.table.dialect
        tokens = grammar(dialect)
        return dialect.quote_char if tokens.quote_bytes in self.table.data else ""

    @cached_property
    def _delimiter(self) -> str:
        return self.table.dialect.delimiter

    @cached_property
    def _rows(self) -> str:
        return f"(?:{self._one_row(())})*+"

    def _one_row(self, places: Sequence[int]) -> str:
        """A row that is right, with a group for each of ``places``."""
        cells = [self._cell(place) for place in range(len(self.judges))]
        for place in places:
            cells[place] = f"({cells[place]})"
        return f"{self._not_blank}{re.escape(self._delimiter).join(cells)}{_END}"

    @property
    def _not_blank(self) -> str:
        """Refuses a row without cells, or in which every cell is missing."""
        if len(self.judges) == 1:
            return f"(?!(?:{self._either(self._missing(0))})[\\r\\n])(?![\\r\\n])"
        if any(judge.field.required or not judge.missing for judge in self.judges):
            return ""
        if all(judge.missing == {""} for judge in self.judges):
            return f"(?![{re.escape(self._delimiter + self._quote)}]*+[\\r\\n])"
        cells = [f"(?>{self._either(self._missing(place))})" for place in range(len(self.judges))]
        return f"(?!{re.escape(self._delimiter).join(cells)}[\\r\\n])"

    def _missing(self, place: int) -> list[str]:
        texts = sorted(self.judges[place].missing, key=lambda text: (-len(text), text))
        quote = self._quote
        quoted = [f"{quote}{text}{quote}" for text in texts if quote]
        return [*quoted, *texts]

    @staticmethod
    def _either(texts: Sequence[str]) -> str:
        return "|".join(map(re.escape, texts))

    def _cell(self, place: int) -> str:
        """A cell of one column, quoted or not."""
        outside, quote = f"[{self._outside}]", re.escape(self._quote)
        bare = self._text(place, self._alphabet, anything=f"[^{self._outside}]*+", end=outside)
        if not quote:
            return bare
        anything, end = f"(?:[^{quote}]++|{quote}{quote})*+", f"{quote}(?!{quote})"
        inside = PRINTABLE.replace(self._quote, "")
        text = self._text(place, inside, anything=anything, end=end)
        return f"(?>{quote}{text}{quote}(?={outside})|{bare})"

    @property
    def _outside(self) -> str:
        """What ends a cell that has no quotes, within brackets."""
        return re.escape(self._delimiter + self._quote) + r"\r\n"

    @property
    def _alphabet(self) -> str:
        return "".join(c for c in PRINTABLE if c not in self._delimiter + self._quote)

    def _text(self, place: int, alphabet: str, *, anything: str, end: str) -> str:
        """What a cell may hold between its quotes or without; ``end`` follows it."""
        judge, content = self.judges[place], self._content(place, alphabet)
        missing = self._either(sorted(judge.missing, key=lambda text: (-len(text), text)))
        free = content is None or content == ANYTHING
        content = anything if content is None or free else content
        if judge.field.required and judge.missing and place not in self.read:
            return f"(?!(?:{missing}){end}){content}"
        if free or not judge.missing:
            return content
        return f"(?:{content})?+" if not missing else f"(?>{content}(?={end})|{missing})"

    def _content(self, place: int, alphabet: str) -> str | None:
        """The pattern of a column, None where its cells are read."""
        if place in self.read:
            return None
        made = plain(self.judges[place].field)
        return None if made is None else made(alphabet)

    def _extraction(self, places: Sequence[int]) -> str:
        """Rows with a group for each of ``places``."""
        last = max(places)
        cell = f"[^{self._outside}]*+"
        rest = "[^\\r\\n]*+"
        if quote := re.escape(self._quote):
            cell = f"(?>{quote}(?:[^{quote}]++|{quote}{quote})*+{quote}|{cell})"
            rest = f"(?:{re.escape(self._delimiter)}{cell})*+"
        cells = [f"({cell})" if place in places else cell for place in range(last + 1)]
        return f"{re.escape(self._delimiter).join(cells)}{rest}{_END}"


@dataclass(frozen=True, slots=True)
class Look:
    """What was seen in a block: rows that may be faulty, and cells of the others."""

    doubtful: Sequence[int]
    cells: "Sequence[Cells]"


@dataclass(frozen=True, slots=True)
class Cells:
    """The written cells of neighbouring rows."""

    rows: range
    found: Sequence[bytes] | Sequence[tuple[bytes, ...]]
    width: int

    def column(self, number: int) -> Sequence[bytes]:
        """The cells of one of the places that were asked for, counted from 0."""
        if self.width == 1:
            return self.found  # type: ignore[return-value]  # findall gives no tuples then
        return [cells[number] for cells in self.found]  # type: ignore[misc]


def scanner(table: Table, judges: tuple[Column, ...]) -> Scanner:
    """The scanner of a table; columns whose sample it would refuse are read instead."""
    first = Scanner(table, judges)
    if not first.usable:
        return first
    count = table.row_count
    sample = [table.row(row) for row in range(0, count, max(count // SAMPLE, 1))]
    refused = {
        place
        for place in range(len(judges))
        if sum(first.knows(place, cells[place]) for cells in sample if place < len(cells))
        < ENOUGH * len(sample)
    }
    return Scanner(table, judges, frozenset(refused))


def _keeps_ascii(encoding: str) -> bool:
    """Whether bytes below 128 are the characters of ASCII."""
    return PRINTABLE.encode().decode(encoding) == PRINTABLE


@lru_cache(maxsize=64)
def _compiled(pattern: str) -> re.Pattern[bytes]:
    return re.compile(pattern.encode())


@lru_cache(maxsize=256)
def _text_pattern(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)
