"""A table that is kept in several files, each of which repeats the header: read as one.

Source: "Multipart" paths of https://specs.frictionlessdata.io/data-resource/#path; parts repeat the
header as frictionless reads them, unless the dialect has none.
"""

from collections.abc import Iterable, Iterator, Sequence

from datapatch.errors import UnreadableTable
from datapatch.tables.dialect import Dialect
from datapatch.tables.table import Table
from datapatch.translation import N_

_HEADERS = N_(
    "Part {part} of this table names other fields than the first part does. "
    "Give all parts the same header."
)
_OPEN = N_("Part {part} of this table ends inside a quoted cell. Close its quote.")


def read_parts(parts: Sequence[bytes], dialect: Dialect) -> Table:
    """The rows of all parts, in order, as one table.

    Raises UnreadableTable where a part is no table, has another header, or leaves a quote open.
    """
    if len(parts) == 1:
        return Table.parse(parts[0], dialect)
    return join_tables([Table.parse(part, dialect) for part in parts])


def join_tables(parts: Sequence[Table]) -> Table:
    """`read_parts` of parts that are read."""
    first = parts[0]
    if len(parts) == 1:
        return first
    return Table.parse(b"".join(_pieces(parts)), first.dialect)


def _pieces(parts: Sequence[Table]) -> Iterable[bytes]:
    """What to write one behind the other: rows end with a line end where more rows follow."""
    first = parts[0]
    last = max((n for n, part in enumerate(parts, 1) if part.row_count), default=1)
    end = first.dialect.line_terminator.encode(first.dialect.encoding)
    for number, part in enumerate(parts, 1):
        check_part(first, part, number, is_last=number >= last)
        rows = part.data if part is first else part.raws(0, part.row_count)
        yield rows
        if rows and number < last and not rows.endswith((b"\n", b"\r")):
            yield end


def joined_rows(parts: Iterable[Table]) -> Iterator[bytes]:
    """`read_parts` of parts that go together, piece by piece."""
    first: Table | None = None
    ended = True
    for part in parts:
        first = first or part
        rows = part.data if part is first else part.raws(0, part.row_count)
        if rows and not ended:
            yield first.dialect.line_terminator.encode(first.dialect.encoding)
        if rows:
            ended = rows.endswith((b"\n", b"\r"))
            yield rows


def check_part(first: Table, part: Table, number: int, *, is_last: bool) -> None:
    """Raise UnreadableTable where a part, counted from 1, does not go with the first one."""
    if part.dialect.header_row and part.fields != first.fields:
        raise UnreadableTable(_HEADERS, part=number)
    if part.open_end and not is_last:
        raise UnreadableTable(_OPEN, part=number)
