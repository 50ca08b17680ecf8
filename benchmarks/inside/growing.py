"""A history made by contributions, so that it is stored as we store it: ``HOME ROWS REVISIONS``."""

import sys
from pathlib import Path

from benchmarks.histories import changes
from benchmarks.inside import contribute, decide, moderator, opened, publish, tell


def main(home: Path, rows: int, revisions: int) -> None:
    """Open and publish one contribution for each revision."""
    instance = opened(home)
    who = moderator(instance)
    for chosen, phone in changes(rows, revisions):
        number = contribute(instance, chosen, phone)
        decide(instance, who, number)
        publish(instance, number)
    tell({})


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))
