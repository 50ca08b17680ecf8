"""Repositories that somebody else made, with or without a work tree: where they keep what."""

from pathlib import Path

from datapatch.errors import NotFound
from datapatch.gitstore.repository import Repository
from datapatch.gitstore.stock import GitError, ask
from datapatch.translation import N_
from datapatch.types import CommitId, ObjectId

NO_REPOSITORY = N_("{folder} is no git repository. Name the folder of a clone.")
NO_REVISION = N_(
    "{folder} has no revision “{revision}”. Name a branch, a tag or a commit: main, HEAD~1."
)


def open_clone(folder: Path) -> Repository:
    """The repository of a clone, of a linked work tree or of a bare one; raises NotFound."""
    try:
        answer = ask(folder, "rev-parse", "--git-common-dir")
    except (GitError, NotADirectoryError) as error:
        raise NotFound(NO_REPOSITORY, folder=folder) from error
    return Repository.open((folder / answer).resolve())


def commit_in_clone(folder: Path, revision: str) -> CommitId:
    """The commit that stock git understands by ``revision`` there; raises NotFound."""
    try:
        if revision.startswith("-"):
            raise NotFound(NO_REVISION, folder=folder, revision=revision)
        # In two steps: "^{commit}" behind ":/words" would be one of the words.
        found = ask(folder, "rev-parse", "--verify", "--quiet", revision)
        answer = ask(folder, "rev-parse", "--verify", "--quiet", f"{found}^{{commit}}")
    except GitError as error:
        raise NotFound(NO_REVISION, folder=folder, revision=revision) from error
    return CommitId(ObjectId(answer))
