"""Three files merged, of which two changed 1 % of the rows in other cells."""

from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.families.diff import ours as our_diff
from benchmarks.figures import Bar, Figure, Series, figure, timed
from benchmarks.measuring import Command, Run, alternate, run

TITLE = "Merge of three files"


def measure(bench: Bench) -> Iterator[Figure]:
    """Beside our own diff, and beside git's own merge of lines."""
    yield figure(
        f"{bench.large:,} rows, 1 % and 1 %, disjoint cells, no conflict",
        lambda: _beside_diff(bench),
        Bar("times", 2.0),
    )
    yield figure(f"{bench.small:,} rows, 1 % and 1 %, beside git", lambda: _beside_git(bench))


def ours(bench: Bench, rows: int) -> Run:
    """Our command; it fails when it finds a conflict."""
    sides = [bench.table(rows, version) for version in ("base", "mine", "theirs")]
    out = bench.folder / "merged.csv"
    return run([bench.datapatch, "merge", *sides, "--key", "id", "-o", out])


def _beside_diff(bench: Bench) -> tuple[Series, Series]:
    rows = bench.large
    merge, diff = alternate(
        bench.times, lambda: ours(bench, rows), lambda: our_diff(bench, rows, "mine")
    )
    return timed("datapatch merge", merge), timed("datapatch diff", diff)


def _beside_git(bench: Bench) -> tuple[Series, Series]:
    sides = [bench.table(bench.small, version) for version in ("mine", "base", "theirs")]
    command: Command = ["git", "merge-file", "-p", *sides]
    conflicts = range(128)  # git counts them in its exit code
    merge, git = alternate(
        bench.times, lambda: ours(bench, bench.small), lambda: run(command, codes=conflicts)
    )
    return timed("datapatch merge", merge), timed("git merge-file, with conflicts", git)
