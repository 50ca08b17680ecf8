"""Commits that somebody else's program wrote, odd ones included."""

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.gitstore.repository import Repository
from datapatch.gitstore.revision import parse_revision
from datapatch.types import CommitId, ObjectId, Signature
from tests.gitstore.conftest import git

ANY = CommitId(ObjectId("1" * 40))
EPOCH = datetime.fromtimestamp(0, UTC)


def parsed(author: bytes, message: bytes = b"x\n", extra: bytes = b"") -> Signature:
    """The author of a raw commit with this author line."""
    data = b"tree %s\nauthor %s\ncommitter c <c> 1 +0000\n%s\n%s"
    return parse_revision(ANY, data % (b"2" * 40, author, extra, message)).author


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b"A B <a@b> 86400 +0000", Signature("A B", "a@b", EPOCH + timedelta(days=1))),
        (b"<a@b> 0 +0000", Signature("", "a@b", EPOCH)),
        (b"A <> 0 -0000", Signature("A", "", EPOCH)),
        (b"Zo\xe9 <a@b> 0 +0000", Signature("Zoé", "a@b", EPOCH)),
        (b"A <a@b> 0 +9999", Signature("A", "a@b", EPOCH)),
        (b"A <a@b> 99999999999999999 +0000", Signature("A", "a@b", EPOCH)),
        (b"A <a@b>", Signature("A", "a@b", EPOCH)),
        (b"A a@b 0 +0000", Signature("A a@b 0 +0000", "", EPOCH)),
        (b"", Signature("", "", EPOCH)),
    ],
)
def test_odd_authors(line: bytes, expected: Signature) -> None:
    """An author line that no program should write still gives a signature."""
    assert parsed(line) == expected


def test_declared_encoding() -> None:
    """A commit that names its encoding is read in it; an unknown one is no obstacle."""
    assert parsed("Šárka <s> 0 +0000".encode("cp1250"), extra=b"encoding cp1250\n").name == "Šárka"
    assert parsed("Šárka <s> 0 +0000".encode(), extra=b"encoding klingon\n").name == "Šárka"


def test_time_zone() -> None:
    """The moment is told in the author's own zone."""
    at = parsed(b"A <a> 0 -0330").at
    assert at == EPOCH
    assert at.utcoffset() == timedelta(hours=-3, minutes=-30)


@given(st.binary())
def test_never_raises(data: bytes) -> None:
    """Whatever the bytes are, a revision comes out."""
    assert parse_revision(ANY, data).id == ANY


@pytest.mark.parametrize(
    ("name", "email", "written"),
    [
        ("A\nB <x>", "a b@c\n>", "A B x <ab@c>"),
        ("", "a@b", "a@b <a@b>"),
        ("", "", "- <>"),
        ("Zoé \U0001f333", "z@é", "Zoé \U0001f333 <z@é>"),
    ],
)
def test_hostile_names(repository: Repository, name: str, email: str, written: str) -> None:
    """A name cannot forge another line of the commit; stock git reads what was meant."""
    at = datetime(1960, 1, 1, tzinfo=timezone(timedelta(hours=5, minutes=45)))
    who = Signature(name, email, at)
    commit = repository.commit(None, {}, parents=[], author=who, committer=who, message="x\0y")
    assert git(repository.path, "fsck", "--strict", commit) == ""
    assert git(repository.path, "log", "-1", "--format=%an <%ae>|%ad", "--date=raw", commit) == (
        f"{written}|0 +0545\n"
    )
