"""A history written anew, without what must not be in any version: the rest keeps its bytes."""

from collections.abc import Callable, Iterator, Mapping, Sequence

from datapatch.gitstore.objects import Batch
from datapatch.gitstore.repository import Repository
from datapatch.gitstore.revision import Revision, parse_revision
from datapatch.gitstore.stock import run_git
from datapatch.gitstore.trees import change_tree
from datapatch.types import BlobId, CommitId

Files = Mapping[str, bytes | None]
ChangeFiles = Callable[[CommitId], Files]
"""The files of a commit that are to hold something else."""
ChangeWords = Callable[[bytes], bytes]
"""What names and messages of a commit are to say."""

_SIGNATURES = (b"gpgsig ", b"gpgsig-sha256 ", b"mergetag ")


def rewrite_history(
    source: Repository,
    into: Repository,
    tips: Sequence[CommitId],
    *,
    files: ChangeFiles,
    words: ChangeWords,
    known: Mapping[CommitId, CommitId] | None = None,
) -> dict[CommitId, CommitId]:
    """What each commit that the tips reach is called in ``into``, which borrows from ``source``.

    Commits in which nothing changes, and none of whose ancestors changed, keep their names; the
    others lose their signatures. ``known`` are commits that were written before.
    """
    names = dict(known or {})
    for commit in _parents_first(source, tips, names):
        data = source.objects.content(commit, "commit")
        revision = parse_revision(commit, data)
        batch = Batch()
        written = _written(into, revision, files(commit), batch)
        parents = [names[parent] for parent in revision.parents]
        if written == revision.tree and parents == list(revision.parents) and words(data) == data:
            names[commit] = commit
            continue
        made = _commit(data, written, parents, words)
        names[commit] = CommitId(batch.put("commit", made))
        into.objects.write(batch)
    return names


def make_self_contained(repository: Repository) -> None:
    """Pack all that its branches and tags reach, and borrow from nobody any more."""
    run_git(["repack", "-a", "-d", "-F", "-q"], folder=repository.path)
    (repository.path / "objects" / "info" / "alternates").unlink()
    repository.close()


def _parents_first(
    source: Repository, tips: Sequence[CommitId], known: Mapping[CommitId, CommitId]
) -> Iterator[CommitId]:
    waiting, done = list(tips), set(known)
    while waiting:
        commit = waiting[-1]
        missing = [p for p in source.revision(commit).parents if p not in done]
        if commit in done or not missing:
            waiting.pop()
            if commit not in done:
                done.add(commit)
                yield commit
        else:
            waiting += missing


def _written(into: Repository, revision: Revision, files: Files, batch: Batch) -> str:
    blobs = {
        path: None if data is None else BlobId(batch.put("blob", data))
        for path, data in files.items()
    }
    return change_tree(into.objects, revision.tree, blobs, batch) if blobs else revision.tree


def _commit(data: bytes, tree: str, parents: Sequence[CommitId], words: ChangeWords) -> bytes:
    """The raw commit with another tree and other parents; dates and unknown headers stay."""
    head, _, message = data.partition(b"\n\n")
    lines = [b"tree " + tree.encode(), *(b"parent " + p.encode() for p in parents)]
    dropped = False
    for line in head.split(b"\n"):
        dropped = line.startswith(_SIGNATURES) or (dropped and line.startswith(b" "))
        if not dropped and not line.startswith((b"tree ", b"parent ")):
            lines.append(words(line))
    return b"\n".join(lines) + b"\n\n" + words(message)
