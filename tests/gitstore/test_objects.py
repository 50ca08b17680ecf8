"""Objects while others write, repack and die."""

import threading

import pytest

from datapatch.errors import NotFound
from datapatch.gitstore.objects import Batch, Objects, blob_id
from datapatch.gitstore.repository import Repository
from datapatch.types import ObjectId
from tests.gitstore.conftest import Commit, git


def test_readers_while_git_repacks(repository: Repository, commit: Commit) -> None:
    """A repository that stays open finds its objects however often git moves them."""
    line = [commit({"a": b"0"})]
    over = threading.Event()

    def repack() -> None:
        while not over.is_set():
            git(repository.path, "repack", "-a", "-d", "-q")
            git(repository.path, "prune-packed", "-q")

    repository.advance("main", expected=None, to=line[0])
    thread = threading.Thread(target=repack)
    thread.start()
    try:
        for number in range(1, 60):
            line.append(commit({"a": b"%d" % number}, [line[-1]]))
            repository.advance("main", expected=line[-2], to=line[-1])
            assert repository.read(line[number // 2], "a") == b"%d" % (number // 2)
            assert len(list(repository.first_parents(line[-1], 20))) == min(20, number + 1)
    finally:
        over.set()
        thread.join()
    git(repository.path, "fsck", "--strict")


def test_writing_twice_writes_once(repository: Repository) -> None:
    """An object that is there, loose or packed, is not written again."""
    batch = Batch()
    name = batch.put("blob", b"x")
    repository.objects.write(batch)
    file = repository.path / "objects" / name[:2] / name[2:]
    before = file.stat().st_ino
    repository.objects.write(batch)
    assert file.stat().st_ino == before
    assert [*repository.objects.loose()] == [name]


def test_a_lock_of_git_is_no_obstacle(repository: Repository) -> None:
    """A file that a killed program left beside an object does not stop its writing."""
    batch = Batch()
    name = batch.put("blob", b"x")
    folder = repository.path / "objects" / name[:2]
    folder.mkdir()
    (folder / f"{name[2:]}.lock").touch()
    repository.objects.write(batch)
    assert repository.objects.content(name, "blob") == b"x"


def test_prefixes(repository: Repository) -> None:
    """All objects that begin with some digits are found once, wherever they lie."""
    batch = Batch()
    names = [batch.put("blob", b"%d" % number) for number in range(600)]
    repository.objects.write(batch)
    few = [name for name in names if name.startswith(names[0][:2])]
    assert repository.objects.starting_with(names[0][:2]) == sorted(few)
    assert repository.objects.starting_with(names[0][:9]) == [names[0]]


@pytest.mark.parametrize("name", ["", "x" * 40, "../../x", "é" * 40, "1" * 40])
def test_no_such_object(repository: Repository, name: str) -> None:
    """What is not an object's name names nothing."""
    with Objects(repository.path / "objects") as objects, pytest.raises(NotFound):
        objects.read(ObjectId(name))


def test_the_name_of_a_file_is_gits(repository: Repository) -> None:
    """What a file will be called is known before it is stored anywhere."""
    for text in ("", "id,nom\n", "é" * 70_000):
        named = git(repository.path, "hash-object", "--stdin", given=text).strip()
        assert blob_id(text.encode()) == named
