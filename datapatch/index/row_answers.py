"""Answers about whole tables that are kept: whoever turns a page does not ask again."""

import json
from collections.abc import Callable
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapatch.index.appearing import appearing
from datapatch.index.conditions import Conditions
from datapatch.index.field_values import FieldValues
from datapatch.index.recent import Recent
from datapatch.index.row_scan import RowScan

VALUES = ".values"
"""The ending of a file that says what the fields of a table hold."""
KEPT = 8
"""Lists of matching rows that are kept: at most 4 MB each for a million rows."""

Values = tuple[FieldValues, ...]
Asked = tuple[str, str, tuple[object, ...]]
"""A table, conditions, and the values that they speak of."""


class RowAnswers:
    """What was asked lately of tables in files; what fields hold is kept in files of its own."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._matching: Recent[tuple[str, str, tuple[object, ...]], NDArray[np.int32]] = Recent(
            KEPT
        )
        self._values: Recent[str, Values] = Recent(KEPT)

    def matching(self, scan: RowScan, asked: Conditions) -> NDArray[np.int32]:
        """The numbers of the rows that are asked for, in order."""
        place = (scan.layout.name, asked.where, tuple(asked.values.values()))
        return self._matching.get(place, lambda: scan.rows(asked))

    def values(self, scan: RowScan, count: Callable[[RowScan], Values]) -> Values:
        """What the cells of each field hold; ``count`` says it of a table that is met first."""
        path = self._folder / f"{scan.layout.name}{VALUES}"
        return self._values.get(scan.layout.name, lambda: _kept(path, lambda: count(scan)))


def _kept(path: Path, count: Callable[[], Values]) -> Values:
    if path.exists():
        return tuple(_unpacked(**held) for held in json.loads(path.read_bytes()))
    made = count()
    with appearing(path) as aside:
        aside.write_text(json.dumps([_packed(held) for held in made]))
    return made


def _packed(held: FieldValues) -> dict[str, Any]:
    return {"filled": held.filled, "counts": None if held.counts is None else dict(held.counts)}


def _unpacked(filled: int, counts: dict[str, int] | None) -> FieldValues:
    return FieldValues(filled, None if counts is None else MappingProxyType(counts))
