"""Two revisions of a parted repository compared: parts that did not change are never opened."""

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Figure, figure
from benchmarks.inprocess import Inside

TITLE = "Diff of two revisions, in-process"


def measure(bench: Bench) -> Iterator[Figure]:
    """Each time with nothing in memory from before."""
    inside = Inside(bench, "comparing", bench.large)
    for name, limit in (("neighbouring", 0.05), ("scattered", 0.5)):
        work = f"{bench.large:,} rows, 100 {name} rows changed"
        yield figure(work, inside.seconds(name), Bar("at most", limit))
