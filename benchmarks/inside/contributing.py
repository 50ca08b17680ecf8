"""One contribution opened and published: ``HOME ROWS TIMES``."""

import sys
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks.inside import PLACES, contribute, decide, moderator, opened, publish, tell, timed
from datapatch.gitstore.maintaining import maintain, stored
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.publishing import Moderator

SPREAD = 97_003
"""A prime: rows that are so far apart lie in different parts."""


def main(home: Path, rows: int, times: int) -> None:
    """Time one cell and ten scattered cells, and count what ten leave behind."""
    instance = opened(home)
    who = moderator(instance)
    chosen = _rows(rows)
    walk(instance, who, [next(chosen)], "+33400000000")  # the first one loads what all need
    measured: dict[str, list[float]] = {}
    for number in range(times):
        for cells in (1, 10):
            picked = [next(chosen) for _ in range(cells)]
            seconds = walk(instance, who, picked, f"+3340000{number:02d}{cells:02d}")
            for step, took in seconds.items():
                measured.setdefault(f"{step} {cells}", []).append(took)
    tell({**measured, **_traces(instance, who, [next(chosen) for _ in range(10)])})


def walk(instance: Instance, who: Moderator, rows: list[int], phone: str) -> dict[str, float]:
    """Seconds to open, to record the verdict, and to publish."""
    opening, number = timed(partial(contribute, instance, rows, phone))
    deciding, _ = timed(partial(decide, instance, who, number))
    publishing, _ = timed(partial(publish, instance, number))
    return {"open": opening, "decide": deciding, "publish": publishing}


def _rows(count: int) -> Iterator[int]:
    row = 0
    while True:
        row = (row + SPREAD) % count
        yield row


def _traces(instance: Instance, who: Moderator, rows: list[int]) -> dict[str, list[float]]:
    """Bytes of loose objects after ten more cells, and what they add to the packs."""
    with instance.repositories(PLACES) as pair:
        maintain(pair)
        before = stored(pair.published_path)
        walk(instance, who, rows, "+33411111111")
        loose = stored(pair.published_path).loose_bytes - before.loose_bytes
        maintain(pair)
        packed = stored(pair.published_path).size - before.size
    return {"loose": [loose], "packed": [packed]}


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
