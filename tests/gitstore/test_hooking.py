"""Hooks are found and run wherever they were installed."""

import os
import subprocess
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from datapatch.gitstore.hooking import HOOKS, install_hooks

SCRIPT = Path(__file__).resolve().parents[2] / "hooks" / "handing_over.py"


def test_without_a_server_nothing_comes_in(tmp_path: Path) -> None:
    """A hook that cannot reach its server refuses, in words; the environment does not matter."""
    folder = tmp_path / "a folder's name"
    install_hooks(folder, SCRIPT)
    install_hooks(folder, SCRIPT)
    for hook in HOOKS:
        done = subprocess.run(
            [folder / hook],
            env={"PYTHONPATH": "/nowhere", "PYTHONHOME": "/nowhere", "PATH": os.defpath},
            input=b"000eversion=1\n00000000",
            capture_output=True,
            check=False,
        )
        assert done.returncode == 1
        assert b"did not answer" in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == sorted(HOOKS)


def test_processes_install_them_at_once(tmp_path: Path) -> None:
    """Workers that start together do not disturb each other, and leave the hooks alone."""
    with ThreadPoolExecutor(8) as pool:
        for made in [pool.submit(install_hooks, tmp_path, SCRIPT) for _ in range(40)]:
            made.result()
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(HOOKS)
