"""From words to commits."""

import pytest

from datapatch.errors import NotFound
from datapatch.gitstore.repository import Repository
from datapatch.types import CommitId
from tests.gitstore.conftest import Commit, git


@pytest.fixture
def line(repository: Repository, commit: Commit) -> list[CommitId]:
    """Four published revisions: two on 1 May 2024, one on the 2nd, one on the 4th."""
    line: list[CommitId] = []
    for hours in (0, 1, 24, 72):
        line.append(commit({"a": b"%d" % hours}, line[-1:], hours=hours))
    repository.advance("main", expected=None, to=line[-1])
    return line


@pytest.mark.parametrize(
    ("text", "position"),
    [
        ("2024-05-01", 1),
        ("2024-05-03", 2),
        ("2030-01-01", 3),
        ("2024-05-01T12:30", 0),
        ("2024-05-01 14:30+02:00", 0),
        ("2024-05-01T13:00:00Z", 1),
        ("main", 3),
        ("v1", 1),
        ("light", 2),
    ],
)
def test_names_and_dates(
    repository: Repository, line: list[CommitId], text: str, position: int
) -> None:
    """A date means the end of its day; a branch or a tag what it names."""
    as_zoe = ["-c", "user.name=Z", "-c", "user.email=z"]
    git(repository.path, *as_zoe, "tag", "-a", "-m", "one", "v1", line[1])
    git(repository.path, "tag", "light", line[2])
    assert repository.resolve(text) == line[position]


def test_abbreviations(repository: Repository, line: list[CommitId]) -> None:
    """Seven digits or more of a commit's name will do, in a pack as well."""
    assert repository.resolve(line[0]) == line[0]
    git(repository.path, "repack", "-a", "-d", "-q")
    for digits in (7, 8, 39):
        assert repository.resolve(line[2][:digits]) == line[2]
        assert repository.resolve(line[2][:digits].upper()) == line[2]


def test_no_such_commit(repository: Repository, line: list[CommitId]) -> None:
    """Too few digits, a file's name, a day before the beginning: nothing is found."""
    blob = repository.blob(line[0], "a")
    for text in ("", line[0][:6], blob, "f" * 40, "2024-04-30", "2024-13-01", "HEAD~1", "x", "é"):
        with pytest.raises(NotFound):
            repository.resolve(text)
