"""A table that a package keeps in several files, as one."""

from collections.abc import Sequence

from datapatch.errors import UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table


def join_parts(parts: Sequence[bytes], dialect: Dialect) -> bytes | None:
    """The rows of all parts under the header of the first; None when their headers differ.

    Each part repeats the header, as frictionless reads it, unless the dialect has none.
    """
    joined = b""
    for part in parts:
        rows = _without_header(part, parts[0], dialect) if joined else part
        if rows is None:
            return None
        end = dialect.line_terminator.encode()
        joined += rows if not rows or rows.endswith((b"\n", b"\r")) else rows + end
    return joined


def _without_header(part: bytes, first: bytes, dialect: Dialect) -> bytes | None:
    if not dialect.header_row:
        return part
    try:
        table, whole = Table.parse(part, dialect), Table.parse(first, dialect)
    except UnreadableTable:
        return None
    return table.raws(0, table.row_count) if table.fields == whole.fields else None
