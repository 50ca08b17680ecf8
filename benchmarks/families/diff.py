"""Two files of a table compared: beside git on large ones, beside table tools on middle ones."""

import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from benchmarks.bench import ROOT, Bench
from benchmarks.figures import Bar, Figure, Series, figure, timed
from benchmarks.measuring import Command, Run, alternate, run

TITLE = "Diff of two files"
MEMORY = Bar("memory", 1_000_000_000)
DIFFERENT = (0, 1)


def measure(bench: Bench) -> Iterator[Figure]:
    """Ours and git's in alternation; then what others do, once where they are slow."""
    for work, version, beside, limit in (
        ("one cell", "one", "one", 0.8),
        ("1 % of the rows", "pct", "pct", 1.0),
        ("1 % of the rows, shuffled (git: not shuffled)", "shuffled", "pct", 1.5),
    ):
        name = f"{bench.large:,} rows, {work}"
        yield figure(name, _beside_git(bench, version, beside), Bar("times", limit), MEMORY)
    yield figure(
        f"{bench.large:,} rows, 1 % of the rows, beside a full join", _beside_duckdb(bench)
    )
    for peer, limit in (("daff", 10.0), ("csv-diff", 3.0)):
        name = f"{bench.middle:,} rows, 1 %, as JSON"
        yield figure(name, _beside_slow(bench, peer), Bar("faster", limit))
    yield figure(f"{bench.middle:,} rows, 1 %, beside two databases", _beside_sqldiff(bench))
    yield figure(
        f"{bench.small:,} rows, 1 %, beside git", _beside_git(bench, "pct", "pct", small=True)
    )


Measure = Callable[[], tuple[Series, Series | None]]


def ours(bench: Bench, rows: int, version: str) -> Run:
    """Our command, from its start to its end."""
    old, new = bench.table(rows), bench.table(rows, version)
    words = ("diff", old, new, "--key", "id", "--format", "json")
    return run([bench.datapatch, *words], codes=DIFFERENT)


def _beside_git(bench: Bench, version: str, beside: str, *, small: bool = False) -> Measure:
    rows = bench.small if small else bench.large

    def git() -> Run:
        files = (bench.table(rows), bench.table(rows, beside))
        return run(["git", "diff", "--no-index", "-U0", *files], codes=DIFFERENT)

    def measure() -> tuple[Series, Series]:
        bench.table(rows)
        mine, theirs = alternate(bench.times, lambda: ours(bench, rows, version), git)
        return timed("datapatch diff", mine), timed("git diff --no-index -U0", theirs)

    return measure


def _beside_slow(bench: Bench, peer: str) -> Measure:
    rows = bench.middle
    words = {
        "daff": ("diff", "--id", "id", "--output-format", "json"),
        "csv-diff": ("--key=id", "--json"),
    }

    def measure() -> tuple[Series, Series]:
        files = (bench.table(rows), bench.table(rows, "pct"))
        command: Command = [bench.peer(peer), *words[peer], *files]
        theirs = run(command, codes=DIFFERENT)
        (mine,) = alternate(bench.times, lambda: ours(bench, rows, "pct"))
        return timed("datapatch diff", mine), timed(f"{peer}, once", [theirs])

    return measure


def _beside_duckdb(bench: Bench) -> Measure:
    def measure() -> tuple[Series, Series]:
        files = (bench.table(bench.large), bench.table(bench.large, "pct"))
        python = bench.peer("python")
        mine, theirs = alternate(
            min(bench.times, 3),
            lambda: ours(bench, bench.large, "pct"),
            lambda: run([python, "-c", FULL_JOIN, *files], folder=ROOT),
        )
        return timed("datapatch diff", mine), timed("DuckDB", theirs)

    return measure


FULL_JOIN = """
import sys, duckdb
old, new = (f"read_csv('{path}', all_varchar=true)" for path in sys.argv[1:])
print(duckdb.sql(f"select * from {old} a full join {new} b using (id) "
      "where a is distinct from b").fetchall())
"""


def _beside_sqldiff(bench: Bench) -> Measure:
    def measure() -> tuple[Series, Series]:
        paths = [_database(bench, version) for version in ("base", "pct")]
        command: Command = ["sqldiff", "--primarykey", *paths]
        mine, theirs = alternate(
            bench.times, lambda: ours(bench, bench.middle, "pct"), lambda: run(command)
        )
        return timed("datapatch diff", mine), timed("sqldiff, on databases made before", theirs)

    return measure


def _database(bench: Bench, version: str) -> Path:
    csv = bench.table(bench.middle, version)
    database = csv.with_suffix(".sqlite")
    run([sys.executable, "-m", "benchmarks.databases", csv, database], folder=ROOT)
    return database
