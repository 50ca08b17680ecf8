"""What stock git and Python's csv say of a history: nothing of Data Patch has a hand in it."""

import csv
import io
import subprocess
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

Rows = list[list[str]]


@dataclass(frozen=True)
class Version:
    """A table at one commit of the log, with its header."""

    commit: str
    header: list[str]
    rows: Rows

    @property
    def content(self) -> Counter[tuple[str, ...]]:
        """Each row and how often it stands there."""
        return Counter(map(tuple, self.rows))


class Facts:
    """A bare clone of a bundle, asked by stock git."""

    def __init__(self, bundle: Path, folder: Path) -> None:
        self._folder = folder
        command = ["git", "clone", "--quiet", "--bare", str(bundle), str(folder)]
        subprocess.run(command, check=True)

    def git(self, *words: str) -> str:
        """What git prints."""
        done = subprocess.run(
            ["git", "-C", str(self._folder), *words], capture_output=True, check=True
        )
        return done.stdout.decode(errors="replace")

    def log(self, form: str) -> list[str]:
        """One line for each first parent, newest first."""
        days = "--date=format:%Y-%m-%d"
        return self.git("log", "--first-parent", f"--format={form}", days, "HEAD").splitlines()

    def people(self) -> int:
        """How many names with addresses the whole history holds."""
        forms = ("--format=%an <%ae>", "--format=%cn <%ce>")
        return len({line for form in forms for line in self.git("log", form).splitlines()})

    def versions(self, path: str) -> Iterator[Version]:
        """The table at each commit of the log that touched it, oldest first."""
        listed = self.git("log", "--first-parent", "--reverse", "--format=%H", "HEAD", "--", path)
        commits = listed.split()
        for commit, text in zip(commits, self._files(commits, path), strict=True):
            if text is not None:  # it is removed there
                yield _version(commit, text)

    def version(self, commit: str, path: str) -> Version | None:
        """The table at a commit, or an expression for one; None where it does not exist."""
        (text,) = self._files([commit], path)
        return None if text is None else _version(commit, text)

    def _files(self, commits: list[str], path: str) -> list[str | None]:
        """The file at each of these commits, by one run of git."""
        asked = "".join(f"{commit}:{path}\n" for commit in commits).encode()
        done = subprocess.run(
            ["git", "-C", str(self._folder), "cat-file", "--batch"],
            input=asked,
            capture_output=True,
            check=True,
        )
        told, found = io.BytesIO(done.stdout), list[str | None]()
        for _ in commits:
            head = told.readline().split()
            if head[-1] == b"missing":
                found.append(None)
                continue
            found.append(told.read(int(head[-1])).decode(errors="replace"))
            told.readline()
        return found


def _version(commit: str, text: str) -> Version:
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    return Version(commit, header, rows)
