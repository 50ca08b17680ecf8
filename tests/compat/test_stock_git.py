"""Clone and push with stock git, through a small web server of the tests' own."""

import os
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from datapatch.config import Limits
from datapatch.errors import InvalidInput, NothingChanged
from datapatch.gitstore.adopting import adopt
from datapatch.gitstore.pair import DatasetRepositories
from datapatch.gitstore.pushes import RefUpdate
from datapatch.gitstore.receiving import advertise_push
from datapatch.gitstore.repository import MAIN
from datapatch.types import DatasetName
from tests.compat.conftest import TABLE, ZOE, Clone, Cloning, Site


def objects_of(pair: DatasetRepositories) -> set[str]:
    """The files that hold objects of the review repository itself."""
    folder = pair.review_path / "objects"
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


@pytest.mark.parametrize("version", ["0", "1", "2"])
def test_clone(clone: Cloning, version: str) -> None:
    """A clone holds the published table, whichever protocol git speaks."""
    copy = clone("copy", "-c", f"protocol.version={version}")
    assert (copy.folder / "data.csv").read_bytes() == TABLE
    assert "main" in copy.git("branch", "--list")


def test_push_a_branch(site: Site, clone: Cloning) -> None:
    """A pushed branch lies in the review repository only, and the pusher is told so."""
    copy = clone()
    pushed = copy.change("new-tree", TABLE + b"3,ash\n")
    said = copy.git("push", "origin", "new-tree")
    assert "remote: The tables are valid." in said
    assert "remote: new-tree waits for a moderator." in said
    assert site.judge.seen == [RefUpdate("refs/heads/new-tree", None, pushed)]
    assert pushed in site.pair.review.branches().values()
    assert not site.pair.published.objects.holds(pushed)
    Clone(site.pair.review_path).git("fsck", "--strict", "--connectivity-only")


def test_refused_push_leaves_nothing(site: Site, clone: Cloning) -> None:
    """What the judge refuses is not in the store afterwards, and the reason is on the terminal."""
    copy = clone()
    copy.change("bad", TABLE + b"3,refuse\n")
    before = objects_of(site.pair)
    said = copy.git("push", "origin", "bad", fails=True)
    assert "remote: Row 3, field name: “refuse” is not a tree." in said
    assert "pre-receive hook declined" in said
    assert objects_of(site.pair) == before


@pytest.mark.parametrize("fault", [RuntimeError("a secret"), NothingChanged()])
def test_a_judge_that_fails_refuses(site: Site, clone: Cloning, fault: Exception) -> None:
    """An exception in the judge is a refusal in general words, never an acceptance."""
    copy = clone()
    copy.change("branch", TABLE + b"3,ash\n")
    site.judge.failing = fault
    said = copy.git("push", "origin", "branch", fails=True)
    assert "secret" not in said
    assert "Nothing" in said
    assert site.judge.seen == []


def test_answers_per_ref(site: Site, clone: Cloning) -> None:
    """Main is refused with its reason while a branch of the same push is taken; tags are not."""
    copy = clone()
    copy.change("good", TABLE + b"3,ash\n")
    copy.git("tag", "-a", "-m", "a tag", "v1")
    refused = copy.change("other", TABLE + b"4,fir\n")
    said = copy.git("push", "origin", "good", "v1", "other:main", fails=True)
    assert "[new branch]      good -> good" in said
    assert "[remote rejected] other -> main (push a branch instead)" in said
    assert "[remote rejected] v1 -> v1 (only branches can be pushed here)" in said
    assert site.pair.published.tip(MAIN) == site.pair.review.tip(MAIN)
    assert site.pair.review.tags() == {}
    assert not site.pair.review.objects.holds(refused)


def test_large_push(site: Site, clone: Cloning) -> None:
    """A pack of several megabytes arrives in chunks."""
    copy = clone()
    noise = b"".join(b"%d,%s\n" % (n, os.urandom(500).hex().encode()) for n in range(6000))
    pushed = copy.change("large", TABLE + noise)
    copy.git("-c", "http.postBuffer=65536", "push", "-q", "origin", "large")
    assert "chunked" in site.encodings
    assert site.pair.review.read(pushed, "data.csv") == TABLE + noise


def test_too_large_push(site: Site, clone: Cloning) -> None:
    """A pack beyond the limit is refused by git's own sentence and leaves nothing."""
    copy = clone()
    site.limits = Limits(push_bytes=100_000)
    copy.change("large", TABLE + os.urandom(3_000_000).hex().encode())
    before = objects_of(site.pair)
    said = copy.git("push", "origin", "large", fails=True)
    assert "pack exceeds maximum allowed size" in said
    assert objects_of(site.pair) == before


def test_gzipped_request(site: Site, clone: Cloning) -> None:
    """Git compresses a long negotiation; it is understood."""
    copy = clone()
    for number in range(60):
        copy.git("commit", "-q", "--allow-empty", "-m", f"mine {number}")
    tip = site.pair.published.tip(MAIN)
    assert tip
    new = site.pair.published.commit(
        tip, {"data.csv": b"id\n"}, parents=[tip], author=ZOE, committer=ZOE, message="Cut"
    )
    site.pair.published.advance(MAIN, expected=tip, to=new)
    copy.git("-c", "protocol.version=0", "fetch", "-q")
    assert "gzip" in site.encodings
    assert copy.git("rev-parse", "origin/main").strip() == new


def test_concurrent_pushes(site: Site, clone: Cloning) -> None:
    """Pushes at the same time are all judged and all kept."""
    copies = [clone(f"copy{number}") for number in range(4)]
    pushed = [
        copy.change(f"b{number}", TABLE + b"3,tree %d\n" % number)
        for number, copy in enumerate(copies)
    ]
    with ThreadPoolExecutor() as pool:
        list(pool.map(lambda pair: pair[1].git("push", "origin", f"b{pair[0]}"), enumerate(copies)))
    assert set(pushed) <= set(site.pair.review.branches().values())
    Clone(site.pair.review_path).git("fsck", "--strict")


def test_contributions_are_hidden_from_pushers(site: Site, clone: Cloning) -> None:
    """Another contribution is neither listed nor writable."""
    copy = clone()
    copy.change("mine", TABLE + b"3,ash\n")
    copy.git("push", "origin", "mine")
    (branch,) = [name for name in site.pair.review.branches() if name != MAIN]
    packets = b"".join(advertise_push(site.pair, limits=site.limits, hooks_folder=site.hooks))
    assert b"refs/heads/main" in packets
    assert b"contributions" not in packets
    target = f"origin/main:refs/heads/{branch}"
    assert "hidden ref" in copy.git("push", "-f", "origin", target, fails=True)


def test_main_is_published_by_a_merge_of_the_server(site: Site, clone: Cloning) -> None:
    """A push to main may be answered by another commit, which the next fetch brings."""
    copy = clone()
    copy.change("work", TABLE + b"3,ash\n")
    site.judge.publishing = True
    said = copy.git("push", "origin", "work:main")
    assert "work -> main" in said
    assert "error" not in said
    copy.git("fetch", "-q", "origin")
    assert copy.git("rev-parse", "origin/main").strip() == site.pair.published.tip(MAIN)
    assert copy.git("show", "origin/main:data.csv").encode() == TABLE + b"3,ash\n"


def test_push_of_a_deletion(site: Site, clone: Cloning) -> None:
    """A push that brings no object is asked about like any other."""
    said = clone().git("push", "origin", ":main", fails=True)
    assert "[remote rejected] main (push a branch instead)" in said
    assert site.judge.quarantines == [site.pair.review_path / "objects"]
    assert site.pair.review.tip(MAIN) == site.pair.published.tip(MAIN)


def test_push_of_a_published_commit(site: Site, clone: Cloning) -> None:
    """A branch that adds nothing is asked about as well, and nothing is stored for it."""
    copy = clone()
    copy.git("push", "origin", "main:again")
    assert [update.branch for update in site.judge.seen] == ["again"]
    assert objects_of(site.pair) == {"info/alternates"}


def test_review_address(site: Site, clone: Cloning, tmp_path: Path) -> None:
    """Whoever may see the review repository clones contributions with it, also in parts."""
    copy = clone()
    pushed = copy.change("mine", TABLE + b"3,ash\n")
    copy.git("push", "-q", "origin", "mine")
    site.published = site.pair.review_path
    for name, option in [("whole", "--bare"), ("partial", "--filter=blob:none")]:
        Clone(tmp_path).git("clone", "-q", option, site.address, name)
        seen = Clone(tmp_path / name)
        assert pushed in seen.git("for-each-ref", "--format=%(objectname)").split()
        assert seen.git("show", f"{pushed}:data.csv").encode() == TABLE + b"3,ash\n"


def test_adopt_from_an_address(site: Site, tmp_path: Path) -> None:
    """A dataset can be adopted from another instance's address."""
    with DatasetRepositories(tmp_path / "other", DatasetName("town", "copy")) as other:
        tip = adopt(site.address, other)
        assert tip == site.pair.published.tip(MAIN)
        assert other.review.read(tip, "data.csv") == TABLE


def test_sentences_hide_passwords(site: Site, tmp_path: Path) -> None:
    """An address that does not answer is named without what was secret in it."""
    other = DatasetRepositories(tmp_path / "other", DatasetName("town", "copy"))
    with pytest.raises(InvalidInput, match=r"//127\.0\.0\.1:1/x\.git") as refused:
        adopt("http://zoe:secret@127.0.0.1:1/x.git", other)
    assert "secret" not in refused.value.sentence()
