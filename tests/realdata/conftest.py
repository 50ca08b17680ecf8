"""One instance for all real files: what is imported stays, under a name of its own."""

import subprocess
from collections.abc import Iterator
from itertools import count
from pathlib import Path

import pytest

from datapatch.errors import DataPatchError
from datapatch.types import DatasetName
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.imports.importing import Imported, Overrides
from datapatch.workflow.imports.sources import import_path
from datapatch.workflow.instance import Instance
from datapatch.workflow.signing import public_signature
from tests.builders import NOON, OPERATOR, Staff, add_staff, make_instance

Brought = Imported | DataPatchError
"""What came of an import."""


class Hall:
    """An instance that takes one real file after the other."""

    def __init__(self, instance: Instance) -> None:
        """Nothing is in it yet."""
        self.instance = instance
        self._numbers = count(1)
        self._brought: dict[Path, Brought] = {}

    def bring(self, path: Path, overrides: Overrides | None = None) -> Imported:
        """A new dataset from what lies at ``path``."""
        return import_path(
            self.instance,
            OPERATOR,
            DatasetName("hub", f"dataset-{next(self._numbers)}"),
            path,
            Description(path.name),
            author=public_signature(self.instance, "Hub", NOON),
            overrides=overrides,
        )

    def try_to_bring(self, path: Path) -> Brought:
        """The dataset from what lies at ``path``, or what refuses it; made once."""
        if path not in self._brought:
            try:
                self._brought[path] = self.bring(path)
            except DataPatchError as refusal:
                self._brought[path] = refusal
        return self._brought[path]


@pytest.fixture(scope="session")
def hall(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hall]:
    """One instance for the whole run."""
    instance = make_instance(tmp_path_factory.mktemp("real"))
    yield Hall(instance)
    instance.database.close()


@pytest.fixture(scope="session")
def people(hall: Hall) -> Staff:
    """Who decides in it."""
    return add_staff(hall.instance)


def git(instance: Instance, name: DatasetName, *words: str) -> bytes:
    """What stock git prints about the published repository of ``name``."""
    folder = instance.repositories(name).published_path
    done = subprocess.run(["git", "-C", folder, *words], capture_output=True, check=True)
    return done.stdout


def assert_sound(instance: Instance, name: DatasetName) -> None:
    """Stock git finds no fault in either repository, and nothing unnamed in the published one."""
    pair = instance.repositories(name)
    for folder, option in (
        (pair.published_path, "--dangling"),
        (pair.review_path, "--no-dangling"),  # it borrows tags that it does not name
    ):
        command = ["git", "-C", str(folder), "fsck", "--strict", "--no-progress", option]
        done = subprocess.run(command, capture_output=True, check=False)
        assert (done.returncode, done.stdout, done.stderr) == (0, b"", b"")
