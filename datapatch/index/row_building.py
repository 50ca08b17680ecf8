"""Cutting the parts of a table into files of rows: neighbours together, about 50,000 rows in each.

One file for each part of a thousand rows would make every query open a thousand files.
"""

import hashlib
import json
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from datapatch.index.cell_files import Cells
from datapatch.index.engine import QueryEngine
from datapatch.index.row_files import write_rows
from datapatch.index.row_layout import Span
from datapatch.tables.table import Table
from datapatch.types import BlobId

RUN_ROWS = 50_000
RUN_BYTES = 16_000_000
"""What a file holds at most, in rows and in bytes of the table; a longer row is alone in its file.
"""

FORMAT = 1
"""Part of each name: raised when files are written in another way, so that old ones are unused."""

ReadPart = Callable[[BlobId], Table]


@dataclass(frozen=True, slots=True)
class _Piece:
    """Rows of one part, from ``first`` on, and how many bytes they take there."""

    blob: BlobId
    first: int
    size: int
    rows: Sequence[Cells] = field(repr=False)


def build_runs(
    engine: QueryEngine, blobs: Sequence[BlobId], read: ReadPart, *, reading: str, width: int
) -> dict[BlobId, tuple[Span, ...]]:
    """Write the rows of ``blobs`` into files, and tell where each of them lies.

    ``reading`` names how they are read; rows are cut or filled up to ``width`` cells.
    """
    found: dict[BlobId, list[Span]] = {blob: [] for blob in blobs}
    pieces = (piece for blob in found for piece in _pieces(blob, read(blob), width))
    for run in _runs(pieces):
        name = _name(reading, run)
        spans = write_rows(engine, name, [piece.rows for piece in run], width=width)
        for piece, span in zip(run, spans, strict=True):
            found[piece.blob].append(span)
    return {blob: tuple(spans) or (NO_ROWS,) for blob, spans in found.items()}


NO_ROWS = Span("", 0, 0, 0)
"""What is kept of a part that has a header alone."""


def _runs(pieces: Iterable[_Piece]) -> Iterator[list[_Piece]]:
    run: list[_Piece] = []
    rows = size = 0
    for piece in pieces:
        rows, size = rows + len(piece.rows), size + piece.size
        if run and (rows > RUN_ROWS or size > RUN_BYTES):
            yield run
            run, rows, size = [], len(piece.rows), piece.size
        run.append(piece)
    if run:
        yield run


def _pieces(blob: BlobId, table: Table, width: int) -> Iterator[_Piece]:
    """The rows of a part, in pieces that are no larger than a file may be."""
    head, starts = table.dialect.header_row, table.starts
    cells = table.rows()
    first = 0
    while first < table.row_count:
        begin = starts[first + head]
        fitting = bisect_right(starts, begin + RUN_BYTES) - 1 - head
        last = min(max(fitting, first + 1), first + RUN_ROWS, table.row_count)
        rows = [_filled(next(cells), width) for _ in range(first, last)]
        yield _Piece(blob, first, starts[last + head] - begin, rows)
        first = last


def _filled(cells: Cells, width: int) -> Cells:
    return cells if len(cells) == width else cells[:width] + ("",) * (width - len(cells))


def _name(reading: str, run: Sequence[_Piece]) -> str:
    listed = json.dumps([FORMAT, reading, *((p.blob, p.first, len(p.rows)) for p in run)])
    return hashlib.sha256(listed.encode()).hexdigest()[:40]
