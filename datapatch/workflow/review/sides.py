"""The three revisions of a merge, and which of them says what the tables mean."""

from dataclasses import dataclass

from datapatch.errors import BadDescriptor, NotFound
from datapatch.gitstore.repository import Repository
from datapatch.types import BlobId, CommitId
from datapatch.workflow.datasets import snapshot_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class Sides:
    """Merge base, published head and contribution, in the order that every merge here has."""

    base: Snapshot
    ours: Snapshot
    theirs: Snapshot

    def blobs(self, path: str) -> tuple[BlobId | None, BlobId | None, BlobId | None]:
        """The blob of ``path`` on each side; None where it does not exist."""
        return self.base.files.get(path), self.ours.files.get(path), self.theirs.files.get(path)

    @property
    def describes_anew(self) -> bool:
        """Whether the contribution changes, moves or removes the descriptor."""
        return _descriptor(self.theirs) != _descriptor(self.base)

    @property
    def describing(self) -> Snapshot:
        """The side whose descriptor is in force after the merge."""
        return self.theirs if self.describes_anew else self.ours


def sides_of(
    instance: Instance, repository: Repository, proposed: CommitId, head: CommitId
) -> Sides:
    """The sides of a merge of ``proposed`` with ``head``, which ``repository`` both holds.

    What is published describes the sides that have no descriptor of their own, or a broken one.
    Raises `NotFound` when they share no history.
    """
    base = repository.merge_base(proposed, head)
    if base is None:
        raise NotFound
    describing = snapshot_of(instance, repository, head)
    if not _describes_itself(describing):
        describing = snapshot_of(instance, repository, proposed)
    return Sides(describing.at(base), describing.at(head), describing.at(proposed))


def _describes_itself(snapshot: Snapshot) -> bool:
    try:
        return snapshot.describes_itself
    except BadDescriptor:
        return False


def _descriptor(snapshot: Snapshot) -> tuple[str, BlobId] | None:
    path = snapshot.descriptor_path
    return None if path is None else (path, snapshot.files[path])
