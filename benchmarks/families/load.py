"""A crowd on a real server, and the same crowd while the server is killed again and again."""

import json
import shutil
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from benchmarks.bench import ROOT, Bench
from benchmarks.figures import Bar, Figure, Series
from benchmarks.homes import import_table
from benchmarks.measuring import Command, Failed, run

TITLE = "Many at once: contributors, 4 moderators and pushes by stock git"
DONE = {
    "sent": "contributions sent in a minute",
    "published": "published in a minute",
    "refused": "refused in a minute",
    "pushed": "pushes to main in a minute",
    "turned": "told to come again in a few seconds, in a minute",
}


@dataclass(frozen=True, slots=True)
class Told:
    """What came of one load."""

    name: str
    per_minute: Mapping[str, float]
    slowest: Mapping[str, float]
    faults: tuple[str, ...]

    def series(self, value: float | None, *, is_count: bool = False) -> Series | None:
        """One figure of this load."""
        if value is None:
            return None
        return Series(self.name, (value,), unit="count" if is_count else "s")


def measure(bench: Bench) -> Iterator[Figure]:
    """What is done in a minute, the 95th percentile of each wait, and what was lost: nothing."""
    crowd = f"{bench.crowd} contributors, {bench.seconds} s"
    try:
        calm = _load(bench, "undisturbed", 0)
        killed = _load(bench, f"killed {bench.kills} ×", bench.kills)
    except Failed as failure:
        yield Figure(crowd, None, failure=str(failure))
        return
    for name, words in DONE.items():
        ours = calm.series(calm.per_minute[name], is_count=True)
        yield Figure(words, ours, killed.series(killed.per_minute[name], is_count=True))
    for step, seconds in calm.slowest.items():
        ours, theirs = calm.series(seconds), killed.series(killed.slowest.get(step))
        yield Figure(f"95th percentile: {step}", ours, theirs)
    for told in (calm, killed):
        lost = told.series(float(len(told.faults)), is_count=True)
        work = f"{told.name}: receipts, verdicts, commits or values lost"
        yield Figure(work, lost, None, (Bar("at most", 0),), "; ".join(told.faults[:3]))


def _load(bench: Bench, name: str, kills: int) -> Told:
    home = bench.home(f"load-{kills}")
    shutil.rmtree(home, ignore_errors=True)
    import_table(bench, home, bench.places)
    numbers = (bench.places, bench.crowd, bench.seconds, kills)
    command: Command = [sys.executable, "-m", "benchmarks.load", home, *map(str, numbers)]
    told = json.loads(run(command, folder=ROOT, keep=True).output)
    faults = tuple(str(fault) for fault in told["faults"])
    return Told(name, told["per_minute"], told["slowest"], faults)
