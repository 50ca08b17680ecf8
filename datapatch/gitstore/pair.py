"""The two repositories of a dataset: what is published, and what is under review."""

import secrets
import shutil
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from types import TracebackType
from typing import Self

from datapatch.config import Limits
from datapatch.errors import AlreadyExists, BranchMoved
from datapatch.gitstore.locking import exclusive, exclusive_if_free
from datapatch.gitstore.objects import sync
from datapatch.gitstore.repository import MAIN, Repository
from datapatch.types import DatasetName

_STAGING = ".new-"
_HELD = "held.lock"
_CREATING = "creating.lock"
_ATTEMPTS = 5


CONTRIBUTIONS = "contributions/"


def contribution_branch(contribution: str) -> str:
    """The branch of the review repository that holds a contribution."""
    return f"{CONTRIBUTIONS}{contribution}"


class DatasetRepositories:
    """``W/N.git``, which holds published objects only, and ``W/N.review.git``, which borrows them.

    Nothing is opened or created before it is asked for. Threads do not share one.
    """

    def __init__(
        self, root: Path, name: DatasetName, *, push_bytes: int = Limits().push_bytes
    ) -> None:
        self.root = root
        folder = root / name.workspace
        self.name = name
        self.published_path = folder / f"{name.name}.git"
        self.review_path = folder / f"{name.name}.review.git"
        self._push_bytes = push_bytes
        self._open: dict[Path, Repository] = {}

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
        """Close the files that reading opened."""
        for repository in self._open.values():
            repository.close()
        self._open.clear()

    @property
    def published(self) -> Repository:
        """``main`` and tags; raises NotFound."""
        return self._opened(self.published_path)

    @property
    def review(self) -> Repository:
        """One branch per open contribution, beside ``main``; raises NotFound."""
        return self._opened(self.review_path)

    def exists(self) -> bool:
        """Whether both repositories are there."""
        return all((path / "HEAD").is_file() for path in (self.published_path, self.review_path))

    def create(self) -> None:
        """Create both, empty; raises AlreadyExists."""
        with self.creating():
            pass

    @contextmanager
    def creating(self) -> Iterator["DatasetRepositories"]:
        """A new pair to fill in the block, which takes its place when the block ends well.

        When the block raises, nothing stays. Raises AlreadyExists.
        """
        if self.exists():
            raise AlreadyExists(name=str(self.name))
        with _staging(self.root) as staging:
            fresh = DatasetRepositories(staging, self.name, push_bytes=self._push_bytes)
            with fresh:
                size = self._push_bytes
                Repository.create(fresh.published_path, push_bytes=size)
                Repository.create(
                    fresh.review_path, borrow_from=fresh.published_path, push_bytes=size
                )
                yield fresh
            self._take(fresh)

    def _take(self, fresh: "DatasetRepositories") -> None:
        self.published_path.parent.mkdir(parents=True, exist_ok=True)
        with exclusive(self.root / _CREATING):
            if self.exists():
                raise AlreadyExists(name=str(self.name))
            self.remove()  # one of the two, left by a process that was killed between the moves
            fresh.review_path.rename(self.review_path)
            fresh.published_path.rename(self.published_path)
            sync(self.published_path.parent)

    def remove(self) -> None:
        """Delete both, whatever is in them."""
        self.close()
        for path in (self.review_path, self.published_path):
            shutil.rmtree(path, ignore_errors=True)

    def mirror_main(self) -> None:
        """Let ``main`` of the review repository stand where the published one does."""
        for _ in range(_ATTEMPTS):
            published, seen = self.published.tip(MAIN), self.review.tip(MAIN)
            if published is None or published == seen:
                return
            with suppress(BranchMoved):  # somebody else did it, perhaps to an older place
                self.review.advance(MAIN, expected=seen, to=published)

    @contextmanager
    def publishing(self) -> Iterator[None]:
        """A block in which nobody else publishes in this dataset, in any process.

        When it raises, what it had copied to the published repository vanishes again.
        """
        with exclusive(self.published_path / "publishing.lock"), self.published.writing():
            try:
                yield
            except BaseException:
                self.published.prune()  # done when the writing ends
                raise

    def drop_contribution(self, contribution: str) -> None:
        """Delete the branch of a contribution, and the objects that only it reached."""
        self.review.delete_branch(contribution_branch(contribution))
        self.review.prune()

    def _opened(self, path: Path) -> Repository:
        if path not in self._open:
            self._open[path] = Repository.open(path)
        return self._open[path]


@contextmanager
def _staging(root: Path) -> Iterator[Path]:
    """A folder of one's own, gone at the end; what a killed process left goes at the next start."""
    staging = root / f"{_STAGING}{secrets.token_hex(8)}"
    with ExitStack() as held:
        root.mkdir(parents=True, exist_ok=True)
        with exclusive(root / _CREATING):
            _remove_abandoned(root)
            staging.mkdir()
            held.callback(shutil.rmtree, staging, ignore_errors=True)
            held.enter_context(exclusive(staging / _HELD))
        yield staging


def remove_unfinished(root: Path) -> None:
    """Delete what killed processes were still creating; those that live keep theirs."""
    with exclusive(root / _CREATING):
        _remove_abandoned(root)


def _remove_abandoned(root: Path) -> None:
    for staging in root.glob(f"{_STAGING}*"):
        with suppress(FileNotFoundError), exclusive_if_free(staging / _HELD) as free:
            if free:
                shutil.rmtree(staging, ignore_errors=True)
