"""The pages about the command line show what really happens."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import ROOT

CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.DOTALL | re.MULTILINE)


def transcript(page: str) -> list[tuple[str, str]]:
    """Every command of a page, and what it is said to print."""
    found: list[tuple[str, str]] = []
    for block in CONSOLE.findall((ROOT / "docs" / page).read_text()):
        for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
            command, _, printed = part.partition("\n")
            found.append((command, printed))
    return found


def environment() -> dict[str, str]:
    """That of a person who installed Data Patch."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    person = {"GIT_AUTHOR_NAME": "Zoe", "GIT_AUTHOR_EMAIL": "zoe@example.org"}
    person |= {"GIT_COMMITTER_NAME": "Zoe", "GIT_COMMITTER_EMAIL": "zoe@example.org"}
    return {**os.environ, **person, "PATH": path, "DATAPATCH_LANGUAGE": "en"}


@pytest.mark.parametrize("page", ["command-line.md"])
def test_what_commands_print(page: str, tmp_path: Path) -> None:
    """Each command in order, in one folder; a file that is shown first is what is shown."""
    for command, expected in transcript(page):
        shown = tmp_path / command.removeprefix("cat ")
        if command.startswith("cat ") and not shown.exists():
            shown.write_text(expected)
        done = subprocess.run(
            ["bash", "-c", command],
            cwd=tmp_path,
            env=environment(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        assert done.stdout == expected, command
