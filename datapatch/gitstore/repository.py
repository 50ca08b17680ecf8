"""Repository: one bare git repository, in the words of the rest of the program."""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import Self

from datapatch.config import Limits
from datapatch.errors import NotFound
from datapatch.gitstore.copying import copy_history
from datapatch.gitstore.creating import create_repository
from datapatch.gitstore.history import additions, descends, merge_bases
from datapatch.gitstore.line import first_parent_line
from datapatch.gitstore.objects import Batch, Objects
from datapatch.gitstore.refs import Refs
from datapatch.gitstore.resolving import commits_of_tags, resolve
from datapatch.gitstore.revision import Revision, commit_bytes, parse_revision
from datapatch.gitstore.sweeping import alone, sweep, writing
from datapatch.gitstore.trees import change_tree, find_file, list_files
from datapatch.types import BlobId, CommitId, ObjectId, Signature

MAIN = "main"


class Repository:
    """A bare repository, open for reading and writing.

    Processes and threads may work on one repository at once, each with a Repository of its own.
    """

    def __init__(self, path: Path, *, quarantine: Path | None = None) -> None:
        self.path = path
        self.quarantine = quarantine
        self.objects = Objects(path / "objects", quarantine=quarantine)
        self.refs = Refs(path)
        self._lineage: dict[CommitId, tuple[tuple[CommitId, ...], int]] = {}

    @classmethod
    def create(
        cls, path: Path, *, borrow_from: Path | None = None, push_bytes: int = Limits().push_bytes
    ) -> Self:
        """A new, empty repository at ``path``; raises AlreadyExists."""
        create_repository(path, borrow_from=borrow_from, push_bytes=push_bytes)
        return cls(path)

    @classmethod
    def open(cls, path: Path, *, quarantine: Path | None = None) -> Self:
        """The repository at ``path``; objects in ``quarantine`` can be read as well.

        Raises NotFound.
        """
        if not (path / "HEAD").is_file():
            raise NotFound
        return cls(path, quarantine=quarantine)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the files that reading opened; the repository can still be used."""
        self.objects.close()

    def tip(self, branch: str) -> CommitId | None:
        """Where the branch stands, or None."""
        return self.refs.branch(branch)

    def branches(self) -> dict[str, CommitId]:
        """Every branch and where it stands."""
        return self.refs.branches()

    def tags(self) -> dict[str, CommitId]:
        """Every tag of a commit, and that commit."""
        return commits_of_tags(self.objects, self.refs)

    def files(self, commit: CommitId) -> dict[str, BlobId]:
        """Every regular file of the commit by its path; raises NotFound.

        Symbolic links and submodules are left out.
        """
        return list_files(self.objects, self.revision(commit).tree)

    def read(self, commit: CommitId, path: str) -> bytes:
        """The bytes of one file of the commit; raises NotFound."""
        return self.read_blob(self.blob(commit, path))

    def blob(self, commit: CommitId, path: str) -> BlobId:
        """The object that holds one file of the commit; raises NotFound."""
        return find_file(self.objects, self.revision(commit).tree, path)

    def read_blob(self, blob: BlobId) -> bytes:
        """The bytes of a blob; raises NotFound."""
        return self.objects.content(blob, "blob")

    def revision(self, commit: CommitId) -> Revision:
        """The commit; raises NotFound."""
        return parse_revision(commit, self.objects.content(commit, "commit"))

    def first_parents(self, commit: CommitId, limit: int | None = None) -> Iterator[Revision]:
        """The commit, its first parent, and so on: newest first, ``limit`` of them at most."""
        return islice(self._first_parents(commit), limit)

    def first_parents_at_once(self, commit: CommitId) -> Iterator[Revision]:
        """All of `first_parents`, by stock git: for thousands of revisions.

        Raises GitError, Unavailable.
        """
        return first_parent_line(self.path, commit)

    def _first_parents(self, commit: CommitId) -> Iterator[Revision]:
        following: CommitId | None = commit
        while following is not None:
            revision = self.revision(following)
            yield revision
            following = revision.parents[0] if revision.parents else None

    def resolve(self, text: str) -> CommitId:
        """The commit that ``text`` means; raises NotFound.

        A tag, a branch, a commit's name (7 digits at least), or an ISO 8601 date: then the last
        published revision up to the end of that day (UTC) or to that moment.
        """
        return resolve(text, self.objects, self.refs, self._main)

    def _main(self) -> Iterator[Revision]:
        tip = self.tip(MAIN)
        return self._first_parents(tip) if tip else iter(())

    def merge_base(self, left: CommitId, right: CommitId) -> CommitId | None:
        """The newest of the best common ancestors; None when the histories share nothing."""
        return next(iter(merge_bases(self._lineage_of, left, right)), None)

    def is_ancestor(self, old: CommitId, young: CommitId) -> bool:
        """Whether ``old`` is ``young`` itself or one of its ancestors."""
        return descends(self._lineage_of, young, old)

    def new_revisions(self, tip: CommitId, base: CommitId | None) -> list[Revision]:
        """What ``tip`` adds to the history of ``base``: its ancestors that are not base's."""
        added = additions(self._lineage_of, tip, base)
        return [self.revision(commit) for commit in added]

    def _lineage_of(self, commit: CommitId) -> tuple[tuple[CommitId, ...], int]:
        known = self._lineage.get(commit)
        if known is None:
            revision = self.revision(commit)
            known = (revision.parents, int(revision.committer.at.timestamp()))
            self._lineage[commit] = known
        return known

    def writing(self) -> AbstractContextManager[None]:
        """A block in which ``commit`` or ``copy_from``, and then ``advance``, belong together.

        Meanwhile nobody prunes the objects that no branch names yet. Blocks do not exclude each
        other, and may be nested.
        """
        return writing(self.path)

    def alone(self) -> AbstractContextManager[bool]:
        """A block that is true while nobody is in a block of ``writing``, in any process."""
        return alone(self.path)

    def commit(
        self,
        base: CommitId | None,
        files: Mapping[str, bytes | None],
        *,
        parents: Sequence[CommitId],
        author: Signature,
        committer: Signature,
        message: str,
    ) -> CommitId:
        """Write a commit: the files of ``base``, and ``files`` put (None: removed).

        No branch moves. Raises NotFound (base), InvalidInput (unsafe path).
        """
        batch = Batch()
        before = self.revision(base).tree if base else None
        blobs = {
            path: None if data is None else BlobId(batch.put("blob", data))
            for path, data in files.items()
        }
        tree = change_tree(self.objects, before, blobs, batch)
        unnamed = CommitId(ObjectId(""))
        written = Revision(unnamed, tree, tuple(parents), author, committer, message)
        name = CommitId(batch.put("commit", commit_bytes(written)))
        self.objects.write(batch)
        return name

    def advance(self, branch: str, *, expected: CommitId | None, to: CommitId) -> None:
        """Move the branch if it stands at ``expected`` (None: it must not exist yet).

        Raises BranchMoved; NotFound when there is no such commit here.
        """
        self.revision(to)
        self.refs.advance(branch, expected=expected, to=to)

    def delete_branch(self, branch: str) -> None:
        """Remove the branch, if it exists; its objects stay until ``prune``."""
        self.refs.delete(branch)

    def copy_from(self, other: "Repository", commit: CommitId) -> None:
        """Store every object reachable from ``commit`` in ``other`` and absent here."""
        copy_history(other.objects, self.objects, commit)

    def prune(self) -> None:
        """Drop every object that no branch or tag reaches, as soon as nobody is writing."""
        sweep(self.path)
