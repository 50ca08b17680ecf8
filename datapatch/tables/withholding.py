"""A table without what must not be in it: a text in any cell, or whole rows."""

from collections.abc import Callable, Iterator, Sequence

from datapatch.tables.table import Table
from datapatch.tables.writing import join_rows, rewrite_row
from datapatch.types import Key


def without_text(table: Table, text: str) -> bytes:
    """The file with ``text`` taken out of every cell that holds it; other rows keep their bytes."""
    dialect = table.dialect
    plain = text.encode(dialect.encoding, "replace")
    hidden = any(mark in text for mark in (dialect.quote_char, "\n", "\r") if mark)

    def kept(row: int) -> bytes:
        raw = table.raw(row)
        if not hidden and plain not in raw:
            return raw
        cells = table.row(row)
        cleaned = [cell.replace(text, "") for cell in cells]
        return raw if cleaned == list(cells) else rewrite_row(raw, cells, cleaned, dialect)

    if not hidden and plain not in table.data:
        return table.data
    return _with_rows(table, kept)


def without_rows(table: Table, key_fields: Sequence[str], key: Key) -> bytes:
    """The file without the rows of that key; the others keep their bytes."""
    if any(field not in table.fields for field in key_fields):
        return table.data
    gone = {row for row, found in enumerate(table.keys(key_fields)) if found == key}
    if not gone:
        return table.data
    return _with_rows(table, lambda row: None if row in gone else table.raw(row))


def _with_rows(table: Table, kept: Callable[[int], bytes | None]) -> bytes:
    pieces: Iterator[bytes] = (raw for raw in map(kept, range(table.row_count)) if raw is not None)
    return join_rows(table.preamble + table.header, pieces, table.dialect)
