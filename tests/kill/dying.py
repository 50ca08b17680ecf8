"""Processes that are killed on the way: at a chosen step, or whenever it happens."""

import multiprocessing
import os
import pkgutil
import signal
import subprocess
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Literal

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from tests.serving.conftest import PATIENCE

KILLED = -signal.SIGKILL


@dataclass(frozen=True)
class Step:
    """A function that the process does not survive: it dies before or after its work."""

    owner: str
    name: str
    when: Literal["before", "after"]

    def __str__(self) -> str:
        return f"{self.when} {self.owner.rpartition('.')[2]}.{self.name}"

    def arm(self) -> None:
        """Replace the function, in this process."""
        owner: object = pkgutil.resolve_name(self.owner)
        work: Callable[..., object] = getattr(owner, self.name)

        def fatal(*arguments: object, **named: object) -> None:
            if self.when == "after":
                work(*arguments, **named)
            os.kill(os.getpid(), signal.SIGKILL)

        setattr(owner, self.name, fatal)


def start(work: Callable[[], object]) -> BaseProcess:
    """Another process that does ``work``; it shares nothing but files."""
    process = multiprocessing.get_context("fork").Process(target=work)
    process.start()
    return process


def dies_at(step: Step, work: Callable[[], object]) -> None:
    """Another process does ``work`` and is killed at ``step``."""

    def armed() -> None:
        step.arm()
        work()

    process = start(armed)
    process.join(PATIENCE)
    assert process.exitcode == KILLED, f"the process survived {step}"


def git(instance: Instance, name: DatasetName, *words: str, review: bool = False) -> str:
    """What stock git prints about a repository of ``name``."""
    pair = instance.repositories(name)
    return output(pair.review_path if review else pair.published_path, *words)


def output(folder: Path, *words: str) -> str:
    """What stock git prints about ``folder``."""
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
    return (done.stdout + done.stderr).decode(errors="replace")


def assert_sound(instance: Instance, name: DatasetName, *, tidy: bool = True) -> None:
    """Stock git finds no fault; a ``tidy`` repository holds nothing that no branch reaches."""
    option = "--dangling" if tidy else "--no-dangling"
    for review in (False, True):
        told = git(instance, name, "fsck", "--strict", "--no-progress", option, review=review)
        assert told == ""
