"""A history made by contributions, so that it is stored as we store it: ``HOME ROWS REVISIONS``."""

import sys
from pathlib import Path

from benchmarks.histories import changes
from benchmarks.inside import contribute, moderator, now, opened, tell
from datapatch.workflow.deciding import accept


def main(home: Path, rows: int, revisions: int) -> None:
    """Open and publish one contribution for each revision."""
    instance = opened(home)
    who = moderator(instance)
    for chosen, phone in changes(rows, revisions):
        accept(instance, who, contribute(instance, chosen, phone), now=now())
    tell({})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
