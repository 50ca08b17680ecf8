"""The key of an instance, made once and kept in its folder, and the keys derived from it."""

import base64
import hmac
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


def derived_key(secret: str, purpose: str) -> bytes:
    """A key of 32 bytes for one purpose: what one of them signs means nothing to another."""
    return hmac.digest(secret.encode(), purpose.encode(), "sha256")


def receipt_secret(secret: str, contribution_id: str) -> str:
    """The secret in the link of a receipt, 43 characters.

    It can be made again for later mails, by whoever holds the instance's key and nobody else: the
    database keeps its hash alone.
    """
    made = hmac.digest(derived_key(secret, "receipt"), contribution_id.encode(), "sha256")
    return base64.urlsafe_b64encode(made).decode().rstrip("=")


def keyed_hash(secret: str, purpose: str, text: str) -> str:
    """What is kept of an address that is to be recognised and never read, in hexadecimal."""
    return hmac.new(derived_key(secret, purpose), text.encode(), "sha256").hexdigest()
