"""The same walk on a small table: it pays nothing for the machinery of large ones."""

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Figure, figure
from benchmarks.inprocess import Inside

TITLE = "The walk on a small table, step by step, in-process"


def measure(bench: Bench) -> Iterator[Figure]:
    """Every step under 50 ms, answers of pages and API included."""
    inside = Inside(bench, "walking", bench.small)
    names = inside.names() or ("every step",)
    for name in names:
        work = f"{bench.small:,} rows, {name}"
        yield figure(work, inside.seconds(name), Bar("at most", 0.05))
