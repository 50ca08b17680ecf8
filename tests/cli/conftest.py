"""The command line, called as its entry point calls it, in a home of its own."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from datapatch.cli import main
from datapatch.config import Config
from datapatch.workflow.datasets import list_datasets
from datapatch.workflow.instance import Instance
from tests.builders import OPERATOR, make_instance

ROWS = b"id,name\n1,oak\n2,elm\n"


@dataclass(frozen=True)
class Ended:
    """How a command ended, and what it said on which channel."""

    code: int
    out: str
    err: str


Run = Callable[..., Ended]


@pytest.fixture
def instance(config: Config, monkeypatch: pytest.MonkeyPatch) -> Instance:
    """An empty instance, which commands of this process find too."""
    monkeypatch.setenv("DATAPATCH_HOME", str(config.home))
    monkeypatch.setenv("DATAPATCH_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")
    return make_instance(config.home)


@pytest.fixture
def run(instance: Instance, capfd: pytest.CaptureFixture[str]) -> Run:
    """Runs one command; settings are variables of its environment."""

    def call(*arguments: str | Path, **settings: str) -> Ended:
        with pytest.MonkeyPatch.context() as patch:
            for name, value in settings.items():
                patch.setenv(name, value)
            capfd.readouterr()
            with pytest.raises(SystemExit) as ended:
                main([str(argument) for argument in arguments])
        printed = capfd.readouterr()
        code = ended.value.code or 0
        assert isinstance(code, int)
        return Ended(code, printed.out, printed.err)

    assert os.environ["DATAPATCH_HOME"] == str(instance.config.home)
    return call


def bring(run: Run, file: str | Path, *options: str, name: str = "trees", **settings: str) -> Ended:
    """``datapatch import`` into the workspace ``hub``."""
    return run("import", file, "--workspace", "hub", "--name", name, *options, **settings)


def traces(instance: Instance) -> list[str]:
    """What an import left: records, repositories and half-made ones, uploads."""
    listed = [str(summary.record.name) for summary in list_datasets(instance, OPERATOR)]
    repos = instance.config.repos
    return listed + sorted(str(p.relative_to(repos)) for p in repos.rglob("*") if p.is_dir())
