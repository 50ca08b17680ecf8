"""Which rows of a file hold a word, without reading the rows.

Words that stand in many rows are listed with these rows; of all others it is known which three
bytes follow each other somewhere in them. A part of a word is looked for in the listed words; where
its bytes may occur in the others too, only the rows themselves tell. Rows are texts that are folded
for searching; words are what white space and the ends of cells set apart, so that whatever is
searched lies within one.

A file holds the number of rows and how many items each part has that follows: where each listed
word ends, where its rows end, the bytes that follow each other (as numbers), the rows, and the
words, each with a line feed behind it.
"""

import mmap
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, repeat
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from datapatch.index.cell_files import BETWEEN

OFTEN = 16
"""Rows in which a word stands that is listed."""
PIECE = 3
"""Bytes that are known to follow each other; of less, nothing is known."""

_NUMBER = np.dtype("<u8")
_PARTS = tuple(map(np.dtype, ("<u4", "<u4", "<u4", "<u2", "u1")))
"""A row is a number of two bytes: no file has more than 65,536."""

_SORTED = 100_000
"""Fewer numbers are faster sorted than marked among all that there can be."""

Rows = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class WordFile:
    """The words of the rows of one file."""

    row_count: int
    word_ends: NDArray[np.uint32]
    row_ends: NDArray[np.uint32]
    pieces: NDArray[np.uint32]
    rows: NDArray[np.uint16]
    words: bytes

    def holding(self, word: str) -> Rows | None:
        """Whether each row holds ``word``, a folded text without white space; None where only the
        rows tell.
        """
        text = word.encode("utf-8", "surrogatepass")
        if len(text) < PIECE or self._may_be_elsewhere(text):
            return None
        found = np.zeros(self.row_count, np.bool_)
        for number in self._numbers(text):
            begin = self.row_ends[number - 1] if number else 0
            found[self.rows[begin : self.row_ends[number]]] = True
        return found

    def _may_be_elsewhere(self, text: bytes) -> bool:
        """Whether a word that is not listed may hold ``text``."""
        wanted = _pieces(text)
        if not len(self.pieces):
            return False
        at = np.minimum(np.searchsorted(self.pieces, wanted), len(self.pieces) - 1)
        return bool((self.pieces[at] == wanted).all())

    def _numbers(self, text: bytes) -> Iterator[int]:
        """The numbers of the listed words that hold ``text``."""
        at = self.words.find(text)
        while at >= 0:
            number = int(np.searchsorted(self.word_ends, at, side="right"))
            yield number
            at = self.words.find(text, int(self.word_ends[number]))


def write_words(path: Path, texts: Sequence[str]) -> None:
    """Write the words of ``texts``, one for each row, to a new file."""
    # Rows are taken apart twice: all of their words at once would take ten times their memory.
    counts = Counter(chain.from_iterable(map(_words, texts)))
    numbers = {word: n for n, word in enumerate(w for w, many in counts.items() if many >= OFTEN)}
    listed = [word.encode() + b"\n" for word in numbers]
    others = "\n".join([word for word in counts if word not in numbers]).encode()
    owners, ordered = _rows_by_word(texts, numbers)
    parts: tuple[NDArray[Any], ...] = (
        np.cumsum([len(word) for word in listed]),
        np.cumsum(np.bincount(owners, minlength=len(numbers))),
        _each_once(_pieces(others)),
        ordered,
        np.frombuffer(b"".join(listed), np.uint8),
    )
    with path.open("wb") as file:
        file.write(np.array([len(texts), *map(len, parts)], _NUMBER).tobytes())
        file.writelines(p.astype(kind).tobytes() for p, kind in zip(parts, _PARTS, strict=True))


def _rows_by_word(
    texts: Sequence[str], numbers: Mapping[str, int]
) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
    """The words of all rows that have a number, and the rows, ordered by the word, then by row."""
    counts: list[int] = []
    each = chain.from_iterable(_counted(texts, counts))
    words = np.fromiter(map(numbers.get, each, repeat(-1)), np.int32)
    places = np.repeat(np.arange(len(texts)), counts)[words >= 0]
    words = words[words >= 0]
    order = np.argsort(words, kind="stable")
    return words[order], places[order]


def _words(text: str) -> list[str]:
    return text.replace(BETWEEN, " ").split()


def _counted(texts: Iterable[str], counts: list[int]) -> Iterator[list[str]]:
    """The words of each text; ``counts`` is told how many they are."""
    for text in texts:
        words = _words(text)
        counts.append(len(words))
        yield words


def _each_once(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The different codes, in order."""
    if len(codes) < _SORTED:
        return np.unique(codes).astype(np.int64)
    seen = np.zeros(1 << 8 * PIECE, np.bool_)
    seen[codes] = True
    return np.flatnonzero(seen)


def read_words(path: Path) -> WordFile | None:
    """The words in a file, whose memory all processes share; None where there is no such file."""
    try:
        with path.open("rb") as file:
            data = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    except FileNotFoundError:
        return None
    row_count, *counts = np.frombuffer(data, _NUMBER, 1 + len(_PARTS)).tolist()
    begin = (1 + len(_PARTS)) * _NUMBER.itemsize
    parts: list[Any] = []
    for count, kind in zip(counts, _PARTS, strict=True):
        parts.append(np.frombuffer(data, kind, count, begin))
        begin += count * kind.itemsize
    word_ends, row_ends, pieces, rows, words = parts
    return WordFile(row_count, word_ends, row_ends, pieces, rows, words.tobytes())


def _pieces(text: bytes) -> NDArray[np.uint32]:
    """The number of each three bytes that follow each other."""
    codes = np.frombuffer(text, np.uint8).astype(np.uint32)
    return (codes[:-2] << np.uint32(16)) | (codes[1:-1] << np.uint32(8)) | codes[2:]
