"""Which machine and which versions a page of results speaks of."""

import importlib.metadata
import os
import platform
import subprocess
from pathlib import Path

from benchmarks.bench import ROOT, Bench

PACKAGES = ("csv-diff", "datasette", "duckdb", "frictionless")


def machine() -> str:
    """Cores, memory, system."""
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    cores = len(os.sched_getaffinity(0))
    system = f"{platform.system()} on {platform.machine()}"
    return f"{cores} cores, {memory:.0f} GB, {system}, Python {platform.python_version()}."


def versions(bench: Bench) -> str:
    """Every peer that is installed, with its version."""
    found = [_said("git", "--version").removeprefix("git version ").strip()]
    shown = [f"git {found[0]}"] if found[0] else []
    site = next(iter((bench.folder / "peers/lib").glob("python*/site-packages")), Path(os.devnull))
    for package in importlib.metadata.distributions(path=[str(site)]):
        if package.metadata["Name"] in PACKAGES:
            shown.append(f"{package.metadata['Name']} {package.version}")
    daff = bench.folder / "peers/node_modules/.bin/daff"
    if version := _said(str(daff), "version"):
        shown.append(f"daff {version.split()[-1]}")
    if version := _said("sqlite3", "--version"):
        shown.append(f"sqldiff of SQLite {version.split()[0]}")
    return ", ".join(sorted(shown))


def revision() -> str:
    """The commit that was measured, and whether it was changed."""
    commit = _said("git", "-C", str(ROOT), "rev-parse", "--short=12", "HEAD").strip()
    changed = _said("git", "-C", str(ROOT), "status", "--porcelain", "--untracked-files=no")
    return f"{commit or 'unknown'}{' with changes' if changed else ''}"


def _said(*command: str) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    except OSError:
        return ""
    return done.stdout
