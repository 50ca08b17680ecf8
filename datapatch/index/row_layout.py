"""Where the rows of a table lie: which file holds which of them, in which order."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import astuple, dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Span:
    """Neighbouring rows of one part of a table, and where a file holds them.

    ``place`` numbers the spans of a file from 0; ``first`` is the row at which this one begins
    there. A span without rows stands for an empty part.
    """

    file: str
    place: int
    first: int
    rows: int


@dataclass(frozen=True, slots=True)
class Stretch:
    """The rows of a file from ``first`` up to, without, ``end``: in the table ``shift`` more."""

    file: str
    first: int
    end: int
    shift: int


@dataclass(frozen=True)
class Layout:
    """A table as spans of files, in the order of its rows; rows are counted from 0.

    A file may hold more than this table needs: rows of a part that was changed since, or of another
    table. What no span names is not part of the table.
    """

    fields: tuple[str, ...]
    spans: tuple[Span, ...]

    @cached_property
    def files(self) -> tuple[str, ...]:
        """Each file once, those first that come first in the table."""
        return tuple(dict.fromkeys(span.file for span in self.spans))

    @cached_property
    def row_count(self) -> int:
        """How many rows the table has."""
        return sum(span.rows for span in self.spans)

    @cached_property
    def file_numbers(self) -> NDArray[np.int64]:
        """For each span, which of ``files`` holds it."""
        numbers = {file: number for number, file in enumerate(self.files)}
        return np.array([numbers[span.file] for span in self.spans], np.int64)

    @cached_property
    def shifts(self) -> NDArray[np.int64]:
        """For each span, what its rows' numbers in the table have more than those in the file."""
        firsts = np.array([span.first for span in self.spans], np.int64)
        return self._starts - firsts

    @cached_property
    def stretches(self) -> tuple[Stretch, ...]:
        """The table as few stretches of rows, in order."""
        found: list[Stretch] = []
        for span, shift in zip(self.spans, self.shifts.tolist(), strict=True):
            one = Stretch(span.file, span.first, span.first + span.rows, shift)
            last = found[-1] if found else None
            if last and (last.file, last.end, last.shift) == (one.file, one.first, one.shift):
                found[-1] = replace(last, end=one.end)
            else:
                found.append(one)
        return tuple(found)

    @cached_property
    def name(self) -> str:
        """What tells this layout from any other; equal ones have equal names."""
        listed = json.dumps([self.fields, [astuple(span) for span in self.spans]])
        return hashlib.sha256(listed.encode()).hexdigest()[:40]

    @cached_property
    def live_rows(self) -> dict[str, int]:
        """How many rows of each file belong to the table."""
        found = dict.fromkeys(self.files, 0)
        for span in self.spans:
            found[span.file] += span.rows
        return found

    def locate(self, rows: Sequence[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """The number of the file that holds each of ``rows``, and the row's number there."""
        wanted = np.array(rows, np.int64)
        spans = np.searchsorted(self._starts, wanted, side="right") - 1
        return self.file_numbers[spans], wanted - self.shifts[spans]

    @cached_property
    def _starts(self) -> NDArray[np.int64]:
        counts = np.array([span.rows for span in self.spans], np.int64)
        return np.cumsum(counts) - counts
