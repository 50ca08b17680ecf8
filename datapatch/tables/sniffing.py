"""Guessing how a table is written: its delimiter, and the row that names its fields."""

import csv
import io
import itertools
import re
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress

DELIMITERS = (",", ";", "\t", "|")
"""The delimiters that are tried, most usual first."""

SAMPLE = 400_000
"""Characters of a text that are looked at."""
RECORDS = 400
"""Records of it that are looked at."""
_DEEPEST = 30
"""The header is looked for in so many first records."""

_NUMBER = re.compile(r"[+-]?[0-9]+(?:[.,][0-9]+)?")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}.*|[0-9]{1,2}/[0-9]{1,2}/[0-9]{4}")
_ADDRESS = re.compile(r"https?://\S+|[^@\s]+@[^@\s]+\.[a-z]+")
_YEAR = re.compile(r"(?:1[89]|20)[0-9]{2}")

_NOTHING = (0.0, 0)
"""The score of a delimiter that separates nothing."""

Records = Sequence[Sequence[str]]


def sample(text: str) -> str:
    """The first part of a text, cut at a line end."""
    if len(text) <= SAMPLE:
        return text
    cut = max(text.rfind("\n", 0, SAMPLE), text.rfind("\r", 0, SAMPLE))
    return text[: cut + 1 if cut > 0 else SAMPLE]


def records(text: str, delimiter: str) -> list[list[str]]:
    """The first records of a text."""
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    found: list[list[str]] = []
    with suppress(csv.Error):  # a cell past the module's limit ends the sample
        found.extend(itertools.islice(reader, RECORDS))
    return found


def find_delimiter(text: str) -> str:
    """The delimiter that gives the most records the same number of cells, "," when none does."""
    there = [delimiter for delimiter in DELIMITERS if delimiter in text]
    scores = {delimiter: _score(records(text, delimiter)) for delimiter in there}
    best = max(there, key=lambda delimiter: scores[delimiter], default=",")
    return best if scores.get(best, _NOTHING) > _NOTHING else ","


def _score(found: Records) -> tuple[float, int]:
    """The share of the records of ordinary width, and that width; nothing for one column."""
    widths = Counter(len(record) for record in found if record)
    several = {width: count for width, count in widths.items() if width > 1}
    if not several:
        return _NOTHING
    width = max(several, key=lambda each: (several[each], each))
    share = several[width] / sum(widths.values())
    return round(share * _cleanness(found), 2), width


def _cleanness(found: Records) -> float:
    """Less than 1 when quotes stand inside cells: the wrong delimiter tears quoted cells apart."""
    cells = [cell for record in found for cell in record]
    torn = sum(cell.count('"') % 2 for cell in cells)
    return 1 - torn / max(len(cells), 1)


def find_header(found: Records) -> int:
    """The number (from 1) of the record that names the fields, 0 when none does."""
    row = _first_full(found)
    below = [record for record in found[row:] if any(record)]
    return 0 if _is_data(found[row - 1], below) else row


def _first_full(found: Records) -> int:
    """The first record that is not a title: nearly as full as the table is wide."""
    filled = [sum(1 for cell in record if cell.strip()) for record in found]
    width = _usual(filled)
    for row, count in enumerate(filled[:_DEEPEST], 1):
        short = len(found[row - 1]) < width  # a title without separators
        full = count > width * 0.5 if short else count >= max(1, width * 0.5)
        if full and not (short and found[row - 1][0].startswith("#")):
            return row
    return 1


def _usual(filled: Sequence[int]) -> int:
    """How many cells an ordinary record fills: the median of the longer ones."""
    counts = sorted(count for count in filled if count)
    several = [count for count in counts if count > 1]
    if len(several) >= 0.3 * len(counts):
        counts = several
    return counts[len(counts) // 2] if counts else 0


def _is_data(first: Sequence[str], below: Records) -> bool:
    """Whether the first record is like those below it and not the names of their cells."""
    kinds = [_kind(cell) for cell in first]
    if not below:
        return any(kind == "number" for kind in kinds) and not all(map(_YEAR.fullmatch, first))
    alike = False
    for place, kind in enumerate(kinds):
        column = {_kind(record[place]) for record in below if place < len(record) and record[place]}
        usual = column.pop() if len(column) == 1 else ""
        if usual and not kind and first[place].strip():
            return False
        alike = alike or (bool(usual) and kind == usual and not _YEAR.fullmatch(first[place]))
    return alike


def _kind(cell: str) -> str:
    """What sort of value a cell holds, as far as its look tells; nothing for words."""
    cell = cell.strip()
    for kind, pattern in (("number", _NUMBER), ("date", _DATE), ("address", _ADDRESS)):
        if pattern.fullmatch(cell):
            return kind
    return ""
