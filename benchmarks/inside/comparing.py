"""Two revisions compared in memory: ``HOME ROWS TIMES``."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.inside import (
    PLACES,
    contribute,
    decide,
    head,
    moderator,
    opened,
    publish,
    tell,
    timed,
)
from datapatch.workflow.past.comparing import compare

CHANGED = 100


def main(home: Path, rows: int, times: int) -> None:
    """Publish 100 neighbouring and 100 scattered rows, then compare before and after."""
    instance = opened(home)
    who = moderator(instance)
    step = max(1, rows // CHANGED)
    measured = {}
    for name, chosen in (
        ("neighbouring", [rows // 2 + row for row in range(min(CHANGED, rows // 2))]),
        ("scattered", [row * step for row in range(min(CHANGED, rows))]),
    ):
        before = head(instance)
        number = contribute(instance, chosen, f"+334{len(name):08d}")
        decide(instance, who, number)
        publish(instance, number)
        measured[name] = _compared(home, before, head(instance), len(chosen), times)
    tell(measured)


def _compared(home: Path, before: str, after: str, count: int, times: int) -> list[float]:
    """Seconds, each time with nothing in memory from before."""
    seconds = []
    for _ in range(times):
        afresh = opened(home)
        took, found = timed(partial(compare, afresh, PLACES, before, after))
        (table,) = found.tables
        if table.diff is None or len(table.diff.changes) != count:
            raise ValueError(found)
        seconds.append(took)
    return seconds


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
