"""What a command writes: to standard output, or whole into a file that is replaced at the end."""

import gc
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

from datapatch.environment import read_translator
from datapatch.errors import InvalidInput
from datapatch.presenting.painting import Paint, coloured, uncoloured
from datapatch.translation import N_

DIFFERENT = 1
"""The exit code that says: different, conflicts, invalid."""
_BUFFER = 1 << 16
NOT_WRITTEN = N_("{file} cannot be written: {reason}.")


def write_out(pieces: Iterable[str], output: Path | None = None) -> None:
    """Write text as UTF-8, piece by piece; a reader that has seen enough is no trouble."""
    write_bytes(encoded(pieces), output)


def encoded(pieces: Iterable[str]) -> Iterator[bytes]:
    """Text as UTF-8, in pieces large enough to be written at once."""
    waiting: list[str] = []
    size = 0
    for piece in pieces:
        waiting.append(piece)
        size += len(piece)
        if size > _BUFFER:
            yield "".join(waiting).encode("utf-8", "surrogateescape")
            waiting, size = [], 0
    yield "".join(waiting).encode("utf-8", "surrogateescape")


def write_bytes(pieces: Iterable[bytes], output: Path | None = None) -> None:
    """Write bytes to ``output``, or to standard output. Raises InvalidInput."""
    if output is not None and str(output) != "-":
        replace_file(output, pieces)
        return
    try:
        sys.stdout.buffer.writelines(pieces)
        sys.stdout.flush()
    except BrokenPipeError:
        # Python would complain at exit: what it still holds goes nowhere.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def replace_file(path: Path, pieces: Iterable[bytes]) -> None:
    """Make ``path`` hold ``pieces``, at once or not at all; raises InvalidInput."""
    try:
        if path.exists() and not path.is_file():  # /dev/stdout, a pipe
            with path.open("wb") as stream:
                stream.writelines(pieces)
            return
        # Only a few answers go into files.
        from tempfile import NamedTemporaryFile

        target = path.resolve()  # a link stays one
        with NamedTemporaryFile(dir=target.parent, prefix=".", delete=False) as stream:
            temporary = Path(stream.name)
            try:
                stream.writelines(pieces)
                stream.flush()
                temporary.chmod(_mode(target))
                temporary.replace(target)
            except BaseException:
                temporary.unlink(missing_ok=True)
                raise
    except OSError as error:
        raise InvalidInput(NOT_WRITTEN, file=path, reason=error.strerror or error) from error


def tell(template: str, /, **data: object) -> None:
    """Say one sentence on standard error, in the language of the terminal."""
    sys.stderr.write(read_translator()(template).format(**data) + "\n")


def paint_for_output(stream: TextIO | None = None) -> Paint:
    """Colours for a terminal, and for the pager that git starts; none where NO_COLOR is set.

    ``stream`` is where the text goes: standard output when left out.

    Source: https://no-color.org/
    """
    if os.environ.get("NO_COLOR"):
        return uncoloured
    paged = os.environ.get("GIT_PAGER_IN_USE") in {"1", "true"}
    if stream is not None:
        return coloured if stream.isatty() else uncoloured
    return coloured if paged or sys.stdout.isatty() else uncoloured


@contextmanager
def without_collecting() -> Iterator[None]:
    """A block in which Python does not look for cycles: tables make many values, and none."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _mode(path: Path) -> int:
    if path.exists():
        return path.stat().st_mode & 0o777
    mask = os.umask(0)
    os.umask(mask)
    return 0o666 & ~mask
