"""What is uneven in a table that can be read all the same: told at import, mended by nobody."""

from collections import Counter
from collections.abc import Iterator

from datapatch.tables.notes import Note
from datapatch.tables.scanning import grammar
from datapatch.tables.table import Table
from datapatch.translation import N_

RAGGED = N_("{count} rows have more or fewer cells than there are columns; the first is row {row}.")
RAGGED_ONE = N_("Row {row} has more or fewer cells than there are columns.")
BLANK = N_("{count} rows are empty; the first is row {row}.")
BLANK_ONE = N_("Row {row} is empty.")
NO_ROWS = N_("There is a header but no row yet.")
REPEATED = N_("Several columns have the same name: {fields}. Give each its own.")
UNNAMED = N_("{count} columns have no name.")
UNNAMED_ONE = N_("One column has no name.")
SPACED = N_("The names of these columns begin or end with a space: {fields}.")
LINE_ENDS = N_("Lines end in several ways (Windows, Unix); each is kept as it is.")

_LISTED = 10
_SOME = 10_000
"""Rows that are looked at at once."""


def irregularities(table: Table) -> tuple[Note, ...]:
    """Ragged and blank rows, repeated and missing names, mixed line ends."""
    return (*_header_notes(table), *_row_notes(table), *_line_end_notes(table))


def _header_notes(table: Table) -> list[Note]:
    counts = Counter(table.fields)
    repeated = [name for name, count in counts.items() if count > 1 and name]
    spaced = [name for name in counts if name != name.strip()]
    notes = [Note(REPEATED, {"fields": _listed(repeated)})] if repeated else []
    if counts[""]:
        notes.append(Note(UNNAMED if counts[""] > 1 else UNNAMED_ONE, {"count": counts[""]}))
    return notes + ([Note(SPACED, {"fields": _listed(spaced)})] if spaced else [])


def _listed(names: list[str]) -> str:
    """The names, the first ones when there are many."""
    return ", ".join(name.strip() for name in names[:_LISTED]) + (
        "…" if len(names) > _LISTED else ""
    )


def _row_notes(table: Table) -> list[Note]:
    width, ragged, blank = len(table.fields), [], []
    for row, (count, is_blank) in enumerate(_shapes(table)):
        if is_blank:
            blank.append(row)
        elif count != width:
            ragged.append(row)
    notes = [] if table.row_count else [Note(NO_ROWS)]
    for rows, several, one in ((ragged, RAGGED, RAGGED_ONE), (blank, BLANK, BLANK_ONE)):
        if rows:
            template = several if len(rows) > 1 else one
            notes.append(Note(template, {"count": len(rows), "row": table.line(rows[0])}))
    return notes


def _shapes(table: Table) -> Iterator[tuple[int, bool]]:
    """How many cells each row has, and whether all are empty; most rows are not taken apart."""
    tokens = grammar(table.dialect)
    delimiter, quote = tokens.delimiter_bytes, tokens.quote_bytes
    for first in range(0, table.row_count, _SOME):
        last = min(first + _SOME, table.row_count)
        for row, content in enumerate(table.contents(first, last), first):
            if quote and quote in content:
                cells = table.row(row)
                yield len(cells), not any(cells)
            else:
                delimiters = content.count(delimiter)
                yield delimiters + 1, len(content) == delimiters * len(delimiter)


def _line_end_notes(table: Table) -> list[Note]:
    """Line ends are looked at one by one only when the data holds several kinds."""
    both = table.data.count(b"\r\n")
    alone = [table.data.count(end) - both for end in (b"\r", b"\n")]
    if sum(1 for count in (both, *alone) if count) < 2:
        return []
    records = (table.header, *map(table.raw, range(table.row_count)))
    kinds = {_line_end(record) for record in records} - {b""}
    return [Note(LINE_ENDS)] if len(kinds) > 1 else []


def _line_end(record: bytes) -> bytes:
    if record.endswith(b"\r\n"):
        return b"\r\n"
    return record[-1:] if record.endswith((b"\r", b"\n")) else b""
