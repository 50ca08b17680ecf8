"""Files of this machine as an import meets them: too large, not there, not to be read."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datapatch.errors import InvalidInput, LimitExceeded
from datapatch.translation import N_
from datapatch.workflow.instance import Instance


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
