"""A unified diff carried out on the bytes of a file: every line of it must be as the diff says.

Source: https://www.gnu.org/software/diffutils/manual/html_node/Detailed-Unified.html
"""

import io
from collections.abc import Iterable, Iterator, Sequence

from unidiff.errors import UnidiffParseError
from unidiff.patch import Hunk, PatchedFile, PatchSet

from datapatch.errors import InvalidInput, PatchMismatch
from datapatch.translation import N_

NOT_A_PATCH = N_("{file} is neither a patch in JSON nor a unified diff: {reason}.")
NO_CHANGES = N_("{file} changes no file. Make it with “datapatch diff” or “git diff”.")
OTHER_FILES = N_("{file} changes several files, and none of them is {table}: {files}.")
OTHER_LINE = N_(
    "Line {line} is “{found}”, where the patch expects “{expected}”. Make the patch again on this "
    "table."
)
NO_LINE = N_("The table ends before line {line}, where the patch expects “{expected}”.")
_SHOWN = 80
_BYTES = "latin-1"
"""Every byte is a character of this encoding, and comes back from it."""


def apply_lines(data: bytes, patch: bytes, *, table: str, file: str) -> bytes:
    """``data``, the file that people call ``table``, changed as the unified diff ``patch`` says.

    ``file`` names the patch in sentences. Raises InvalidInput for what is no patch for it, and
    PatchMismatch with the first line that is not as the patch expects it.
    """
    lines = list(io.BytesIO(data))  # a line feed alone ends a line
    made: list[bytes] = []
    done = 0
    for hunk in _chosen(_parsed(patch, file), table, file):
        old, new = _sides(hunk)
        start = hunk.source_start - 1 if hunk.source_length else hunk.source_start
        _check(lines, start, old)
        made += lines[done:start]
        made += new
        done = start + len(old)
    return b"".join([*made, *lines[done:]])


def patched_paths(patch: bytes, file: str) -> tuple[str, ...]:
    """The paths that a unified diff changes; raises InvalidInput for what is none."""
    return tuple(each.path for each in _parsed(patch, file))


def _parsed(patch: bytes, file: str) -> PatchSet:
    try:
        found = PatchSet(io.StringIO(patch.decode(_BYTES), newline="\n"))
    except UnidiffParseError as error:
        raise InvalidInput(NOT_A_PATCH, file=file, reason=str(error).rstrip("\n")) from error
    if not found:
        raise InvalidInput(NO_CHANGES, file=file)
    return found


def _chosen(found: Sequence[PatchedFile], table: str, file: str) -> PatchedFile:
    """The only file, else the one that is called as the table is."""
    same = [each for each in found if table in (each.path, each.path.rsplit("/", 1)[-1])]
    if len(found) > 1 and len(same) != 1:
        paths = ", ".join(each.path for each in found)
        raise InvalidInput(OTHER_FILES, file=file, table=table, files=paths)
    return found[0] if len(found) == 1 else same[0]


def _sides(hunk: Hunk) -> tuple[list[bytes], list[bytes]]:
    """The lines of a hunk before and after."""
    old: list[bytes] = []
    new: list[bytes] = []
    for sign, value in _closed(hunk):
        if sign != "+":
            old.append(value)
        if sign != "-":
            new.append(value)
    return old, new


def _closed(hunk: Hunk) -> Iterator[tuple[str, bytes]]:
    """Sign and bytes of each line; one that the diff says has no line end has none."""
    lines = list(hunk)
    for line, following in zip(lines, [*lines[1:], None], strict=True):
        if line.line_type != "\\":
            value = line.value.encode(_BYTES)
            ends = following is None or following.line_type != "\\"
            yield line.line_type, value if ends else value.removesuffix(b"\n")


def _check(lines: Sequence[bytes], start: int, expected: Iterable[bytes]) -> None:
    for place, line in enumerate(expected, start):
        if place >= len(lines):
            raise PatchMismatch(NO_LINE, line=place + 1, expected=_shown(line))
        if lines[place] != line:
            found = _shown(lines[place])
            raise PatchMismatch(OTHER_LINE, line=place + 1, found=found, expected=_shown(line))


def _shown(line: bytes) -> str:
    text = line.decode("utf-8", "replace").rstrip("\r\n")
    return text if len(text) <= _SHOWN else text[: _SHOWN - 1] + "…"
