"""Which revision is meant, by whom it may be read, and whether that will mean the same for ever."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from datapatch.accounts.policy import Actor
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import DatasetRecord, at_revision, find_dataset, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Version:
    """One revision of a dataset; ``fixed`` when it was asked for by its full, lasting name.

    Whoever holds one has asked the policy.
    """

    record: DatasetRecord
    commit: CommitId
    fixed: bool


def read_version(instance: Instance, actor: Actor, name: DatasetName, at: str = "") -> Version:
    """The revision that ``at`` means, the published one without it; raises `NotFound`."""
    record = find_dataset(instance, actor, name)
    with revision_of(instance, name, at) as snapshot:
        return Version(record, snapshot.commit, fixed=at == snapshot.commit)


@contextmanager
def revision_of(instance: Instance, name: DatasetName, at: str) -> Iterator[Snapshot]:
    """The dataset at ``at`` (a commit, tag or date), as published without it. Raises `NotFound`."""
    with at_revision(instance, name, at) if at else published(instance, name) as snapshot:
        yield snapshot


@contextmanager
def opened(instance: Instance, version: Version) -> Iterator[Snapshot]:
    """The dataset at a version that was looked up before."""
    with at_revision(instance, version.record.name, version.commit) as snapshot:
        yield snapshot
