"""What a pushed tree may hold."""

import pytest

from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.repository import Repository
from datapatch.gitstore.tree_faults import tree_faults
from datapatch.types import CommitId, ObjectId
from tests.gitstore.conftest import Commit, git

LIMIT = 1000


def commit_tree(repository: Repository, lines: str, *parents: CommitId) -> CommitId:
    """A commit of a tree in the words of ``git mktree``, with no check at all."""
    tree = git(repository.path, "mktree", "--missing", given=lines).strip()
    names = [word for parent in parents for word in ("-p", parent)]
    as_zoe = ["-c", "user.name=Z", "-c", "user.email=z"]
    return CommitId(
        ObjectId(git(repository.path, *as_zoe, "commit-tree", "-m", "x", *names, tree).strip())
    )


@pytest.fixture
def base(commit: Commit) -> CommitId:
    """A dataset without faults."""
    return commit({"a.csv": b"1", "b/c.csv": b"2"})


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("120000 blob {blob}\tlink", "symbolic link"),
        ("160000 commit {base}\tsub", "submodule"),
        ("100644 blob {blob}\t..", "leaves the dataset"),
        ("100644 blob {blob}\t.GIT", "reserved for git"),
        ("040000 tree {tree}\t.git", "reserved for git"),
        ("100644 blob {blob}\ta\\b", "backslash"),
        ('100644 blob {blob}\t"a\\001b"', "control character"),
        ("100644 blob {blob}\t\udcff", "UTF-8"),
    ],
)
def test_entries(repository: Repository, base: CommitId, line: str, words: str) -> None:
    """Links, submodules and unsafe names are named with what to do."""
    names = {"blob": repository.blob(base, "a.csv"), "base": base}
    tree = git(repository.path, "rev-parse", f"{base}:b").strip()
    bad = commit_tree(repository, line.format(tree=tree, **names) + "\n", base)
    (fault,) = tree_faults(repository, bad, base, file_bytes=LIMIT)
    assert words in fault.sentence()


def test_plain_changes(repository: Repository, base: CommitId, commit: Commit) -> None:
    """Files, also executable ones, may be added, changed and removed."""
    blob = repository.blob(base, "a.csv")
    shell = commit_tree(repository, f"100755 blob {blob}\trun.sh\n", base)
    new = commit({"a.csv": None, "d/e/é.csv": b"3"}, [shell])
    assert tree_faults(repository, new, base, file_bytes=LIMIT) == ()
    assert tree_faults(repository, new, None, file_bytes=LIMIT) == ()
    assert tree_faults(repository, base, base, file_bytes=LIMIT) == ()


def test_faults_between_are_found(repository: Repository, base: CommitId, commit: Commit) -> None:
    """A fault that a later commit repairs would stay in the history: it is found."""
    blob = repository.blob(base, "a.csv")
    bad = commit_tree(repository, f"120000 blob {blob}\ta.csv\n", base)
    mended = commit({"a.csv": b"1"}, [commit({"a.csv": None}, [bad])])
    assert [fault.path for fault in tree_faults(repository, mended, base, file_bytes=LIMIT)] == [
        "a.csv"
    ]


def test_what_was_there_before(repository: Repository, base: CommitId, commit: Commit) -> None:
    """Faults of the published history are not the pusher's, not even after a merge of it."""
    blob = repository.blob(base, "a.csv")
    main = commit_tree(repository, f"120000 blob {blob}\tlink\n", base)
    mine = commit({"a.csv": b"3"}, [base])
    merged = commit_tree(
        repository, f"120000 blob {blob}\tlink\n100644 blob {blob}\tz.csv\n", mine, main
    )
    assert tree_faults(repository, merged, main, file_bytes=LIMIT) == ()


def test_large_files(repository: Repository, base: CommitId, commit: Commit) -> None:
    """A file past the limit is named with both sizes, packed or not."""
    large = commit({"b/large.csv": b"0" * 1001, "b/just.csv": b"0" * 1000}, [base])
    repository.advance("main", expected=None, to=large)
    for _ in range(2):
        (fault,) = tree_faults(repository, large, base, file_bytes=LIMIT)
        assert fault.path == "b/large.csv"
        assert "holds 1001 bytes; the limit here is 1000" in fault.sentence()
        git(repository.path, "repack", "-a", "-d", "-q")


def test_deep_folders(repository: Repository, base: CommitId, commit: Commit) -> None:
    """Folders cannot be nested without end."""
    deep = commit({"/".join("a" * 34): b"x"}, [base])
    (fault,) = tree_faults(repository, deep, base, file_bytes=LIMIT)
    assert "32 folders deep" in fault.sentence()


def test_sizes_in_quarantine(pair: DatasetRepositories, base: CommitId, commit: Commit) -> None:
    """Objects that are still in quarantine are judged like others."""
    large = commit({"large.csv": b"0" * 1001}, [base], into=pair.review)
    quarantine = pair.review_path / "objects" / "tmp_objdir-incoming-x"
    quarantine.mkdir()
    for folder in (pair.review_path / "objects").glob("??"):
        folder.rename(quarantine / folder.name)
    assert not pair.review.objects.holds(large)
    with Repository.open(pair.review_path, quarantine=quarantine) as incoming:
        (fault,) = tree_faults(incoming, large, base, file_bytes=LIMIT)
    assert fault.path == "large.csv"
