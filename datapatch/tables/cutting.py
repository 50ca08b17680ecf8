"""A large table cut into parts, at rows that its content chooses.

The row that begins a part is chosen by a hash of its key, or of its bytes where there is none, so
that an added or deleted row moves no border but its own part's (content-defined chunking, as in
A. Muthitacharoen et al., "A low-bandwidth network file system", SOSP 2001).
"""

from collections.abc import Callable, Iterator, Sequence
from itertools import pairwise
from zlib import crc32

from datapatch.config import PartSizes
from datapatch.tables.table import Table

ChooseRow = Callable[[int], bool]


def can_be_cut(table: Table) -> bool:
    """Whether readers of the standard put the parts of this table together again.

    The reference reader drops one line of each later part: the header must be exactly that, the
    first of all records. It takes line feeds for line ends, and nothing else.
    """
    header = table.header
    return (
        table.dialect.header_row == 1
        and header.endswith(b"\n")
        and not header.removesuffix(b"\n").removesuffix(b"\r").count(b"\n")
        and b"\r" not in header.removesuffix(b"\n").removesuffix(b"\r")
    )


def cut(table: Table, key: Sequence[str], sizes: PartSizes) -> list[bytes]:
    """The parts of ``table``, in order, each under the header; a single one where it is small.

    ``key`` are fields that the table has. Rows keep their bytes; the last part ends as the table
    does, every other one with a line end. Raises NotFound for an unknown field.
    """
    borders = [0, *_borders(table, key, sizes), table.row_count]
    head = table.data[: table.starts[1]]
    return [head + table.raws(begin, end) for begin, end in pairwise(borders)]


def _borders(table: Table, key: Sequence[str], sizes: PartSizes) -> Iterator[int]:
    """The rows at which a new part begins, without the first."""
    begin, chooses = 0, _chooser(table, key, sizes)
    while (border := _next(table, begin, chooses, sizes)) < table.row_count:
        yield border
        begin = border


def _next(table: Table, begin: int, chooses: ChooseRow, sizes: PartSizes) -> int:
    """The row at which the part that begins at ``begin`` ends."""
    first = table.starts[begin + 1]
    for row in range(begin + 1, table.row_count):
        rows, size = row - begin, table.starts[row + 1] - first
        if rows < sizes.least_rows and size < sizes.least_size:
            continue
        full = rows >= sizes.greatest_rows or size >= sizes.greatest_size
        if (full or chooses(row)) and table.data[table.starts[row + 1] - 1] == _LINE_FEED:
            return row
    return table.row_count


_LINE_FEED = 10


def _chooser(table: Table, key: Sequence[str], sizes: PartSizes) -> ChooseRow:
    places = [table.position(field) for field in key]

    def chosen(row: int) -> bool:
        if not places:
            return crc32(table.content(row)) % sizes.chosen == 0
        cells = table.values(row)
        text = "\0".join(cells[place] for place in places)
        return crc32(text.encode("utf-8", "surrogatepass")) % sizes.chosen == 0

    return chosen
