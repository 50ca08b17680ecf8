"""The versions of a file that a merge of stock git left in its index."""

from pathlib import Path

from datapatch.errors import NotFound
from datapatch.gitstore.stock import (
    GitError,
    ask,
    git_command,
    git_environment,
    output_of_git,
)
from datapatch.translation import N_

NOT_UNMERGED = N_(
    "{file} is not in the middle of a merge. Give --base, --ours and --theirs, or merge again."
)


def unmerged(file: Path) -> tuple[bytes, bytes, bytes]:
    """Base, ours and theirs of a file that git could not merge; no bytes where there is no base.

    Raises NotFound.
    """
    try:
        listed = ask(file.absolute().parent, "ls-files", "--unmerged", "--", file.name)
    except (GitError, NotADirectoryError, FileNotFoundError) as error:
        raise NotFound(NOT_UNMERGED, file=file) from error
    blobs = {}
    for line in listed.splitlines():
        about = line.split("\t", 1)[0].split(" ")
        blobs[about[2]] = about[1]
    if not {"2", "3"} <= blobs.keys():
        raise NotFound(NOT_UNMERGED, file=file)
    base, ours, theirs = (_content(file, blobs.get(stage)) for stage in "123")
    return base, ours, theirs


def _content(file: Path, blob: str | None) -> bytes:
    if blob is None:
        return b""
    command = git_command("-C", str(file.absolute().parent), "cat-file", "blob", blob)
    return output_of_git(command, git_environment())
