"""A file of rows: a Parquet copy of the cells, and of what queries need beside them.

Columns are named by position, never by a field's name: ``c0`` the cells as they are stored, ``f0``
folded for searching where that is another text, ``n0`` the number that a cell writes, and so on;
``s`` holds all folded cells of a row; ``place`` tells the spans of a file apart. Beside it lie the
cells row by row (`cell_files`), and which rows hold which words (`word_files`).
"""

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from datapatch.index.appearing import appearing
from datapatch.index.cell_files import BETWEEN, Cells, write_cells
from datapatch.index.engine import QueryEngine
from datapatch.index.folding import fold
from datapatch.index.operators import as_number
from datapatch.index.row_layout import Span
from datapatch.index.word_files import write_words

PARQUET, CELLS, WORDS = ".parquet", ".cells", ".words"
"""The endings of the three files; what they are named by stands before. The last one may lack."""
_TYPES = {"c": "VARCHAR", "f": "VARCHAR", "n": "DOUBLE", "s": "VARCHAR", "p": "INTEGER"}
"""The type of a column, by the first letter of its name."""
_ONE_GROUP = 1 << 20
"""More rows than a file has: all of it is one row group."""


def write_rows(
    engine: QueryEngine, name: str, spans: Iterable[Sequence[Cells]], *, width: int
) -> list[Span]:
    """Write the rows of ``spans`` under ``name``; where each of them lies there.

    Each row has ``width`` cells. Files appear whole, the Parquet one last, or not at all.
    """
    rows: list[Cells] = []
    made: list[Span] = []
    for place, span in enumerate(spans):
        made.append(Span(name, place, len(rows), len(span)))
        rows.extend(span)
    places = np.repeat(np.arange(len(made)), [span.rows for span in made])
    with appearing(engine.folder / (name + CELLS)) as path:
        write_cells(path, rows)
    columns = {"place": places} | dict(_columns(rows, width))
    with appearing(engine.folder / (name + WORDS)) as path:
        write_words(path, list(map(str, columns["s"])))
    with appearing(engine.folder / (name + PARQUET)) as path:
        _write(engine, path, columns)
    return made


def _write(engine: QueryEngine, path: Path, columns: dict[str, NDArray[np.generic]]) -> None:
    # A column that holds nothing has no type unless it is given one.
    typed = ", ".join(f"{name}::{_TYPES[name[0]]} AS {name}" for name in columns)
    with engine.writer(len(columns)) as cursor:
        cursor.register("written", columns)
        cursor.execute(
            f"COPY (SELECT {typed} FROM written) TO '{_quoted(path)}' "
            f"(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE {_ONE_GROUP})"
        ).fetchall()


def _columns(rows: Sequence[Cells], width: int) -> Iterator[tuple[str, NDArray[np.generic]]]:
    columns: Sequence[Cells] = list(zip(*rows, strict=True)) if rows else [()] * width
    searched = []
    for number, cells in enumerate(columns):
        text = BETWEEN.join(cells)
        folded = fold(text)
        same = folded == text
        texts = cells if same else folded.split(BETWEEN)
        searched.append(texts)
        differing = [None] * len(cells) if same else _differing(cells, texts)
        yield f"c{number}", np.array(cells, object)
        yield f"f{number}", np.array(differing, object)
        yield f"n{number}", _numbers(cells)
    if width:
        yield "s", np.array([BETWEEN.join(texts) for texts in zip(*searched, strict=True)], object)
    else:
        yield "s", np.array([""] * len(rows), object)


def _differing(cells: Sequence[str], folded: Sequence[str]) -> list[str | None]:
    return [None if f == c else f for c, f in zip(cells, folded, strict=True)]


def _numbers(cells: Sequence[str]) -> NDArray[np.generic]:
    found = [as_number(cell) for cell in cells]
    missing = [number is None for number in found]
    # Added to zero, so that there is one zero to sort by.
    values = np.array([0.0 if number is None else number + 0.0 for number in found], np.float64)
    masked: NDArray[np.generic] = np.ma.masked_array(values, missing)
    return masked


def _quoted(path: Path) -> str:
    return str(path).replace("'", "''")
