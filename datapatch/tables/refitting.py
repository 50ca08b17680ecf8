"""New content for a table in parts, given to the parts that there are."""

from collections.abc import Sequence

from datapatch.config import PartSizes
from datapatch.tables.cutting import cut
from datapatch.tables.ordering import longest_rise
from datapatch.tables.table import Table


def refit(table: Table, key: Sequence[str], sizes: PartSizes, old: Sequence[bytes]) -> list[bytes]:
    """The rows of ``table`` in as many parts as ``old`` has; most of them are those of ``old``.

    The table is cut by its content. What is cut as before keeps its part; between such parts, the
    parts that are left take the other rows, in order.
    """
    pieces = cut(table, key, sizes)
    head = table.data[: table.starts[min(1, len(table.starts) - 1)]]
    made: list[bytes] = []
    begin = 0
    for place, kept in [*_kept(pieces, old), (len(old), len(pieces))]:
        made += _shared(pieces[begin:kept], place - len(made), head, before=made)
        if place < len(old):
            made.append(pieces[kept])
        begin = kept + 1
    return made


def _kept(pieces: Sequence[bytes], old: Sequence[bytes]) -> list[tuple[int, int]]:
    """Places of old parts and of the pieces that equal them, both rising."""
    places = {part: place for place, part in enumerate(old)}
    pairs = [(places[piece], n) for n, piece in enumerate(pieces) if piece in places]
    pairs = [(place, n) for place, n in pairs if place or not n]  # nothing can go before the first
    return [pairs[place] for place in longest_rise([old_place for old_place, _ in pairs])]


def _shared(
    pieces: Sequence[bytes], count: int, head: bytes, *, before: list[bytes]
) -> list[bytes]:
    """``pieces`` in ``count`` parts; without any, they go behind the part before."""
    rows = [piece[len(head) :] for piece in pieces]
    if count == 0:
        if rows and before:
            before[-1] += b"".join(rows)
        return []
    filled = [*rows[: count - 1], b"".join(rows[count - 1 :])]
    empty = [b""] * (count - len(filled))
    return [head + content for content in (*empty, *filled)]
