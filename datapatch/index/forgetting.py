"""Every derived value, forgotten at once: it is made again from git when somebody asks."""

from pathlib import Path


def forget_all(folder: Path) -> None:
    """Delete every cache under ``folder``.

    A process that has one open goes on with what it has, until it ends: it is to be restarted.
    """
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.suffix != ".lock":
            path.unlink(missing_ok=True)
