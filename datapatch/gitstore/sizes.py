"""How large blobs are, without reading them: a small pack can hold an enormous file."""

from collections.abc import Sequence

from datapatch.gitstore.repository import Repository
from datapatch.gitstore.stock import git_command, git_environment, output_of_git
from datapatch.types import BlobId, ObjectId


def sizes_of_blobs(repository: Repository, blobs: Sequence[BlobId]) -> dict[BlobId, int]:
    """Bytes of each blob, by one run of stock git, which reads headers only.

    What is missing is left out. Raises GitError, Unavailable.
    """
    if not blobs:
        return {}
    environment = {"GIT_DIR": str(repository.path)}
    if repository.quarantine is not None:
        environment["GIT_OBJECT_DIRECTORY"] = str(repository.quarantine)
        environment["GIT_ALTERNATE_OBJECT_DIRECTORIES"] = str(repository.objects.folder)
    command = git_command("cat-file", "--batch-check=%(objectname) %(objectsize)", "--buffer")
    asked = "".join(f"{blob}\n" for blob in blobs).encode("ascii")
    told = output_of_git(command, git_environment(environment), asked).decode("ascii")
    pairs = (line.split(" ") for line in told.splitlines())
    return {BlobId(ObjectId(oid)): int(size) for oid, size in pairs if size != "missing"}
