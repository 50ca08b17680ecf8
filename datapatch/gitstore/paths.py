"""Paths inside a dataset: which ones are safe to write, on every system."""

from datapatch.errors import InvalidInput
from datapatch.translation import N_

_LONGEST = 1024


def path_fault(path: str) -> str | None:
    """An English template with ``{path}`` that says what is wrong with ``path``; None: nothing."""
    if not path or len(path.encode("utf-8", "surrogateescape")) > _LONGEST:
        return N_("“{path}” is empty or too long for a path: at most 1024 bytes.")
    if any("\ud800" <= letter <= "\udfff" for letter in path):
        return N_("“{path}” is not written in UTF-8: rename the file.")
    if any(ord(letter) < 32 or ord(letter) == 127 for letter in path):
        return N_("“{path}” holds a control character: rename the file.")
    if "\\" in path or ":" in path:
        return N_("“{path}” holds a backslash or a colon: use “/” between folders.")
    if any(part in ("", ".", "..") for part in path.split("/")):
        return N_("“{path}” leaves the dataset: use a plain path such as data/table.csv.")
    if any(_is_git_folder(part) for part in path.split("/")):
        return N_("“{path}” is reserved for git: choose another name.")
    return None


def safe_path(path: str) -> str:
    """``path`` itself; raises InvalidInput when it is not safe."""
    fault = path_fault(path)
    if fault is not None:
        raise InvalidInput(fault, path=path.encode("utf-8", "replace").decode())
    return path


def _is_git_folder(part: str) -> bool:
    # file systems that ignore case, trailing dots and spaces, or zero-width characters would
    # take these for the folder in which git keeps its own configuration
    plain = "".join(letter for letter in part if letter.isprintable()).rstrip(". ").lower()
    return plain in (".git", "git~1")
