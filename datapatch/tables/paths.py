"""Judging the paths that a descriptor names: only plain paths inside the repository are opened."""

import re
from functools import lru_cache

_URL = re.compile(r"[A-Za-z][A-Za-z0-9+.-]*:")
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@lru_cache(20_000)
def is_local(path: str) -> bool:
    """Whether ``path`` names a file inside the repository, in the spelling of the standard.

    URLs, absolute paths, drive letters, backslashes, ``..``, ``~``, control characters and
    anything below ``.git`` are not. Source: https://specs.frictionlessdata.io/data-resource/
    """
    if not path or _URL.match(path) or _CONTROL.search(path) or "\\" in path:
        return False
    steps = path.removeprefix("./").split("/")
    if path.startswith("~") or any(step in {"", ".", ".."} for step in steps):
        return False
    return not any(step.lower().rstrip(" .") in {".git", "git~1"} for step in steps)


def stem(path: str) -> str:
    """The name of a file without folders and extension."""
    return path.rsplit("/", 1)[-1].split("?", 1)[0].rsplit(".", 1)[0]


def extension(path: str) -> str:
    """The extension of a file in lower case, without its dot; empty when there is none."""
    name = path.rsplit("/", 1)[-1].split("?", 1)[0]
    return name.rsplit(".", 1)[1].lower() if "." in name else ""
