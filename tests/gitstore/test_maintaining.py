"""Packing: when it is due, what is packed, and what never is."""

import re

import pytest

from datapatch.gitstore import maintaining
from datapatch.gitstore.maintaining import LOOSE_OBJECTS, is_due, maintain, stored
from datapatch.gitstore.pair import DatasetRepositories, contribution_branch
from datapatch.types import CommitId
from tests.gitstore.conftest import Commit, git


def publish(pair: DatasetRepositories, commit: Commit, rows: int = 3) -> CommitId:
    """One more published revision, which holds ``rows`` files."""
    before = pair.published.tip("main")
    files = {f"part-{n}.csv": f"{n},{before}\n".encode() for n in range(rows)}
    new = commit(files, [before] if before else [])
    pair.published.advance("main", expected=before, to=new)
    pair.mirror_main()
    return new


def contribute(pair: DatasetRepositories, commit: Commit, name: str) -> CommitId:
    """A contribution that waits."""
    base = pair.published.tip("main")
    with pair.review.writing():
        tip = commit({"part-0.csv": name.encode()}, [base], into=pair.review)
        pair.review.advance(contribution_branch(name), expected=None, to=tip)
    return tip


def test_packing_is_due_when_many_objects_are_loose(
    pair: DatasetRepositories, commit: Commit
) -> None:
    """A small dataset is left alone; a large one is packed once, and then left alone."""
    publish(pair, commit)
    assert not is_due(pair)
    publish(pair, commit, LOOSE_OBJECTS)
    assert is_due(pair)

    maintain(pair)

    assert not is_due(pair)
    held = stored(pair.published_path)
    assert (held.loose, held.packs) == (0, 1)


def test_nothing_is_counted_where_nothing_moved(
    pair: DatasetRepositories, commit: Commit, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A second look costs the times of two files; a branch that moves makes it look again."""
    publish(pair, commit)
    assert not is_due(pair)
    monkeypatch.setattr(maintaining, "LOOSE_OBJECTS", 1)

    assert not is_due(pair)
    contribute(pair, commit, "1")
    assert is_due(pair)


def test_every_revision_is_there_afterwards(pair: DatasetRepositories, commit: Commit) -> None:
    """Open before, it still reads; stock git finds nothing wrong, and a map for clones."""
    line = [publish(pair, commit) for _ in range(5)]
    waiting = contribute(pair, commit, "1")

    maintain(pair)

    assert [revision.id for revision in pair.published.first_parents(line[-1])] == line[::-1]
    assert pair.review.read(waiting, "part-0.csv") == b"1"
    for path in (pair.published_path, pair.review_path):
        git(path, "fsck", "--strict")
    assert list(pair.published_path.glob("objects/pack/*.bitmap"))


def test_what_no_ref_reaches_is_not_packed(pair: DatasetRepositories, commit: Commit) -> None:
    """A publication that is being written stays loose, and can still be named."""
    base = publish(pair, commit)
    written = commit({"part-0.csv": b"written, not named\n"}, [base])

    maintain(pair)

    assert set(pair.published.objects.loose()) >= {written}
    pair.published.advance("main", expected=base, to=written)
    git(pair.published_path, "fsck", "--strict")


def test_the_review_repository_packs_its_own_and_no_more(
    pair: DatasetRepositories, commit: Commit
) -> None:
    """One pack of what contributions add; published objects are still borrowed."""
    base = publish(pair, commit)
    tips = [contribute(pair, commit, name) for name in ("1", "2")]

    maintain(pair)

    (index,) = pair.review_path.glob("objects/pack/*.idx")
    listed = git(pair.review_path, "verify-pack", "-v", str(index))
    assert len(re.findall("^[0-9a-f]{40} ", listed, re.MULTILINE)) == 6  # blob, tree, commit: twice
    assert not list(pair.review.objects.loose())
    assert pair.review.objects.borrows(base)
    assert [pair.review.read(tip, "part-0.csv") for tip in tips] == [b"1", b"2"]


def test_a_refused_contribution_leaves_the_pack(pair: DatasetRepositories, commit: Commit) -> None:
    """What was packed while it waited is gone as soon as it is refused."""
    publish(pair, commit)
    refused = contribute(pair, commit, "1")
    kept = contribute(pair, commit, "2")
    maintain(pair)

    pair.drop_contribution("1")

    with DatasetRepositories(pair.root, pair.name) as afresh:
        assert not afresh.review.objects.holds(refused)
        assert afresh.review.read(kept, "part-0.csv") == b"2"


def test_whoever_is_writing_is_not_disturbed(pair: DatasetRepositories, commit: Commit) -> None:
    """While a contribution is being written, the review repository is left for another time."""
    base = publish(pair, commit)
    with pair.review.writing():
        tip = commit({"part-0.csv": b"x"}, [base], into=pair.review)
        maintain(pair)
        pair.review.advance(contribution_branch("1"), expected=None, to=tip)

    assert pair.review.read(tip, "part-0.csv") == b"x"


def test_what_a_killed_run_left_goes(pair: DatasetRepositories, commit: Commit) -> None:
    """Half a pack is no pack: the next run removes it."""
    publish(pair, commit)
    half = pair.published_path / "objects/pack/tmp_pack_abc123"
    half.write_bytes(b"PACK")

    maintain(pair)

    assert not half.exists()
