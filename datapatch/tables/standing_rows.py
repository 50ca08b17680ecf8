"""The alignment of two tables whose rows stand where they stood, without numpy.

For tables of some ten megabytes, to load numpy takes longer than to go through their lines side by
side. Where a row moved, came or went other than at the end, where a key does not name one row, and
where a line may not be a row, the ways that look closer are left to say.
"""

import codecs
from array import array
from collections.abc import Sequence
from dataclasses import dataclass, field
from io import BytesIO
from itertools import accumulate, compress, count, islice, repeat
from operator import lt, ne

from datapatch.tables.alignment import Alignment
from datapatch.tables.columns import ColumnMap
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table

Key = bytes | tuple[bytes, ...]
"""The cell of the key in one row, or its cells; false where it is empty."""
_BLOCK = 1 << 16
"""Bytes of lines that are held at once."""
_ENDS = b"\r\n"


def align_standing(
    old: Table, new: Table, columns: ColumnMap, key: tuple[str, ...]
) -> Alignment | None:
    """What ``alignment.align_each`` finds for two tables of one writing; None where that is not
    easily told. Tables that are compared to their ends are told where their rows begin.
    """
    if not (key and columns.in_place and _are_lines(old) and _are_lines(new)):
        return None
    walk = _Walk(old, new, [columns.old.index(field) for field in key])
    if not walk.goes_through():
        return None
    olds, news = old.row_count, new.row_count
    return Alignment(
        columns,
        key,
        _partners(olds, news),
        _partners(news, olds),
        (frozenset(), frozenset()),
        array("q", walk.differing),
    )


def _are_lines(table: Table) -> bool:
    """Whether every line is a row, and all end alike."""
    data, quote = table.data, grammar(table.dialect).quote_bytes
    if not table.fields or not table.dialect.header_row or (quote and quote in data):
        return False
    returns = data.count(b"\r") if b"\r" in data else 0
    return not returns or returns == data.count(b"\r\n") == data.count(b"\n")


def _partners(rows: int, others: int) -> "array[int]":
    """For each row the one that stands at its place, or -1."""
    found = array("q", range(min(rows, others)))
    found.extend(repeat(-1, rows - len(found)))
    return found


@dataclass(slots=True)
class _Walk:
    """Two tables line by line: where their records begin, the keys of all rows of the old one and
    of those that only the new one has, and the rows whose bytes differ.
    """

    old: Table
    new: Table
    places: Sequence[int]
    starts: "tuple[array[int], array[int]]" = field(init=False)
    keys: list[Key] = field(default_factory=list)
    differing: list[int] = field(default_factory=list)

    def goes_through(self) -> bool:
        """Whether rows at one place have one key, and each key is there and names one row."""
        files = BytesIO(self.old.data), BytesIO(self.new.data)
        self.starts = _above(self.old, files[0]), _above(self.new, files[1])
        while lines := files[0].readlines(_BLOCK):
            others = list(islice(files[1], len(lines)))
            if not self._take(lines, others):
                return False
        self._take_new(files[1].readlines())
        if not _are_names(self.keys):
            return False
        self.old.remember(self.starts[0])
        self.new.remember(self.starts[1])
        return True

    def _take(self, lines: list[bytes], others: list[bytes]) -> bool:
        """Go on by some lines; False when two at one place have two keys."""
        row = len(self.keys)
        keys = self._keys(lines)
        self.keys += keys
        _extend(self.starts[0], lines)
        _extend(self.starts[1], others)
        if lines == others:
            return True
        changed = [
            place
            for place in compress(count(), map(ne, lines, others))
            if lines[place].rstrip(_ENDS) != others[place].rstrip(_ENDS)
        ]
        self.differing += [row + place for place in changed]
        return [keys[place] for place in changed] == self._keys([others[n] for n in changed])

    def _take_new(self, lines: list[bytes]) -> None:
        self.keys += self._keys(lines)
        _extend(self.starts[1], lines)

    def _keys(self, lines: list[bytes]) -> list[Key]:
        delimiter, width = grammar(self.old.dialect).delimiter_bytes, max(self.places) + 1
        if width == 1:
            return [
                cells[0] if len(cells := line.split(delimiter, 1)) > 1 else line.rstrip(_ENDS)
                for line in lines
            ]
        rows = [line.rstrip(_ENDS).split(delimiter, width) + [b""] * width for line in lines]
        keys = [tuple([cells[place] for place in self.places]) for cells in rows]
        return [key if any(key) else b"" for key in keys]


def _above(table: Table, file: BytesIO) -> "array[int]":
    """Where the records down to the header begin, and where the rows do."""
    begin = len(codecs.BOM_UTF8) if table.dialect.bom else 0
    lines = list(islice(file, table.dialect.header_row))
    starts = array("q", accumulate(map(len, lines), initial=0))
    starts[0] = begin
    return starts


def _extend(starts: "array[int]", lines: list[bytes]) -> None:
    starts.extend(accumulate(map(len, lines), initial=starts.pop()))


def _are_names(keys: Sequence[Key]) -> bool:
    """Whether every key is there, and names one row."""
    return all(keys) and (_are_rising(keys) or len(set(keys)) == len(keys))


def _are_rising(keys: Sequence[Key]) -> bool:
    return all(map(lt, keys, islice(keys, 1, None)))
