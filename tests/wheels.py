"""The wheel, built as a release is, and environments to install it into."""

import shutil
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

from tests.conftest import ROOT

SHIPPED = {"datapatch": "datapatch", "webui": "webui", "hooks": "datapatch/hooks"}
"""Folders of the checkout, and where they lie in an installation."""


def build_wheel(source: Path) -> Path:
    """The wheel, built from a copy in the empty folder ``source``: the checkout stays clean."""
    for folder in (*SHIPPED, "schemas", "requirements"):
        shutil.copytree(ROOT / folder, source / folder)
    for file in ("setup.cfg", "pyproject.toml"):
        shutil.copy(ROOT / file, source)
    for name in ("README.md", "LICENSE"):
        (source / name).touch()
    run("-m", "build", "--wheel", "--no-isolation", "--outdir", source / "dist", source)
    (built,) = (source / "dist").glob("*.whl")
    return built


def make_environment(folder: Path, *, with_pip: bool = False) -> Path:
    """The interpreter of an environment that has what Data Patch needs, and not Data Patch.

    What the wheel needs is borrowed from here, which needs no network. The checkout itself is
    installed here by a .pth file, and those are not read in a folder that a .pth file names.
    """
    venv.create(folder, with_pip=with_pip)
    (packages_of(folder) / "borrowed.pth").write_text(sysconfig.get_path("purelib"))
    return folder / "bin" / "python"


def packages_of(folder: Path) -> Path:
    """Where an environment keeps its packages."""
    return Path(sysconfig.get_path("purelib", vars={"base": str(folder)}))


def run(*command: str | Path, python: Path = Path(sys.executable), folder: Path = ROOT) -> str:
    """What a Python command prints; the test fails with its words when it fails."""
    result = subprocess.run(
        [python, *command], cwd=folder, capture_output=True, text=True, timeout=900, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr
    return result.stdout
