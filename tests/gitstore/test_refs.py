"""Branches move only from where the writer saw them."""

import os
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import pytest

from datapatch.errors import BranchMoved
from datapatch.gitstore.repository import Repository
from tests.gitstore.conftest import Commit, git


def test_compare_and_swap(repository: Repository, commit: Commit) -> None:
    """A branch moves from the expected place, and from no other."""
    first, second = commit({"a": b"1"}), commit({"a": b"2"})
    repository.advance("main", expected=None, to=first)
    with pytest.raises(BranchMoved):
        repository.advance("main", expected=None, to=second)
    with pytest.raises(BranchMoved):
        repository.advance("main", expected=second, to=second)
    repository.advance("main", expected=first, to=second)
    assert repository.branches() == {"main": second}
    assert git(repository.path, "rev-parse", "HEAD").strip() == second


def test_one_of_many_wins(repository: Repository, commit: Commit) -> None:
    """Of writers who all saw the same place, one moves the branch."""
    first = commit({"a": b"1"})
    others = [commit({"a": b"%d" % number}, [first]) for number in range(2, 10)]
    repository.advance("main", expected=None, to=first)
    start = threading.Barrier(len(others))

    def move(number: int) -> bool:
        start.wait()
        with Repository.open(repository.path) as mine, suppress(BranchMoved):
            mine.advance("main", expected=first, to=others[number])
            return True
        return False

    with ThreadPoolExecutor(len(others)) as pool:
        won = list(pool.map(move, range(len(others))))
    assert won.count(True) == 1
    assert repository.tip("main") == others[won.index(True)]


def test_packed_refs(repository: Repository, commit: Commit) -> None:
    """Branches that git has packed are seen, moved and removed."""
    first, second = commit({"a": b"1"}), commit({"a": b"2"})
    repository.advance("main", expected=None, to=first)
    repository.advance("contributions/1", expected=None, to=first)
    git(repository.path, "pack-refs", "--all")
    assert repository.tip("contributions/1") == first
    repository.advance("main", expected=first, to=second)
    repository.delete_branch("contributions/1")
    repository.delete_branch("contributions/1")
    assert repository.branches() == {"main": second}
    assert git(repository.path, "branch", "--list").split() == ["*", "main"]


def test_a_dead_writer_blocks_nobody(repository: Repository, commit: Commit) -> None:
    """The lock that a killed process left on a branch is taken away."""
    first = commit({"a": b"1"})
    repository.advance("other", expected=None, to=first)
    git(repository.path, "pack-refs", "--all")
    for name in ("refs/heads/main", "refs/heads/other", "packed-refs"):
        lock = repository.path / f"{name}.lock"
        lock.touch()
        os.utime(lock, (time.time() - 60,) * 2)
    repository.advance("main", expected=None, to=first)
    repository.delete_branch("other")
    assert repository.branches() == {"main": first}


def test_a_living_writer_is_waited_for(repository: Repository, commit: Commit) -> None:
    """While stock git holds a branch, a write waits."""
    first = commit({"a": b"1"})
    lock = repository.path / "refs/heads/main.lock"
    lock.touch()
    released = threading.Event()

    def release() -> None:
        released.set()
        lock.unlink()

    threading.Timer(0.3, release).start()
    repository.advance("main", expected=None, to=first)
    assert released.is_set()
    assert repository.tip("main") == first


def test_a_name_that_is_no_branch(repository: Repository) -> None:
    """What cannot be a branch's name is no branch."""
    assert repository.tip("../config") is None
    assert repository.tip("a..b") is None
    assert repository.tip("") is None


def test_what_is_no_ref_yet_is_none(repository: Repository, commit: Commit) -> None:
    """Lock files of git and files without a name of an object are not taken for branches."""
    first = commit({"a": b"1"})
    repository.advance("contributions/1", expected=None, to=first)
    folder = repository.path / "refs/heads/contributions"
    (folder / "1.lock").write_text(f"{first}\n")
    (folder / "2").write_text("")
    assert repository.branches() == {"contributions/1": first}
