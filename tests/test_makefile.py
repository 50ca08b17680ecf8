"""The two commands: what ``make`` does the second time, and what it says when something lacks."""

import re
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
BUILT = (".venv/done/project", "webui/static/bundle/manifest.json")


@pytest.mark.skipif(
    not all((ROOT / file).exists() for file in BUILT), reason="this checkout was not built by make"
)
def test_a_second_run_builds_nothing() -> None:
    """Once everything is built, ``make run`` only starts the server."""
    shown = subprocess.run(
        ["make", "--dry-run", "run"], cwd=ROOT, capture_output=True, text=True, check=True
    )

    assert shown.stdout.split() == ["exec", ".venv/bin/datapatch", "serve"]


def test_what_is_missing_is_named(tmp_path: Path) -> None:
    """On a bare machine the line that installs what lacks is printed, in the reader's language."""
    for program in ("sh", "dirname"):
        (tmp_path / program).symlink_to(str(shutil.which(program)))
    bare = {"PATH": str(tmp_path), "LANG": "fr_FR.UTF-8"}

    result = subprocess.run(
        ["sh", ROOT / "tools" / "machine.sh"], env=bare, capture_output=True, text=True, check=False
    )

    assert result.returncode == 1
    assert "Il manque sur cette machine : Python >= 3.11, git >= 2.29." in result.stderr
    assert "sudo apt install git make python3 python3-venv" in result.stderr


def test_an_old_git_is_named(tmp_path: Path) -> None:
    """A git before 2.29 is as good as none."""
    (tmp_path / "git").write_text("#!/bin/sh\necho git version 2.28.1\n")
    (tmp_path / "git").chmod(0o755)
    path = f"{tmp_path}:/usr/bin:/bin"

    result = subprocess.run(
        ["sh", ROOT / "tools" / "machine.sh"],
        env={"PATH": path, "PYTHON": shutil.which("python3") or "python3"},
        capture_output=True,
        text=True,
        check=False,
    )

    assert "Missing on this machine: git >= 2.29." in result.stderr


@pytest.mark.parametrize("file", sorted(Path(ROOT / "requirements").glob("*.txt")), ids=str)
def test_pins_are_exact_and_name_no_place(file: Path) -> None:
    """Each requirement is one exact version, from whatever index the machine uses."""
    lines = [line for line in file.read_text().splitlines() if not line.lstrip().startswith("#")]

    assert lines
    for line in lines:
        assert re.fullmatch(r"[\w.-]+(\[\w+\])?==[\w.]+( ; .+)?", line), line


def test_the_lock_file_names_no_registry() -> None:
    """Packages of the front end are known by version and hash, not by where they were fetched."""
    lock = (ROOT / "package-lock.json").read_text()

    assert '"integrity": "sha512-' in lock
    assert "resolved" not in lock
