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
        for commit in listed.split():
            version = self.version(commit, path)
            if version is not None:
                yield version

    def version(self, commit: str, path: str) -> Version | None:
        """The table at a commit, or an expression for one; None where it does not exist."""
        try:
            text = self.git("show", f"{commit}:{path}")
        except subprocess.CalledProcessError:
            return None
        header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
        return Version(commit, header, rows)
