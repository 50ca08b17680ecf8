"""A history to look back on: revision by revision a few rows get another phone number.

Run as ``python -m benchmarks.histories TABLE REPOSITORY REVISIONS``: the table as one file of a
repository that stock git makes.
"""

import random
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from benchmarks.tables import PHONE

CHANGED = 5
PATH = "places.csv"


def changes(rows: int, revisions: int) -> Iterator[tuple[list[int], str]]:
    """The rows that each revision changes, and the number that they all get."""
    draw = random.Random(revisions)
    for number in range(revisions):
        yield sorted(draw.sample(range(rows), min(CHANGED, rows))), f"+336{number:08d}"


def make_history(table: Path, repository: Path, revisions: int) -> None:
    """One commit of the table and ``revisions`` that change it, on ``main`` of a new repository."""
    subprocess.run(["git", "init", "-q", "--bare", "-b", "main", repository], check=True)
    lines = table.read_bytes().splitlines(keepends=True)
    command = ["git", "-C", str(repository), "fast-import", "--quiet"]
    with subprocess.Popen(command, stdin=subprocess.PIPE) as process:
        if process.stdin is None:
            raise ValueError(command)
        _commit(process.stdin, 0, lines)
        for number, (rows, phone) in enumerate(changes(len(lines) - 1, revisions), 1):
            for row in rows:
                cells = lines[row + 1].split(b",")
                cells[PHONE] = phone.encode()
                lines[row + 1] = b",".join(cells)
            _commit(process.stdin, number, lines)


def _commit(into: IO[bytes], number: int, lines: list[bytes]) -> None:
    data = b"".join(lines)
    who = f"committer Zoe <zoe@example.org> {1_700_000_000 + number * 3_600} +0000"
    head = f"commit refs/heads/main\n{who}\ndata 4\ncall\n"
    into.write(f"{head}M 100644 inline {PATH}\ndata {len(data)}\n".encode())
    into.write(data + b"\n")


if __name__ == "__main__":
    make_history(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]))
