"""Stock git as a child process: nothing of the user's or the machine's configuration reaches it."""

import os
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from datapatch.errors import Unavailable
from datapatch.translation import N_

_KEPT = ("PATH", "SYSTEMROOT", "TMPDIR", "LD_LIBRARY_PATH", "SSL_CERT_FILE", "SSL_CERT_DIR")
_ALWAYS = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_SYSTEM": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_TERMINAL_PROMPT": "0",
    "LC_ALL": "C.UTF-8",
}


class GitError(Exception):
    """Stock git ended with an error; ``output`` is what it said."""

    def __init__(self, output: str) -> None:
        super().__init__(output)
        self.output = output


def git_environment(extra: Mapping[str, str] | None = None) -> dict[str, str]:
    """The whole environment of a git process: what finds programs, and ``extra``."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, **_ALWAYS, **(extra or {})}


def git_command(*arguments: str, config: Mapping[str, str] | None = None) -> list[str]:
    """The command line of stock git with these settings; any owner of a repository will do."""
    settings = {"safe.directory": "*", **(config or {})}
    pairs = [part for name, value in settings.items() for part in ("-c", f"{name}={value}")]
    return ["git", *pairs, *arguments]


def git_missing() -> Unavailable:
    """What is raised when there is no git on this machine."""
    return Unavailable(N_("git is not installed. Install git 2.29 or later."))


def output_of_git(
    command: Sequence[str], environment: Mapping[str, str], given: bytes = b""
) -> bytes:
    """What a git command prints when it reads ``given``; raises GitError and Unavailable."""
    try:
        done = subprocess.run(
            command, env=environment, input=given, capture_output=True, check=False
        )
    except FileNotFoundError as error:
        raise git_missing() from error
    if done.returncode:
        raise GitError(done.stderr.decode("utf-8", "replace").strip())
    return done.stdout


def run_git(
    arguments: Sequence[str], *, folder: Path, config: Mapping[str, str] | None = None
) -> str:
    """What git prints when it is run on the bare repository ``folder``.

    Raises GitError, and Unavailable when git is not installed.
    """
    command = git_command(*arguments, config=config)
    output = output_of_git(command, git_environment({"GIT_DIR": str(folder)}))
    return output.decode("utf-8", "surrogateescape")


def ask(folder: Path, *arguments: str) -> str:
    """The one line that git answers in ``folder``; raises GitError."""
    command = git_command("-C", str(folder), *arguments)
    return output_of_git(command, git_environment()).decode("utf-8", "surrogateescape").strip("\n")
