"""The cells of a file of rows once more, row by row: a page of scattered rows costs few reads.

A Parquet file answers quickly which rows there are; reading a hundred of them out of its columns
takes longer than finding them. Rows are compressed 64 together. At the end stands where each block
begins, then where the last one ends, then how many places these are: 8 bytes each, the least
significant first.
"""

import os
import zlib
from collections.abc import Iterable, Sequence
from itertools import accumulate, chain
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

BLOCK = 64
"""Rows in a block."""
BETWEEN = "\0"
"""What stands between cells: no cell holds it."""

_PLACE = np.dtype("<u8")

Cells = tuple[str, ...]


def write_cells(path: Path, rows: Sequence[Cells]) -> None:
    """Write ``rows``, which have the same number of cells each, to a new file."""
    blocks = [
        zlib.compress(BETWEEN.join(chain.from_iterable(rows[at : at + BLOCK])).encode(), 1)
        for at in range(0, len(rows), BLOCK)
    ]
    places = [*accumulate(map(len, blocks), initial=0), len(blocks) + 1]
    with path.open("wb") as file:
        file.writelines(blocks)
        file.write(np.array(places, _PLACE).tobytes())


def read_cells(path: Path, rows: Iterable[int], *, width: int) -> list[Cells]:
    """The cells of these rows of a file, ``width`` in each, in the order that is asked for."""
    with path.open("rb") as file:
        places = _places(file.fileno())
        blocks: dict[int, list[str]] = {}
        found = []
        for row in rows:
            number, within = divmod(row, BLOCK)
            if number not in blocks:
                blocks[number] = _block(file.fileno(), *places[number : number + 2].tolist())
            found.append(tuple(blocks[number][within * width : (within + 1) * width]))
        return found


def _block(file: int, begin: int, end: int) -> list[str]:
    return zlib.decompress(os.pread(file, end - begin, begin)).decode().split(BETWEEN)


def _places(file: int) -> NDArray[np.uint64]:
    size, each = os.fstat(file).st_size, _PLACE.itemsize
    (count,) = np.frombuffer(os.pread(file, each, size - each), _PLACE).tolist()
    return np.frombuffer(os.pread(file, count * each, size - (count + 1) * each), _PLACE)
