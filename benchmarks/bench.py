"""What every family of measures is handed: sizes, folders, and how often to run."""

import sys
from dataclasses import dataclass
from pathlib import Path

from benchmarks.measuring import Failed, Run, run
from benchmarks.tables import schema, table

ROOT = Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class Bench:
    """One run of the harness. ``folder`` holds tables, peers and what is made on the way.

    ``large``, ``middle`` and ``small`` are numbers of rows; slow peers run once, on ``middle``.
    ``crowd`` contributes to a table of ``places`` rows for ``seconds``, during which the server is
    killed ``kills`` times. ``warm`` is how many requests servers get before the clock starts: each
    has two processes.
    """

    folder: Path
    large: int = 1_000_000
    middle: int = 100_000
    small: int = 2_000
    times: int = 5
    revisions: int = 200
    warm: int = 4
    crowd: int = 200
    places: int = 5_000
    seconds: int = 120
    kills: int = 3

    def table(self, rows: int, version: str = "base") -> Path:
        """A version of the table of so many rows; generated when it is first asked for."""
        tables = self.folder / "tables"
        wanted = table(tables, rows, version)
        if not wanted.exists():
            run([sys.executable, "-m", "benchmarks.tables", tables, str(rows)], folder=ROOT)
        return wanted

    @property
    def schema(self) -> Path:
        """The Table Schema of every table."""
        self.table(self.small)
        return schema(self.folder / "tables")

    @property
    def datapatch(self) -> Path:
        """Our command."""
        return Path(sys.executable).parent / "datapatch"

    def peer(self, name: str) -> Path:
        """The command of a peer; raises Failed when it is not installed."""
        for folder in ("peers/bin", "peers/node_modules/.bin"):
            path = self.folder / folder / name
            if path.exists():
                return path
        raise Failed(f"{name} is not installed")

    def home(self, name: str) -> Path:
        """A folder for an instance of this run."""
        return self.folder / "homes" / name

    def inside(self, step: str, *arguments: str | Path) -> Run:
        """Run a module of ``benchmarks.inside`` in a process of its own; it prints JSON."""
        module = f"benchmarks.inside.{step}"
        return run([sys.executable, "-m", module, *arguments], folder=ROOT, keep=True)


TINY = {
    **{"large": 400, "middle": 400, "small": 400, "times": 1, "revisions": 6, "warm": 0},
    **{"crowd": 20, "seconds": 10, "kills": 1},
}
"""Sizes with which the harness itself is tried."""
