"""A whole table judged by its schema: types, required, unique, patterns, e-mail addresses."""

import json
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import Bench
from benchmarks.figures import Bar, Figure, Series, figure, timed
from benchmarks.measuring import Command, Run, alternate, run

TITLE = "Validation of a whole table"
INVALID = (0, 1)


def measure(bench: Bench) -> Iterator[Figure]:
    """The peer runs once on the middle table: the large one is set beside a multiple of it."""
    factor = max(1, bench.large // bench.middle)
    yield figure(
        f"{bench.large:,} rows (frictionless: {factor} × its time on {bench.middle:,})",
        lambda: _beside_frictionless(bench, bench.large),
        Bar("faster", 20.0),
        Bar("memory", 2_000_000_000),
    )
    yield figure(f"{bench.middle:,} rows", lambda: _beside_frictionless(bench, bench.middle))
    yield figure(f"{bench.small:,} rows", lambda: _beside_frictionless(bench, bench.small))


def ours(bench: Bench, rows: int) -> Run:
    """Our command; the generated tables are valid."""
    words = ("--schema", bench.schema, "--format", "json")
    return run([bench.datapatch, "validate", bench.table(rows), *words])


def _beside_frictionless(bench: Bench, rows: int) -> tuple[Series, Series]:
    judged = min(rows, bench.middle)
    package = _package(bench, judged)
    command: Command = [bench.peer("frictionless"), "validate", package.name, "--json"]
    once = run(command, folder=package.parent)
    (mine,) = alternate(bench.times, lambda: ours(bench, rows))
    factor = rows / judged
    theirs = Series("frictionless, once", (once.seconds * factor,), once.peak)
    return timed("datapatch validate", mine), theirs


def _package(bench: Bench, rows: int) -> Path:
    """A descriptor beside the table, as frictionless takes a schema."""
    table = bench.table(rows)
    path = table.with_suffix(".package.json")
    schema = json.loads(bench.schema.read_text())
    resource = {"name": "places", "path": table.name, "type": "table", "schema": schema}
    path.write_text(json.dumps({"name": "places", "resources": [resource]}))
    return path
