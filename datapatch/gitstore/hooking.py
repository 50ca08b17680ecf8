"""The folder of hooks that git is pointed to: two shims that start this very interpreter."""

import secrets
import shlex
import sys
from pathlib import Path

HOOKS = ("pre-receive", "proc-receive")


def install_hooks(folder: Path, script: Path) -> None:
    """Write into ``folder`` the hooks that run ``script`` with the hook's name.

    Executable bits get lost in wheels, and another python may come first on PATH: hence shims.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for hook in HOOKS:
        # -I -S: neither the environment nor installed packages are looked at, which is quick
        words = [sys.executable, "-I", "-S", str(script.resolve()), hook]
        shim = folder / hook
        # Several web processes may start at once, each with a draft of its own.
        fresh = shim.with_suffix(f".{secrets.token_hex(4)}")
        fresh.write_text(f"#!/bin/sh\nexec {shlex.join(words)}\n")
        fresh.chmod(0o755)
        fresh.replace(shim)
