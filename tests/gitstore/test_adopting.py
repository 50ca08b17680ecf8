"""Histories made elsewhere become datasets."""

import subprocess
from pathlib import Path

import pytest

from datapatch.errors import AlreadyExists, InvalidInput
from datapatch.gitstore.adopting import adopt
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.types import DatasetName
from tests.gitstore.conftest import git

AS_ZOE = ["-c", "user.name=Zoe", "-c", "user.email=z@example.org"]


@pytest.fixture
def into(tmp_path: Path) -> DatasetRepositories:
    """Where a history is to go."""
    return DatasetRepositories(tmp_path / "repos", DatasetName("town", "adopted"))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """A repository with two branches, a tag and a note; its default branch is ``trunk``."""
    folder = tmp_path / "source"
    subprocess.run(["git", "init", "-q", "-b", "trunk", folder], check=True)
    (folder / "a.csv").write_bytes(b"a\n1\n")
    for words in (
        ["add", "-A"],
        [*AS_ZOE, "commit", "-q", "-m", "First"],
        ["branch", "other"],
        [*AS_ZOE, "commit", "-q", "--allow-empty", "-m", "Second"],
        [*AS_ZOE, "tag", "-a", "-m", "one", "v1"],
        [*AS_ZOE, "notes", "add", "-m", "a note"],
    ):
        subprocess.run(["git", "-C", folder, *words], check=True)
    return folder


@pytest.mark.parametrize(
    ("name", "revisions", "tags"),
    [
        ("DISIC+sill", 297, 2),
        ("MobilityData+gbfs", 383, 18),
        ("datasets+s-and-p-500-companies", 877, 0),
        ("okfn+dataportals.org", 139, 1),
    ],
)
def test_real_histories(
    real_data: Path, into: DatasetRepositories, name: str, revisions: int, tags: int
) -> None:
    """Each real history is published as main, with its tags and whole line of revisions."""
    tip = adopt(real_data / "histories" / f"{name}.bundle", into)
    with into:
        assert into.published.branches() == into.review.branches() == {"main": tip}
        assert len(into.published.tags()) == tags
        line = [revision.id for revision in into.published.first_parents(tip)]
        assert len(line) == revisions
        assert git(into.published_path, "rev-list", "--first-parent", "main").split() == line
        for path, blob in into.published.files(tip).items():
            size = git(into.published_path, "cat-file", "-s", f"{tip}:{path}")
            assert len(into.published.read_blob(blob)) == int(size)
        assert into.review.is_ancestor(line[-1], tip)


def test_default_branch_and_tags_only(source: Path, into: DatasetRepositories) -> None:
    """The default branch becomes main; other branches and notes stay behind."""
    tip = adopt(source, into)
    with into:
        refs = git(into.published_path, "for-each-ref", "--format=%(refname)").split()
        assert refs == ["refs/heads/main", "refs/tags/v1"]
        assert into.published.revision(tip).subject == "Second"


def test_a_chosen_branch(source: Path, into: DatasetRepositories) -> None:
    """Another branch can be asked for; one that is not there is named with those that are."""
    with pytest.raises(InvalidInput, match=r"has no branch nope.*: other, trunk"):
        adopt(source, into, branch="nope")
    tip = adopt(source, into, branch="other")
    with into:
        assert into.published.revision(tip).subject == "First"


def test_bundle_of_one_branch(source: Path, into: DatasetRepositories, tmp_path: Path) -> None:
    """A bundle without HEAD offers the branch that it has."""
    bundle = tmp_path / "x.bundle"
    git(source / ".git", "bundle", "create", "-q", str(bundle), "other")
    tip = adopt(bundle, into)
    with into:
        assert into.published.revision(tip).subject == "First"


@pytest.mark.parametrize("content", [b"", b"not a bundle", b"# v2 git bundle\n\nPACK"])
def test_unreadable_source(into: DatasetRepositories, tmp_path: Path, content: bytes) -> None:
    """What git cannot read is refused in one sentence that names it, and nothing stays."""
    file = tmp_path / "x.bundle"
    file.write_bytes(content)
    with pytest.raises(InvalidInput, match=r"x\.bundle"):
        adopt(file, into)
    assert not into.exists()
    assert [path.name for path in into.root.iterdir()] == ["creating.lock"]


@pytest.mark.parametrize("address", ["ext::sh -c id", "--upload-pack=id", "file:///etc", "/etc"])
def test_addresses_that_are_not_http(into: DatasetRepositories, address: str) -> None:
    """An address opens neither a program nor a file of this machine."""
    with pytest.raises(InvalidInput):
        adopt(address, into)


def test_faulty_objects_stay_out(source: Path, into: DatasetRepositories) -> None:
    """A history with an object that git's check refuses is refused whole."""
    blob = git(source / ".git", "rev-parse", "trunk:a.csv").strip()
    tree = git(source / ".git", "mktree", given=f"100644 blob {blob}\t.git\n").strip()
    bad = git(source / ".git", *AS_ZOE, "commit-tree", "-m", "bad", tree).strip()
    git(source / ".git", "update-ref", "refs/heads/trunk", bad)
    with pytest.raises(InvalidInput, match="source"):
        adopt(source, into)
    assert not into.exists()


def test_what_exists_is_not_replaced(source: Path, into: DatasetRepositories) -> None:
    """A name that is taken stays as it is."""
    into.create()
    with pytest.raises(AlreadyExists):
        adopt(source, into)
