"""Two repositories of one dataset: published objects here, unpublished ones there."""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from datapatch.errors import AlreadyExists, BranchMoved
from datapatch.gitstore.pair import DatasetRepositories, contribution_branch, remove_unfinished
from datapatch.gitstore.repository import Repository
from datapatch.types import CommitId, DatasetName
from tests.gitstore.conftest import Commit, git


@pytest.fixture
def base(pair: DatasetRepositories, commit: Commit) -> CommitId:
    """A published revision, seen from both sides."""
    base = commit({"a.csv": b"1\n"})
    pair.published.advance("main", expected=None, to=base)
    pair.mirror_main()
    return base


def contribute(pair: DatasetRepositories, commit: Commit, base: CommitId, name: str) -> CommitId:
    """A contribution that changes the table."""
    with pair.review.writing():
        tip = commit({"a.csv": name.encode()}, [base], into=pair.review)
        pair.review.advance(contribution_branch(name), expected=None, to=tip)
    return tip


def own_objects(repository: Repository) -> set[str]:
    """The objects that lie in the repository itself, packed or loose."""
    listed = git(
        repository.path, "cat-file", "--batch-all-objects", "--batch-check=%(objectname)"
    ) + "".join(repository.objects.loose())
    return set(listed.split())


def test_what_is_unpublished_stays_in_review(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """A contribution reads what is published; the published repository has none of its objects."""
    tip = contribute(pair, commit, base, "1")
    assert pair.review.merge_base(tip, base) == base
    assert pair.review.read(base, "a.csv") == b"1\n"
    assert not pair.published.objects.holds(tip)
    assert not pair.published.objects.holds(pair.review.blob(tip, "a.csv"))
    git(pair.review_path, "fsck", "--strict")


def test_publishing_copies(pair: DatasetRepositories, commit: Commit, base: CommitId) -> None:
    """Copying a commit over brings all that it reaches, and main can move to it."""
    tip = contribute(pair, commit, base, "1")
    pair.published.copy_from(pair.review, tip)
    pair.published.advance("main", expected=base, to=tip)
    pair.mirror_main()
    assert pair.review.tip("main") == tip
    pair.drop_contribution("1")
    assert pair.published.read(tip, "a.csv") == b"1"
    git(pair.published_path, "fsck", "--strict")
    assert list(pair.review.objects.loose()) == []


def test_a_failed_publication_leaves_nothing(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """What was copied for a publication that then failed is not public."""
    tip = contribute(pair, commit, base, "1")

    def publish() -> None:
        with pair.publishing():
            pair.published.copy_from(pair.review, tip)
            pair.published.advance("main", expected=None, to=tip)

    with pytest.raises(BranchMoved):
        publish()
    assert not pair.published.objects.holds(tip)
    assert pair.published.tip("main") == base
    assert pair.review.read(tip, "a.csv") == b"1"


def test_publications_come_one_after_the_other(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """Of two that publish at once, the second sees what the first has published."""

    def publish(name: str) -> None:
        with DatasetRepositories(pair.root, pair.name) as mine, mine.publishing():
            tip = mine.published.tip("main")
            assert tip
            new = commit({"a.csv": name.encode()}, [tip], into=mine.published)
            mine.published.advance("main", expected=tip, to=new)

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(publish, "abcdefgh"))
    line = pair.published.first_parents(pair.published.tip("main") or base)
    read = [pair.published.read(revision.id, "a.csv").decode() for revision in line]
    assert sorted(read[:-1]) == list("abcdefgh")


def test_a_dropped_contribution_vanishes(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """Its branch and its objects are gone; what another contribution needs stays."""
    first = contribute(pair, commit, base, "1")
    second = contribute(pair, commit, base, "2")
    pair.drop_contribution("1")
    assert not pair.review.objects.holds(first)
    assert pair.review.read(second, "a.csv") == b"2"
    assert set(pair.review.branches()) == {"main", "contributions/2"}
    git(pair.review_path, "fsck", "--strict")


def test_packed_objects_vanish_as_well(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """A pack that holds dropped objects is written anew without them."""
    first = contribute(pair, commit, base, "1")
    second = contribute(pair, commit, base, "2")
    git(pair.review_path, "repack", "-a", "-d", "-l", "-q")
    pair.drop_contribution("1")
    with Repository.open(pair.review_path) as review:
        assert not review.objects.holds(first)
        assert review.read(second, "a.csv") == b"2"
    pair.drop_contribution("2")
    assert not list(pair.review_path.glob("objects/pack/*"))


def test_a_writer_is_waited_for(pair: DatasetRepositories, commit: Commit, base: CommitId) -> None:
    """What is being written is not swept; what was dropped goes when the writer leaves."""
    dropped = contribute(pair, commit, base, "1")
    with pair.review.writing():
        pending = commit({"a.csv": b"pending"}, [base], into=pair.review)
        thread = threading.Thread(target=_drop_elsewhere, args=[pair, "1"])
        thread.start()
        thread.join()
        pair.review.advance(contribution_branch("2"), expected=None, to=pending)
    assert pair.review.read(pending, "a.csv") == b"pending"
    assert not pair.review.objects.holds(dropped)


def _drop_elsewhere(pair: DatasetRepositories, contribution: str) -> None:
    with DatasetRepositories(pair.root, pair.name) as other:
        other.drop_contribution(contribution)


def test_leftovers_of_killed_processes_go(
    pair: DatasetRepositories, commit: Commit, base: CommitId
) -> None:
    """Half-written objects and abandoned quarantines are swept."""
    objects = pair.review_path / "objects"
    (objects / "tmp_obj_half").touch()
    (objects / "tmp_objdir-incoming-x" / "pack").mkdir(parents=True)
    pair.drop_contribution("1")
    assert sorted(path.name for path in objects.iterdir()) == ["info", "pack"]


def test_the_home_can_move(
    pair: DatasetRepositories, commit: Commit, base: CommitId, tmp_path: Path
) -> None:
    """The review repository finds the published one wherever both are."""
    tip = contribute(pair, commit, base, "1")
    pair.root.rename(tmp_path / "elsewhere")
    with DatasetRepositories(tmp_path / "elsewhere", pair.name) as moved:
        assert moved.review.read(base, "a.csv") == b"1\n"
        shown = git(moved.review_path, "log", "--format=%H", "contributions/1")
        assert shown.split() == [tip, base]
        git(moved.review_path, "fsck", "--strict")


def test_created_whole_or_not_at_all(tmp_path: Path, commit: Commit) -> None:
    """A dataset whose filling fails leaves nothing; one that exists is not replaced."""
    pair = DatasetRepositories(tmp_path / "r", DatasetName("town", "lamps"))
    with pytest.raises(BranchMoved), pair.creating():
        raise BranchMoved(branch="main")
    assert not pair.exists()
    assert [path.name for path in pair.root.iterdir()] == ["creating.lock"]
    pair.create()
    with pytest.raises(AlreadyExists):
        pair.create()
    assert pair.exists()


def test_a_killed_creation(tmp_path: Path) -> None:
    """What a killed process left does not stop the next one, and is removed at start."""
    pair = DatasetRepositories(tmp_path / "r", DatasetName("town", "lamps"))
    with pair.creating() as fresh:
        fresh.review_path.rename(tmp_path / "kept")
        (tmp_path / "kept").rename(fresh.review_path)
    pair.published_path.rename(tmp_path / "lost")
    (pair.root / ".new-1234" / "town").mkdir(parents=True)
    remove_unfinished(pair.root)
    pair.create()
    assert pair.exists()
    assert [path.name for path in pair.root.glob(".*")] == []
