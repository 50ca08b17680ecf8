"""Two files compared line by line, as ``git apply`` and ``patch`` read it: stock git does it."""

import os
import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from datapatch.errors import InvalidInput
from datapatch.gitstore.stock import git_command, git_environment, git_missing
from datapatch.translation import N_
from datapatch.workflow.shell.found_tables import FoundTable

FAILED = N_("git could not compare the files: {reason}")
_SETTINGS = {"core.autocrlf": "false", "core.safecrlf": "false", "diff.algorithm": "histogram"}
_UNQUOTED = re.compile(r"[\w./ +@=~^-]+")


def unified(old: FoundTable, new: FoundTable) -> Iterator[bytes]:
    """The lines that differ, byte for byte, under the path of the old file; raises InvalidInput."""
    with _on_disk(old) as here, _on_disk(new) as there:
        lines = hunks(here, there)
        first = next(lines, None)
        if first is None:
            return
        named = old if old.name != os.devnull else new
        for sign, side, found in ((b"---", "a", old), (b"+++", "b", new)):
            path = os.devnull if found.name == os.devnull else f"{side}/{named.path}"
            yield sign + b" " + _quoted(path) + b"\n"
        yield first
        yield from lines


def hunks(old: Path, new: Path) -> Iterator[bytes]:
    """What git prints of two files from the first hunk on; raises InvalidInput."""
    options = (
        "--no-index",
        "--no-ext-diff",
        "--no-textconv",
        "--no-color",
        "--text",
        "--no-prefix",
    )
    command = git_command("diff", *options, "--", str(old), str(new), config=_SETTINGS)
    try:
        child = subprocess.Popen(command, env=git_environment(), stdout=subprocess.PIPE)
    except FileNotFoundError as error:
        raise git_missing() from error
    with child:
        started = False
        for line in child.stdout or ():
            started = started or line.startswith(b"@@")
            if started:
                yield line
    if child.returncode not in (0, 1):
        raise InvalidInput(FAILED, reason=child.returncode)


@contextmanager
def _on_disk(found: FoundTable) -> Iterator[Path]:
    """A file that holds the bytes of the table: its own, else a copy for the time being."""
    if found.file is not None:
        yield found.file.resolve()  # git would compare where links point
        return
    with NamedTemporaryFile(suffix=".csv") as copy:
        copy.write(found.table.data)
        copy.flush()
        yield Path(copy.name)


def _quoted(path: str) -> bytes:
    """A path as git writes it in a diff: between quotes where it holds unusual characters."""
    data = path.encode("utf-8", "surrogateescape")
    if _UNQUOTED.fullmatch(path) and path.isascii():
        return data + (b"\t" if b" " in data else b"")
    return b'"' + b"".join(map(_escaped, data)) + b'"'


def _escaped(byte: int) -> bytes:
    if byte in b'"\\':
        return b"\\" + bytes([byte])
    return bytes([byte]) if 0x20 <= byte < 0x7F else b"\\%03o" % byte
