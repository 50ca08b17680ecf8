"""Files of a dataset, written as commits and read back."""

import pytest

from datapatch.errors import InvalidInput, NotFound
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import Repository
from datapatch.types import BlobId, CommitId, ObjectId
from tests.gitstore.conftest import NOON, ZOE, Commit, git

MISSING = CommitId(ObjectId("1" * 40))


def test_bytes_are_kept(repository: Repository, commit: Commit) -> None:
    """What was written is read back byte by byte, and stock git finds the same."""
    data = bytes(range(256)) * 300 + b"\r\n\r"
    first = commit({"data/a.csv": data, "é.csv": b""})
    assert repository.read(first, "data/a.csv") == data
    assert repository.read(first, "é.csv") == b""
    assert git(repository.path, "cat-file", "-s", f"{first}:data/a.csv").strip() == str(len(data))
    assert git(repository.path, "fsck", "--strict", first) == ""


def test_a_commit_touches_its_files_only(repository: Repository, commit: Commit) -> None:
    """Other files keep their objects; a removed file goes, and its empty folder with it."""
    first = commit({"a.csv": b"1", "b/c/d.csv": b"2", "b/e.csv": b"3"})
    second = commit({"a.csv": b"4", "b/c/d.csv": None}, [first])
    before, after = repository.files(first), repository.files(second)
    assert after == {"a.csv": repository.blob(second, "a.csv"), "b/e.csv": before["b/e.csv"]}
    shown = git(repository.path, "diff", "--name-status", first, second)
    assert shown == "M\ta.csv\nD\tb/c/d.csv\n"


def test_the_last_file_may_go(repository: Repository, commit: Commit) -> None:
    """A commit without files is a commit."""
    first = commit({"a.csv": b"1"})
    second = commit({"a.csv": None, "never/there.csv": None}, [first])
    assert repository.files(second) == {}
    assert git(repository.path, "fsck", "--strict", second) == ""


def test_links_and_submodules_are_left_out(repository: Repository, commit: Commit) -> None:
    """Only regular files are listed and read, whatever else a history holds."""
    first = commit({"a.csv": b"1"})
    blob = repository.blob(first, "a.csv")
    lines = f"100755 blob {blob}\ta.csv\n120000 blob {blob}\tlink\n160000 commit {first}\tsub\n"
    tree = git(repository.path, "mktree", "--missing", given=lines).strip()
    odd = CommitId(ObjectId(git(repository.path, *_as_zoe("commit-tree", "-m", "x", tree)).strip()))
    assert repository.files(odd) == {"a.csv": blob}
    with pytest.raises(NotFound):
        repository.read(odd, "link")
    kept = commit({"a.csv": b"2"}, [odd])
    assert "100755" in git(repository.path, "ls-tree", kept, "a.csv")


def _as_zoe(*arguments: str) -> list[str]:
    return ["-c", f"user.name={ZOE.name}", "-c", f"user.email={ZOE.email}", *arguments]


@pytest.mark.parametrize(
    "path",
    ["", "/a", "a/", "a//b", "../a", "a/../b", "./a", ".git/config", "a/.GIT/x", ".git./x", "a\\b",
     "c:a", "a\nb", "a\x7f", "\udcff", "git~1/x", ".g\u200cit/x", "a" * 1025],
)  # fmt: skip
def test_unsafe_paths_are_not_written(commit: Commit, path: str) -> None:
    """A path that could leave the dataset, or that a system cannot hold, is refused in words."""
    with pytest.raises(InvalidInput) as refused:
        commit({path: b"1"})
    assert refused.value.sentence()


def test_what_is_missing_is_not_found(repository: Repository, commit: Commit) -> None:
    """A commit, a path or an object of another kind that is not there raises NotFound."""
    first = commit({"a/b.csv": b"1"})
    for path in ("a", "b.csv", "a/b.csv/c", "x/y"):
        with pytest.raises(NotFound):
            repository.read(first, path)
    with pytest.raises(NotFound):
        repository.revision(MISSING)
    with pytest.raises(NotFound):
        repository.read_blob(BlobId(first))
    with pytest.raises(NotFound):
        repository.advance("main", expected=None, to=MISSING)


def test_a_revision_says_who_and_when(repository: Repository, commit: Commit) -> None:
    """Author, time, subject and trailers are those that were written."""
    message = "Correct a name\n\nBecause.\n\nContribution: 7\nReviewed-by: Zoé"
    first = commit({"a": b""}, message=message)
    revision = repository.revision(first)
    assert (revision.author, revision.committer.at) == (ZOE, NOON)
    assert revision.subject == "Correct a name"
    assert revision.trailers == (("Contribution", "7"), ("Reviewed-by", "Zoé"))


def test_first_parents(repository: Repository, commit: Commit) -> None:
    """History follows first parents, newest first, and stops at the limit."""
    first = commit({"a": b"1"})
    side = commit({"a": b"2"}, [first])
    merge = commit({}, [first, side])
    assert [revision.id for revision in repository.first_parents(merge)] == [merge, first]
    assert [revision.id for revision in repository.first_parents(merge, 1)] == [merge]


def test_a_long_line_is_read_at_once(repository: Repository, commit: Commit) -> None:
    """Stock git gives the same revisions, whatever their messages hold."""
    tip = commit({"a": b"0"})
    for number, message in enumerate(("", "two\n\nlines", "tree 1\nparent x\x01", "œuvre 👍")):
        tip = commit({"a": str(number).encode()}, [tip], message=message)
    assert list(repository.first_parents_at_once(tip)) == list(repository.first_parents(tip))


def test_open_a_missing_repository(pair: DatasetRepositories) -> None:
    """A dataset that does not exist is not found."""
    pair.remove()
    with pytest.raises(NotFound):
        Repository.open(pair.published_path)
