"""A new bare repository: complete under its name, or not there at all."""

import os
import secrets
import shutil
from pathlib import Path

from datapatch.errors import AlreadyExists

_CONFIG = """\
[core]
\trepositoryformatversion = 0
\tfilemode = true
\tbare = true
\tlogAllRefUpdates = false
\tfsync = all
[gc]
\tauto = 0
[maintenance]
\tauto = false
[transfer]
\tfsckObjects = true
[receive]
\tprocReceiveRefs = refs/heads
\tautogc = false
\tmaxInputSize = {push_bytes}
\tdenyDeletes = true
\tdenyNonFastForwards = true
[uploadpack]
\tallowFilter = true
"""


def create_repository(path: Path, *, borrow_from: Path | None, push_bytes: int) -> None:
    """Create an empty bare repository whose first branch will be ``main``.

    It borrows the objects of ``borrow_from`` by a relative path, so that both can move together.
    Raises AlreadyExists.
    """
    path.parent.mkdir(parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    for folder in ("objects/info", "objects/pack", "refs/heads", "refs/tags"):
        (fresh / folder).mkdir(parents=True)
    (fresh / "HEAD").write_text("ref: refs/heads/main\n")
    (fresh / "config").write_text(_CONFIG.format(push_bytes=push_bytes))
    if borrow_from is not None:
        lender = os.path.relpath(borrow_from / "objects", path / "objects")
        (fresh / "objects/info/alternates").write_text(f"{lender}\n")
    try:
        # an empty folder would be replaced by rename: only a missing one may be
        if path.exists():
            raise AlreadyExists(name=path.stem)
        fresh.rename(path)
    except OSError as error:
        raise AlreadyExists(name=path.stem) from error
    finally:
        shutil.rmtree(fresh, ignore_errors=True)
