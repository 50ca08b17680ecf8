"""What a file seems to be: its encoding, delimiter, header, types and keys, each of them a guess.

Every guess is shown to the producer and can be corrected by a call with the right value.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from datapatch.errors import LimitExceeded, UnreadableTable
from datapatch.tables import detection, sniffing, unpacking
from datapatch.tables.dialect import Dialect
from datapatch.tables.inference import Guessing
from datapatch.tables.key_candidates import KeyCandidate, key_candidates
from datapatch.tables.notes import Note
from datapatch.tables.personal import PersonalField, personal_fields
from datapatch.tables.regularity import irregularities
from datapatch.tables.schema import TableSchema
from datapatch.tables.table import Table
from datapatch.tables.wording import told_apart
from datapatch.translation import N_

MAX_FIELDS = 1_000

TOO_MANY_FIELDS = N_("{file} has {size} columns; this server takes {limit} at most.")
NO_SUCH_ROW = N_("{file} has no row {row} that could hold the names of the columns.")
BAD_DELIMITER = N_("“{delimiter}” cannot separate cells. Give one character, such as ; or ,.")
NO_HEADER = N_("The first row does not seem to name the columns; they are called field1, field2…")
TITLES = N_("The names of the columns stand in row {row}; what is above is kept as it is.")

_CHUNK = 5_000
_PERSONAL = 500
"""Rows whose cells are looked at for personal data."""


@dataclass(frozen=True, slots=True)
class Guess:
    """What a file seems to be.

    ``data`` are the bytes to keep: those that were given, or what they became when they were
    compressed or written in UTF-16. The first of ``key_candidates`` is the best.
    """

    data: bytes
    dialect: Dialect
    table: Table
    schema: TableSchema
    key_candidates: tuple[KeyCandidate, ...]
    personal_fields: tuple[PersonalField, ...]
    notes: tuple[Note, ...]


def guess(
    data: bytes,
    *,
    encoding: str | None = None,
    delimiter: str | None = None,
    header_row: int | None = None,
    file: str = "",
    max_fields: int = MAX_FIELDS,
    max_bytes: int = unpacking.MAX_BYTES,
) -> Guess:
    """What ``data`` seems to be; what is given is not guessed (``header_row`` 0: there is none).

    ``file`` names it in sentences. Raises UnreadableTable for what is no table, and LimitExceeded
    past ``max_fields`` columns or ``max_bytes`` once unpacked.
    """
    file = file or "CSV"
    unpacked, notes = unpacking.unpack(data, file, max_bytes)
    encoded = detection.decode(unpacked, file, encoding)
    dialect = _dialect(encoded, delimiter, header_row, file=file)
    table = Table.parse(encoded.data, dialect)
    _check_width(table, file, max_fields)
    schema, keys = _describe(table)
    told = _told(table, asked=header_row is not None)
    return Guess(
        data=encoded.data,
        dialect=table.dialect,
        table=table,
        schema=schema,
        key_candidates=keys,
        personal_fields=personal_in(table, schema),
        notes=(*notes, *encoded.notes, *told, *irregularities(table)),
    )


def infer_schema(table: Table) -> TableSchema:
    """The schema that every row of ``table`` follows; see `inference` for what is guessed."""
    return _describe(table)[0]


def _dialect(
    encoded: detection.Encoded, delimiter: str | None, header_row: int | None, *, file: str
) -> Dialect:
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n\0'):
        raise UnreadableTable(BAD_DELIMITER, delimiter=delimiter)
    text = sniffing.sample(_text(encoded))
    if not text.strip():
        raise UnreadableTable(unpacking.EMPTY, file=file)
    separator = delimiter or sniffing.find_delimiter(text)
    found = sniffing.records(text, separator)
    row = sniffing.find_header(found) if header_row is None else header_row
    if row < 0 or (row > len(found) and len(found) < sniffing.RECORDS):
        raise UnreadableTable(NO_SUCH_ROW, file=file, row=row)
    return Dialect(delimiter=separator, encoding=encoded.encoding, header_row=row)


def _text(encoded: detection.Encoded) -> str:
    """The beginning of the text; a character that the cut tears apart is left out."""
    part = encoded.data[: 4 * sniffing.SAMPLE]
    return part.decode(encoded.encoding, "ignore").removeprefix("\ufeff")


def _check_width(table: Table, file: str, limit: int) -> None:
    size = len(table.fields)
    if size > limit:
        raise LimitExceeded(TOO_MANY_FIELDS, file=file, what="fields", size=size, limit=limit)


def _describe(table: Table) -> tuple[TableSchema, tuple[KeyCandidate, ...]]:
    """The schema and the key candidates, in one walk over the rows."""
    width = len(table.fields)
    columns = [_Column(name) for name in field_names(table.fields)]
    for chunk in _chunks(table, width):
        for column, cells in zip(columns, zip(*chunk, strict=True), strict=True):
            column.meet(cells)
    fields = tuple(column.guessing.field() for column in columns)
    unique = [place for place, column in enumerate(columns) if column.is_unique]
    full = [place for place, column in enumerate(columns) if column.is_full]
    return TableSchema(fields), key_candidates(table, fields, unique, full)


class _Column:
    """What is known of one column after some of its cells."""

    def __init__(self, name: str) -> None:
        self.guessing = Guessing(name)
        self.is_full = self.is_unique = True
        self._seen: set[str] = set()

    def meet(self, cells: tuple[str, ...]) -> None:
        distinct = set(cells)
        self.guessing.meet(distinct)
        self.is_full = self.is_full and not ("" in distinct or any(map(str.isspace, distinct)))
        if self.is_unique:
            new = len(distinct) == len(cells) and self._seen.isdisjoint(distinct)
            self.is_unique = new and self.is_full
            self._seen.update(distinct)
            if not self.is_unique:
                self._seen.clear()


def _chunks(table: Table, width: int) -> Iterator[list[tuple[str, ...]]]:
    """The rows that are not blank, some thousands at a time, each as wide as the table."""
    rows = filter(None, table.rows())
    while chunk := list(islice(rows, _CHUNK)):
        yield [
            cells if len(cells) == width else cells[:width] + ("",) * (width - len(cells))
            for cells in chunk
        ]


def field_names(header: tuple[str, ...]) -> tuple[str, ...]:
    """A name for each column: the header's cell, numbered where it is blank or repeated."""
    return told_apart([name or f"field{number}" for number, name in enumerate(header, 1)])


def personal_in(table: Table, schema: TableSchema) -> tuple[PersonalField, ...]:
    """Fields that look personal, judged on rows from the whole table; yes and no tell nothing."""
    step = max(1, table.row_count // _PERSONAL)
    rows = [table.values(row) for row in range(0, table.row_count, step)]
    samples = {
        field.name: [cells[place] for cells in rows]
        for place, field in enumerate(schema.fields[: len(table.fields)])
        if field.type != "boolean"
    }
    return personal_fields(samples)


def _told(table: Table, *, asked: bool) -> list[Note]:
    """What was understood of the header, unless the caller said where it is."""
    row = table.dialect.header_row
    if asked or row == 1:
        return []
    return [Note(TITLES, {"row": row}) if row else Note(NO_HEADER)]
