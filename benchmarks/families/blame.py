"""Looking back on a long history: blame from the index, and the index made from nothing."""

import json
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

from benchmarks.bench import ROOT, Bench
from benchmarks.figures import Bar, Figure, Series, figure, timed
from benchmarks.homes import environment, import_table
from benchmarks.measuring import Command, Failed, alternate, run

TITLE = "Blame and the index of a history"
PEER = "git log -p --first-parent, one file"


def measure(bench: Bench) -> Iterator[Figure]:
    """A middle table with many revisions, published one by one; git has the same in one file."""
    about = f"{bench.middle:,} rows, {bench.revisions} revisions"
    yield figure(f"{about}, index made anew", lambda: _indexed(bench), Bar("times", 3.0))
    yield figure(
        f"{about}, blame of the whole table, in-process",
        lambda: _blamed(bench),
        Bar("at most", 1.0),
    )


def _indexed(bench: Bench) -> tuple[Series, Series]:
    home, repository = _home(bench), _one_file(bench)
    ours: Command = [bench.datapatch, "reindex", "bench/places"]
    git: Command = ["git", "-C", repository, "log", "-p", "--first-parent", "main"]
    mine, theirs = alternate(
        min(bench.times, 2), lambda: run(ours, environment=environment(home)), lambda: run(git)
    )
    return timed("datapatch reindex", mine), timed(PEER, theirs)


def _blamed(bench: Bench) -> tuple[Series, None]:
    home = bench.home("history")
    if not home.exists():
        raise Failed("there is no history to blame")
    done = bench.inside("blaming", home, str(bench.middle), str(bench.times))
    return Series("datapatch", tuple(json.loads(done.output)["blame"]), done.peak), None


def _home(bench: Bench) -> Path:
    """An instance in which every revision was opened and accepted as a contribution."""
    home = bench.home("history")
    shutil.rmtree(home, ignore_errors=True)
    import_table(bench, home, bench.middle)
    bench.inside("growing", home, str(bench.middle), str(bench.revisions))
    return home


def _one_file(bench: Bench) -> Path:
    repository = bench.folder / "tables" / f"history-{bench.middle}-{bench.revisions}.git"
    if not repository.exists():
        words = (bench.table(bench.middle), repository, str(bench.revisions))
        run([sys.executable, "-m", "benchmarks.histories", *words], folder=ROOT)
    return repository
