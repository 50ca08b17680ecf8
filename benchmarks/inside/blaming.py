"""Blame of a whole table from the index: ``HOME ROWS TIMES``."""

import sys
from functools import partial
from pathlib import Path

from benchmarks.inside import PLACES, RESOURCE, opened, tell, timed
from datapatch.workflow.past.blaming import blame_rows


def main(home: Path, rows: int, times: int) -> None:
    """Each time with nothing in memory from before."""
    seconds = []
    for _ in range(times):
        took, blamed = timed(partial(blame_rows, opened(home), PLACES, RESOURCE))
        if blamed is None or len(blamed.places) != rows:
            raise ValueError(blamed)
        seconds.append(took)
    tell({"blame": seconds})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
