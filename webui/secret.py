"""The key that signs sessions and forms: made once, kept in the instance folder."""

import os
import secrets
from pathlib import Path


def secret_key(folder: Path) -> str:
    """The instance's key; made at the first start, readable by its owner alone."""
    path = folder / "secret-key"
    if not path.exists():
        folder.mkdir(parents=True, exist_ok=True)
        # Several processes may start at once: a link is made once, and is never half a key.
        draft = folder / f"secret-key.{secrets.token_hex(4)}"
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(48))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text()
