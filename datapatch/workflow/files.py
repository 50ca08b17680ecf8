"""Files of this machine: too large, not there, not to be read, or not to be written."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy.exc import OperationalError

from datapatch.errors import InvalidInput, LimitExceeded, Unavailable
from datapatch.translation import N_
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance

NOT_WRITTEN = N_(
    "{name} could not be written: {reason}. Nothing was changed. "
    "Try again later, or ask the people who run this server to make room."
)


def read_file(instance: Instance, path: Path, name: str = "") -> bytes:
    """The bytes of ``path``, which sentences call ``name``.

    Raises `InvalidInput`, and `LimitExceeded` before more is read than an import may hold.
    """
    name = name or path.name
    with readable(path):
        if not path.exists():
            raise InvalidInput(N_("There is no file {file}."), file=name)
        if not path.is_file():
            raise InvalidInput(
                N_("{file} is no ordinary file. Save what it gives, then import that."), file=name
            )
        check_size(name, path.stat().st_size, instance.config.limits.file_bytes)
        return path.read_bytes()


@contextmanager
def readable(path: Path) -> Iterator[None]:
    """Tell what the machine objects to when ``path`` is read as `InvalidInput`."""
    try:
        yield
    except OSError as error:
        raise InvalidInput(
            N_(
                "{file} cannot be read: {reason}. "
                "Check the file and the right to read it, then import again."
            ),
            file=path.name,
            reason=error.strerror or error,
        ) from error


@contextmanager
def writable(name: DatasetName, template: str = NOT_WRITTEN) -> Iterator[None]:
    """Tell what disk or database object to while something of ``name`` is written.

    It becomes `Unavailable`, with a sentence of ``name`` and ``reason``.
    """
    try:
        yield
    except (OSError, OperationalError) as error:
        cause = error.orig if isinstance(error, OperationalError) else error.strerror
        raise Unavailable(template, name=name, reason=cause or error) from error


def check_size(file: str, size: int, limit: int) -> None:
    """Raise `LimitExceeded` for a file that is larger than the instance takes."""
    if size > limit:
        raise LimitExceeded(
            N_(
                "{file} holds {size} bytes; this server takes {limit} at most. "
                "Split it, or ask its operator."
            ),
            file=file,
            size=size,
            limit=limit,
        )
