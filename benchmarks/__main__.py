"""``python -m benchmarks [FAMILY…]``: measure, keep the figures, write the page."""

import argparse
import compileall
import importlib
import os
import shutil
import sys
from collections.abc import Iterator, Sequence
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.bench import ROOT, TINY, Bench
from benchmarks.figures import Figure
from benchmarks.page import Measured, page, read_notes, store, stored
from benchmarks.versions import machine, revision, versions

FAMILIES = (
    "diff",
    "merge",
    "validate",
    "parts",
    "contribute",
    "query",
    "blame",
    "git",
    "walk",
    "load",
)
NOTES = ROOT / "benchmarks/notes.md"


def main(words: Sequence[str]) -> None:
    """Measure what was asked for, and write the page with all that is known."""
    asked = _parse(words)
    _compile()
    bench = Bench(asked.folder.resolve(), **(TINY if asked.tiny else {}))
    chosen = () if asked.page else asked.families or FAMILIES
    shutil.rmtree(bench.folder / "homes", ignore_errors=True)  # made by older code, perhaps
    for family in chosen:
        store(bench.folder / "figures", family, _measured(bench, family))
    known = {family: stored(bench.folder / "figures", family) for family in FAMILIES}
    there = {family: measured for family, measured in known.items() if measured}
    asked.output.write_text(page(there, read_notes(NOTES), machine()))
    sys.stdout.write(f"{asked.output}\n")


def _compile() -> None:
    """Make bytecode of our code, as pip does for every package that it installs, the peers' too:
    where Python is told to write none, each run would compile it anew.
    """
    for package in ("datapatch", "webui", "hooks"):
        compileall.compile_dir(ROOT / package, quiet=1)


def _parse(words: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="make bench", description=__doc__)
    parser.add_argument("families", nargs="*", metavar="FAMILY", help=", ".join(FAMILIES))
    parser.add_argument("--folder", type=Path, default=ROOT / "build/bench")
    parser.add_argument("--output", type=Path, default=ROOT / "benchmarks/RESULTS.md")
    parser.add_argument("--page", action="store_true", help="measure nothing, write the page")
    parser.add_argument("--tiny", action="store_true", help="hundreds of rows: tries the harness")
    asked = parser.parse_args(words)
    if unknown := set(asked.families) - set(FAMILIES):
        parser.error(
            f"no such family: {', '.join(sorted(unknown))}; there is {', '.join(FAMILIES)}"
        )
    return asked


def _measured(bench: Bench, family: str) -> Measured:
    module = importlib.import_module(f"benchmarks.families.{family}")
    sys.stderr.write(f"{module.TITLE}\n")
    about = f"{datetime.now(UTC):%Y-%m-%d %H:%M} UTC, revision {revision()}; {versions(bench)}; "
    about += f"load of the machine before: {os.getloadavg()[0]:.1f}."
    figures = tuple(_told(module.measure(bench)))
    return Measured(module.TITLE, about, figures)


def _told(figures: Iterator[Figure]) -> Iterator[Figure]:
    for figure in figures:
        sys.stderr.write(f"  {figure}\n")
        yield figure


if __name__ == "__main__":
    main(sys.argv[1:])
