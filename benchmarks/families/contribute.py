"""A contribution opened and published inside the server, and what it leaves on the disk."""

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Figure, figure
from benchmarks.inprocess import Inside

TITLE = "One contribution, in-process"
TIMES = (
    ("open a contribution of one cell", "open 1", 0.06),
    ("publish it", "publish 1", 0.06),
    ("record the verdict on it", "decide 1", 0.06),
    ("open a contribution of ten scattered cells", "open 10", 0.3),
    ("publish it (ten cells)", "publish 10", 0.3),
    ("record the verdict on it (ten cells)", "decide 10", 0.3),
)
BYTES = (
    ("loose objects of ten cells, published", "loose", 3_000_000),
    ("what is left of them after gc", "packed", 20_000),
)


def measure(bench: Bench) -> Iterator[Figure]:
    """One cell and ten scattered cells: found, validated, committed; then published."""
    inside = Inside(bench, "contributing", bench.large)
    for work, name, limit in TIMES:
        yield figure(f"{bench.large:,} rows, {work}", inside.seconds(name), Bar("at most", limit))
    for work, name, size in BYTES:
        yield figure(f"{bench.large:,} rows, {work}", inside.bytes(name), Bar("at most", size))
