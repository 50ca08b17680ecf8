"""Repositories to test with."""

import os
import subprocess
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import Repository
from datapatch.types import CommitId, DatasetName, Signature

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)
ZOE = Signature("Zoé", "zoe@noreply.example.org", NOON)

Commit = Callable[..., CommitId]


def git(folder: Path, *arguments: str, given: str = "") -> str:
    """What stock git prints in ``folder``; it must succeed."""
    done = subprocess.run(
        ["git", *arguments],
        cwd=folder,
        input=given.encode("utf-8", "surrogateescape"),
        env={**os.environ, "GIT_DIR": str(folder)},
        capture_output=True,
        check=True,
    )
    return done.stdout.decode("utf-8", "surrogateescape")


@pytest.fixture
def pair(tmp_path: Path) -> Iterator[DatasetRepositories]:
    """An empty dataset."""
    with DatasetRepositories(tmp_path / "repos", DatasetName("town", "trees")) as pair:
        pair.create()
        yield pair


@pytest.fixture
def repository(pair: DatasetRepositories) -> Repository:
    """The published repository of an empty dataset."""
    return pair.published


@pytest.fixture
def commit(repository: Repository) -> Commit:
    """Writes a commit of these files over its first parent, ``hours`` after noon."""

    def write(
        files: Mapping[str, bytes | None],
        parents: Sequence[CommitId] = (),
        *,
        hours: int = 0,
        message: str = "A change",
        into: Repository = repository,
    ) -> CommitId:
        signature = Signature(ZOE.name, ZOE.email, NOON + timedelta(hours=hours))
        return into.commit(
            parents[0] if parents else None,
            files,
            parents=parents,
            author=signature,
            committer=signature,
            message=message,
        )

    return write
