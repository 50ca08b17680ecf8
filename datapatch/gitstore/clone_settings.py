"""What makes stock git compare and merge tables with Data Patch, in one clone."""

import re
from collections.abc import Sequence
from pathlib import Path

from datapatch.errors import NotFound, Unavailable
from datapatch.gitstore.stock import GitError, ask
from datapatch.translation import N_

SETTINGS = {
    "diff.datapatch.command": "datapatch git-diff",
    "merge.datapatch.name": "Data Patch, cell by cell",
    "merge.datapatch.driver": "datapatch git-merge %O %A %B %L %P",
}
SECTIONS = ("diff.datapatch", "merge.datapatch")
PATTERNS = ("*.csv", "*.tsv")
ATTRIBUTES = "-text diff=datapatch merge=datapatch"
CONFLICTS = "*.conflicts.json"
NO_REPOSITORY = N_("{folder} is no git repository. Name the folder of a clone.")
NOT_SET = N_("git could not change the settings of {folder}: {reason}")


def install(folder: Path) -> None:
    """Set what is not set yet in the clone at ``folder``; raises NotFound and Unavailable."""
    _file(folder, "info")  # raises where there is no repository
    for name, value in SETTINGS.items():
        _ask(folder, "config", "--local", name, value)
    wanted = [f"{pattern} {ATTRIBUTES}" for pattern in PATTERNS if not _attributed(folder, pattern)]
    _add_lines(_file(folder, "info/attributes"), wanted)
    _add_lines(_file(folder, "info/exclude"), [CONFLICTS])


def uninstall(folder: Path) -> None:
    """Take back what ``install`` does, and nothing else; raises NotFound and Unavailable."""
    _file(folder, "info")  # as above
    for section in SECTIONS:
        if _sections(folder, section):
            _ask(folder, "config", "--local", "--remove-section", section)
    _drop_lines(
        _file(folder, "info/attributes"), [f"{pattern} {ATTRIBUTES}" for pattern in PATTERNS]
    )
    _drop_lines(_file(folder, "info/exclude"), [CONFLICTS])


def _attributed(folder: Path, pattern: str) -> bool:
    """Whether the repository's own attributes, or the clone's, name our drivers already."""
    answer = _ask(folder, "check-attr", "diff", "merge", "--", pattern.replace("*", "table"))
    return len(re.findall(r": (?:diff|merge): datapatch$", answer, re.MULTILINE)) == 2


def _sections(folder: Path, section: str) -> bool:
    try:
        return bool(ask(folder, "config", "--local", "--get-regexp", f"^{re.escape(section)}\\."))
    except GitError:  # nothing is set
        return False


def _file(folder: Path, name: str) -> Path:
    try:
        return folder / ask(folder, "rev-parse", "--git-path", name)
    except GitError as error:
        raise NotFound(NO_REPOSITORY, folder=folder) from error


def _ask(folder: Path, *arguments: str) -> str:
    try:
        return ask(folder, *arguments)
    except GitError as error:
        raise Unavailable(NOT_SET, folder=folder, reason=error.output) from error


def _add_lines(path: Path, wanted: Sequence[str]) -> None:
    text = path.read_text() if path.exists() else ""
    missing = [line for line in wanted if line not in text.splitlines()]
    if missing:
        path.parent.mkdir(parents=True, exist_ok=True)
        before = text if not text or text.endswith("\n") else f"{text}\n"
        path.write_text(before + "".join(f"{line}\n" for line in missing))


def _drop_lines(path: Path, unwanted: Sequence[str]) -> None:
    """Take lines out of a file, and the file away when nothing else stood in it."""
    lines = path.read_text().splitlines(keepends=True) if path.exists() else []
    kept = [line for line in lines if line.rstrip("\n") not in unwanted]
    if kept:
        path.write_text("".join(kept))
    elif lines:
        path.unlink()
