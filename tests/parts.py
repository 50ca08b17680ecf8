"""Tables in small parts, in memory: what a repository with tiny parts would hold."""

from collections import Counter
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st

from datapatch.config import PartSizes
from datapatch.tables.cutting import cut
from datapatch.tables.parted import PartedTable
from datapatch.tables.parts import read_parts
from datapatch.tables.table import Table
from datapatch.types import Key

TINY = PartSizes(rows=0, size=0, least_rows=1, least_size=1, greatest_rows=3, chosen=2)


def in_parts(pieces: Sequence[bytes], whole: Table) -> PartedTable:
    """These parts of ``whole``, known by their bytes."""
    return _parted([Table.parse(piece, whole.dialect) for piece in pieces], whole)


def _parted(parts: Sequence[Table], whole: Table) -> PartedTable:
    ids, counts = (part.data.hex() for part in parts), (part.row_count for part in parts)
    return PartedTable(tuple(ids), tuple(counts), parts.__getitem__, lambda: whole)


def with_parts(table: PartedTable, made: Mapping[int, Table]) -> PartedTable:
    """``table`` with these parts in place of its own."""
    return _parted([made.get(n) or table.read(n) for n in range(len(table))], table.whole())


def first_field(table: Table) -> tuple[str, ...]:
    """The first field as a key, if there is one and it can be told."""
    return table.fields[:1] if table.fields[:1] and table.fields.count(table.fields[0]) == 1 else ()


def cut_up(table: Table, key: Sequence[str] = (), sizes: PartSizes = TINY) -> PartedTable:
    """``table`` in the parts that its content chooses."""
    usable = key if all(table.fields.count(name) == 1 for name in key) else ()
    return in_parts(cut(table, usable, sizes), table)


def joined(table: PartedTable) -> bytes:
    """The bytes of all parts as one file."""
    return read_parts([table.read(number).data for number in range(len(table))], table.dialect).data


@dataclass(frozen=True)
class TableKeys:
    """What is known of the keys of a table, the slow way."""

    table: Table
    key: Sequence[str]

    def doubtful(self, keys: Collection[Key]) -> bool:
        """Whether one of these is empty or stands in several rows."""
        counts = Counter(self.table.keys(self.key))
        return any(counts[key] > 1 or not any(key) for key in keys)

    def holds(self, keys: Collection[Key]) -> bool:
        """Whether a row has one of these."""
        return not set(self.table.keys(self.key)).isdisjoint(keys)


def finding(table: Table, key: Sequence[str]) -> Callable[[Key], list[int]]:
    """A look-up of rows by key, the slow way."""
    return lambda wanted: [row for row, found in enumerate(table.keys(key)) if found == wanted]


Lines = list[tuple[str, str]]
"""Rows of a table of two fields, a key and a value."""


@st.composite
def plain_versions(draw: st.DrawFn, count: int) -> tuple[Table, ...]:
    """A table of up to 30 plain rows, most with a key of their own, and edited copies of it."""
    keys = draw(st.lists(st.integers(0, 99), max_size=30, unique=True))
    lines = [(str(key), draw(st.sampled_from("abc"))) for key in keys]
    odd = draw(st.lists(st.sampled_from((("", "a"), ("1", "b"), ("2", "a"))), max_size=2))
    first = [*lines, *odd] if draw(st.booleans()) else lines
    return tuple(map(_written, (first, *(draw(_edited(first)) for _ in range(count - 1)))))


@st.composite
def _edited(draw: st.DrawFn, lines: Lines) -> Lines:
    made = list(lines)
    for _ in range(draw(st.integers(0, 4))):
        place = draw(st.integers(0, len(made)))
        edit = draw(st.sampled_from(("change", "change", "add", "drop", "move", "repeat")))
        if edit == "add":
            made.insert(place, (str(draw(st.integers(0, 120))), draw(st.sampled_from("xyz"))))
        elif place < len(made):
            line = made.pop(place)
            if edit == "change":
                made.insert(place, (line[0], draw(st.sampled_from("abcxyz"))))
            elif edit == "repeat":
                made[place:place] = [line, line]
            elif edit == "move":
                made.insert(draw(st.integers(0, len(made))), line)
    return made


def _written(lines: Lines) -> Table:
    return Table.parse("".join(f"{key},{value}\n" for key, value in [("k", "v"), *lines]).encode())
