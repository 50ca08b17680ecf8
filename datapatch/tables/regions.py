"""Where tables in parts differ: the parts that all of them share are never opened."""

from collections import Counter
from collections.abc import Iterator, Sequence

from datapatch.tables.ordering import longest_rise

Range = tuple[int, int]
"""Parts of one table: the first, and the one behind the last."""

Region = tuple[Range, ...]
"""For each table the parts that stand between two shared ones; some may be none."""


def regions(*tables: Sequence[str]) -> list[Region]:
    """Where these lists of part ids differ, in order."""
    found = []
    ends = [0] * len(tables)
    for places in [*_shared(tables), tuple(map(len, tables))]:
        ranges = tuple(zip(ends, places, strict=True))
        if any(begin < end for begin, end in ranges):
            found.append(ranges)
        ends = [place + 1 for place in places]
    return found


def _shared(tables: Sequence[Sequence[str]]) -> Iterator[tuple[int, ...]]:
    """The places of parts that all tables have in the same order, rising in each of them."""
    start = _common(tables)
    rests = [table[start:] for table in tables]
    end = _common([rest[::-1] for rest in rests])
    inner = [rest[: len(rest) - end] for rest in rests]
    yield from ((place,) * len(tables) for place in range(start))
    for places in _rising(_occurring_once(inner)):
        yield tuple(place + start for place in places)
    for back in range(end, 0, -1):
        yield tuple(len(table) - back for table in tables)


def _common(tables: Sequence[Sequence[str]]) -> int:
    """How many ids all begin with."""
    shortest = min(map(len, tables))
    first = tables[0]
    differing = (n for n in range(shortest) if any(table[n] != first[n] for table in tables[1:]))
    return next(differing, shortest)


def _occurring_once(tables: Sequence[Sequence[str]]) -> list[tuple[int, ...]]:
    """The places of ids that stand once in each table, as the first one orders them."""
    counts = [Counter(table) for table in tables]
    places = [{part: place for place, part in enumerate(table)} for table in tables]
    return [
        tuple(known[part] for known in places)
        for part in tables[0]
        if all(count[part] == 1 for count in counts)
    ]


def _rising(places: list[tuple[int, ...]]) -> list[tuple[int, ...]]:
    """As many of these as rise in every table."""
    for table in range(1, len(places[0]) if places else 0):
        kept = longest_rise([each[table] for each in places])
        places = [places[n] for n in kept]
    return places
