"""Rows that hold the same cells though they are written with other quotes."""

from dataclasses import replace

import numpy as np

from datapatch.tables.bulk.contents import numbered
from datapatch.tables.bulk.offsets import Ints, places_of
from datapatch.tables.bulk.spans import Spans
from datapatch.tables.dialect import Dialect
from datapatch.tables.scanning import grammar, split_record
from datapatch.tables.writing import write_row


def numbered_cells(old: Spans, new: Spans, dialect: Dialect) -> tuple[Ints, Ints] | None:
    """As ``numbered``, but with one number for all ways to write the same cells.

    Both tables are written in ``dialect``, but for their quotes and line ends.
    """
    found = numbered(old, new)
    quote = dialect.quote_char.encode(dialect.encoding)
    if found is None or not quote or (quote not in old.data and quote not in new.data):
        return found
    bare = numbered(_without(old, quote), _without(new, quote))
    if bare is None:
        return None
    numbers = np.concatenate(found)
    doubtful = np.flatnonzero(_is_doubtful(numbers, np.concatenate(bare)))
    _renumber(numbers, doubtful, (old, new), dialect)
    return numbers[: len(old)], numbers[len(old) :]


def _without(spans: Spans, quote: bytes) -> Spans:
    """The same stretches without the quotes in them."""
    if quote not in spans.data:
        return spans
    if len(quote) > 1:
        return _joined([spans.data[b:e].replace(quote, b"") for b, e in _pairs(spans)])
    quotes = places_of(spans.data, quote, 0, len(spans.data))
    begin = spans.begin - np.searchsorted(quotes, spans.begin)
    end = spans.end - np.searchsorted(quotes, spans.end)
    return Spans(spans.data.translate(None, quote), begin, end)


def _joined(pieces: list[bytes]) -> Spans:
    lengths = np.array([len(piece) for piece in pieces], np.int64)
    end = np.cumsum(lengths)
    return Spans(b"".join(pieces), end - lengths, end)


def _pairs(spans: Spans) -> list[tuple[int, int]]:
    return list(zip(spans.begin.tolist(), spans.end.tolist(), strict=True))


def _is_doubtful(numbers: Ints, bare: Ints) -> np.ndarray[tuple[int], np.dtype[np.bool_]]:
    """Whether another row is the same without its quotes, but not with them."""
    size = int(bare.max()) + 1 if len(bare) else 0
    least = np.full(size, np.iinfo(np.int64).max)
    most = np.full(size, -1)
    np.minimum.at(least, bare, numbers)
    np.maximum.at(most, bare, numbers)
    return (least < most)[bare]


def _renumber(numbers: Ints, doubtful: Ints, rows: tuple[Spans, Spans], dialect: Dialect) -> None:
    """Give ``doubtful`` rows the number of the first one of the same cells."""
    plain, tokens = replace(dialect, line_terminator="", quote_all=False), grammar(dialect)
    known: dict[bytes, int] = {}
    count = len(rows[0])
    for row in doubtful.tolist():
        spans, place = (rows[0], row) if row < count else (rows[1], row - count)
        content = spans.data[int(spans.begin[place]) : int(spans.end[place])]
        cells = split_record(content.decode(dialect.encoding), tokens)
        numbers[row] = known.setdefault(write_row(cells, plain), int(numbers[row]))
