"""A number of 64 bits for each row, equal where what the row holds in some columns is equal.

Two kinds: of the texts as they are written, by which rows are told apart (`TextReading`), and of
the values as a schema reads them, which must be unique or exist elsewhere (`ValueReading`: `01` is
`1` in a field of whole numbers). Numbers are the same in every process and on every machine, so
that they can be kept. Different rows share a number once in 2⁶⁴ pairs, and where somebody tries:
whoever asks looks at the rows themselves.
"""

import codecs
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from hashlib import blake2b
from typing import Protocol

from datapatch.tables.cell_types import reader
from datapatch.tables.comparable import canonical
from datapatch.tables.descriptors import thaw
from datapatch.tables.dialect import Dialect
from datapatch.tables.field import Field
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table

NOTHING = 0
"""The number of a row in which all the columns are empty, or hold no value."""
INCOMPARABLE = 1
"""The number of values that equal nothing, themselves neither (NaN)."""

Texts = tuple[str | None, ...]
"""The cells of some columns in one row; None beyond the end of a short row."""

_SIZE = 8
_NO_HASH = bytes(_SIZE)
_RESERVED = {NOTHING.to_bytes(_SIZE, "little"), INCOMPARABLE.to_bytes(_SIZE, "little")}
_SEPARATOR = "\0"
"""No cell holds it: a table with a zero byte is refused."""
_REMEMBERED = 100_000
_PLAIN_ENCODINGS = {"utf-8", "ascii"}
_WORDS = {"name", "title", "description", "example", "examples", "constraints", "rdfType"}
"""Properties of a field that say nothing about how a cell is read."""


class RowReading(Protocol):
    """How rows are turned into numbers; equal addresses give equal numbers for equal bytes."""

    @property
    def address(self) -> str:
        """What tells this reading from another one."""
        ...

    def hashes(self, table: Table) -> bytes:
        """Eight bytes for each data row, the least significant first."""
        ...

    def hash(self, cells: Sequence[str | None]) -> int:
        """The number of a row whose columns, in the order of the reading, hold ``cells``."""
        ...


@dataclass(frozen=True)
class TextReading:
    """The texts of the columns at ``places`` (from 0); a missing cell is empty."""

    dialect: Dialect
    places: tuple[int, ...]

    @cached_property
    def address(self) -> str:
        """What tells this reading from another one."""
        return f"text:{_written(self.dialect)}:{','.join(map(str, self.places))}"

    def hashes(self, table: Table) -> bytes:
        """Eight bytes for each data row."""
        if len(self.places) == 1 and codecs.lookup(table.dialect.encoding).name in _PLAIN_ENCODINGS:
            texts = _encoded_cells(table, self.places[0])
        else:
            texts = (_joined(cells) for cells in _chosen(table, self.places))
        return b"".join([_digest(text) if text else _NO_HASH for text in texts])

    def hash(self, cells: Sequence[str | None]) -> int:
        """The number of a row that holds ``cells``."""
        text = _joined(cells)
        return _number(_digest(text)) if text else NOTHING


@dataclass(frozen=True)
class ValueReading:
    """The values of the columns at ``places``, each read as its field in ``fields`` says."""

    dialect: Dialect
    places: tuple[int, ...]
    fields: tuple[Field, ...]
    missing: tuple[frozenset[str], ...]
    """For each of them, the texts that count as missing."""
    _known: dict[Texts, bytes] = field(default_factory=dict, repr=False, compare=False, hash=False)

    @cached_property
    def address(self) -> str:
        """What tells this reading from another one."""
        described = list(map(_described, self.fields, self.missing))
        text = json.dumps(described, sort_keys=True, default=str)
        places = ",".join(map(str, self.places))
        return f"values:{_written(self.dialect)}:{places}:{_digest(text.encode()).hex()}"

    def hashes(self, table: Table) -> bytes:
        """Eight bytes for each data row."""
        if self._is_text and codecs.lookup(table.dialect.encoding).name in _PLAIN_ENCODINGS:
            nothing = {text.encode() for text in self.missing[0]}
            cells_read = _encoded_cells(table, self.places[0])
            return b"".join([_NO_HASH if t in nothing else _digest(b"s" + t) for t in cells_read])
        known, made = self._known, []
        for cells in _chosen(table, self.places):
            found = known.get(cells)
            if found is None:
                if len(known) >= _REMEMBERED:
                    known.clear()
                found = known[cells] = self._digest(cells)
            made.append(found)
        return b"".join(made)

    def hash(self, cells: Sequence[str | None]) -> int:
        """The number of a row that holds ``cells``."""
        return _number(self._digest(cells))

    def values(self, cells: Sequence[str | None]) -> tuple[object, ...]:
        """What ``cells`` hold; None for a missing cell and for one that is not of its type."""
        return tuple(read(cell) for read, cell in zip(self._readers, cells, strict=True))

    @property
    def _is_text(self) -> bool:
        """Whether a cell is its value, and one that is not there as good as empty."""
        plain = [
            item.type in {"string", "any"} and item.format == "default" for item in self.fields
        ]
        return plain == [True] and "" in self.missing[0]

    @cached_property
    def _readers(self) -> tuple[Callable[[str | None], object], ...]:
        return tuple(map(_reader, self.fields, self.missing))

    def _digest(self, cells: Sequence[str | None]) -> bytes:
        values = self.values(cells)
        if all(value is None for value in values):
            return _NO_HASH
        written = canonical(values)
        if written is None:
            return INCOMPARABLE.to_bytes(_SIZE, "little")
        return _digest(_bytes(written))


def value_number(value: object) -> int:
    """The number of rows that hold ``value``, as `comparable` gives it for their values."""
    written = canonical(value)
    return INCOMPARABLE if written is None else _number(_digest(_bytes(written)))


def _bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogatepass")


def _reader(item: Field, missing: frozenset[str]) -> Callable[[str | None], object]:
    read = reader(item)
    return lambda cell: None if cell is None or cell in missing else read(cell)


def _described(item: Field, missing: frozenset[str]) -> object:
    properties = {name: thaw(v) for name, v in item.descriptor.items() if name not in _WORDS}
    return [item.type, item.format, sorted(missing), properties]


def _written(dialect: Dialect) -> str:
    parts = (dialect.delimiter, dialect.quote_char, dialect.encoding, str(dialect.header_row))
    return json.dumps(parts)


def _chosen(table: Table, places: tuple[int, ...]) -> Iterator[Texts]:
    """The cells at ``places`` of each row; None beyond the end of a short one."""
    width = max(places, default=-1) + 1
    for cells in table.rows():
        if len(cells) >= width:
            yield tuple([cells[place] for place in places])
        else:
            yield tuple([cells[place] if place < len(cells) else None for place in places])


def _encoded_cells(table: Table, place: int) -> Iterator[bytes]:
    """The cells of one column as UTF-8, decoded only where there are quotes."""
    tokens = grammar(table.dialect)
    delimiter, quote = tokens.delimiter_bytes, tokens.quote_bytes
    for row, content in enumerate(table.contents()):
        if quote and quote in content:
            cells = table.row(row)
            yield cells[place].encode() if place < len(cells) else b""
        else:
            parts = content.split(delimiter, place + 1)
            yield parts[place] if place < len(parts) else b""


def _joined(cells: Sequence[str | None]) -> bytes:
    """One text for all cells, nothing when all are empty."""
    if not any(cells):
        return b""
    return _bytes(_SEPARATOR.join([cell or "" for cell in cells]))


def _digest(text: bytes) -> bytes:
    found = blake2b(text, digest_size=_SIZE).digest()
    return b"\2" + found[1:] if found in _RESERVED else found


def _number(digest: bytes) -> int:
    return int.from_bytes(digest, "little")
