"""The CI snippets of the documentation: their steps are run, in a repository of their own."""

import json
import os
import re
import subprocess
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest
import yaml

from tests.conftest import ROOT
from tests.wheels import build_wheel, make_environment

YAML = re.compile(r"^```yaml\n(.*?)^```$", re.DOTALL | re.MULTILINE)
PACKAGE = {
    "name": "woods",
    "resources": [
        {
            "name": "trees",
            "type": "table",
            "path": "trees.csv",
            "schema": {"fields": [{"name": "id", "type": "integer"}], "primaryKey": "id"},
        }
    ],
}


def steps(snippet: object) -> Iterator[str]:
    """Every shell command of a snippet, whichever program it is for."""
    if isinstance(snippet, Mapping):
        for name, value in snippet.items():
            if name in ("run", "entry"):
                yield value
            elif name == "script":
                yield from value
            else:
                yield from steps(value)
    elif isinstance(snippet, list):
        for value in snippet:
            yield from steps(value)


SNIPPETS = [yaml.safe_load(text) for text in YAML.findall((ROOT / "docs" / "ci.md").read_text())]


@pytest.fixture(scope="module")
def machine(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The environment of a runner: Python and pip, no Data Patch; where to get it is set."""
    folder = tmp_path_factory.mktemp("runner")
    make_environment(folder, with_pip=True)
    return {
        "PATH": f"{folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
        "DATAPATCH": str(build_wheel(tmp_path_factory.mktemp("source"))),
        "PIP_NO_DEPS": "1",  # they are there already
        "PIP_NO_INDEX": "1",
        "HOME": str(folder),
        "LANG": "C.UTF-8",
    }


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    """A committed package with one valid table."""
    (tmp_path / "datapackage.json").write_text(json.dumps(PACKAGE))
    (tmp_path / "trees.csv").write_text("id\n1\n2\n")
    identity = ["-c", "user.name=Zoe", "-c", "user.email=zoe@example.org"]
    for command in (["init", "-q"], ["add", "-A"], [*identity, "commit", "-qm", "first"]):
        subprocess.run(["git", *command], cwd=tmp_path, check=True)
    return tmp_path


def test_there_is_a_snippet_for_each() -> None:
    """GitHub, GitLab and pre-commit; each validates."""
    assert len(SNIPPETS) == 3
    assert all("datapatch validate ." in list(steps(snippet)) for snippet in SNIPPETS)


def test_the_steps_pass_and_fail(machine: dict[str, str], repository: Path) -> None:
    """In order, as a runner does: they pass on a valid package, and fail with the row on another.

    The hook of pre-commit comes last and finds what the others installed.
    """
    for snippet in SNIPPETS:
        for step in steps(snippet):
            done = run_step(step, machine, repository)
            assert done.returncode == 0, done.stdout
    (repository / "trees.csv").write_text("id\n1\n1\n")
    for snippet in SNIPPETS:
        done = run_step(list(steps(snippet))[-1], machine, repository)
        assert done.returncode == 1
        assert "trees: Row 3: id: “1” stands in row 2 already" in done.stdout


def run_step(
    step: str, machine: dict[str, str], repository: Path
) -> subprocess.CompletedProcess[str]:
    """One step, in the shell that runners use."""
    return subprocess.run(
        ["bash", "-e", "-o", "pipefail", "-c", step],
        cwd=repository,
        env=machine,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
