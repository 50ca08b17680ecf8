"""Where a row is a line, stock git knows who wrote it last, and when it was written at all."""

import random
import subprocess
from pathlib import Path

import pytest

from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.blaming import blame_rows
from datapatch.workflow.past.history import row_history
from tests.builders import PLACES, import_places, make_instance
from tests.workflow.committing import CSV, commit

HEADER = "id,nom,commune,telephone,services\n"


@pytest.fixture(scope="module")
def instance(tmp_path_factory: pytest.TempPathFactory) -> Instance:
    """Two hundred rows; then sixty revisions that change, add and remove some of them."""
    chance, made = random.Random(11), make_instance(tmp_path_factory.mktemp("blame"))
    rows = {f"r{n}": [f"Lieu {n}", "Sète", "", "wifi"] for n in range(200)}
    import_places(made, data=_written(rows))
    for number in range(60):
        for key in chance.sample(sorted(rows), 4):
            rows[key][chance.randrange(4)] = f"v{number}"
        del rows[chance.choice(sorted(rows))]
        items = list(rows.items())
        new = (f"n{number}", [f"Nouveau {number}", "Agde", "", ""])
        items.insert(chance.randrange(len(items)), new)
        rows = dict(items)
        commit(made, {CSV: _written(rows)})
    return made


def _written(rows: dict[str, list[str]]) -> bytes:
    lines = (",".join((key, *cells)) + "\n" for key, cells in rows.items())
    return (HEADER + "".join(lines)).encode()


def git(instance: Instance, *words: str) -> str:
    """What stock git prints about the published repository."""
    folder = instance.repositories(PLACES).published_path
    command = ["git", "-C", str(folder), *words]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def test_the_last_change_of_a_row_is_that_of_its_line(instance: Instance) -> None:
    """The latest of its cells is owed to the commit that ``git blame`` names."""
    found = blame_rows(instance, PLACES, "places", seconds=None)
    assert found is not None
    latest = found.blame.numbers.max(axis=1).tolist()
    ours = [found.blame.revisions[number].commit for number in latest]
    told = git(instance, "blame", "--first-parent", "-s", "-l", "--abbrev=40", "main", "--", CSV)
    # A line begins with "^" when it is as old as the repository; the header comes first.
    theirs = [line.lstrip("^")[:40] for line in told.splitlines()[1:]]
    assert [commit[:39] for commit in ours] == [commit[:39] for commit in theirs]
    assert len(set(ours)) > 40


def test_the_life_of_a_row_is_the_log_of_its_line(instance: Instance) -> None:
    """Every commit whose diff holds the line of its key, and no other."""
    found = blame_rows(instance, PLACES, "places", seconds=None)
    assert found is not None
    for place in found.places[::9]:
        assert place.key is not None
        events = row_history(instance, PLACES, "places", place.row)
        ours: list[CommitId] = [event.entry.commit for event in events]
        search = ("--first-parent", f"-G^{place.key[0]},", "--format=%H", "main", "--", CSV)
        assert ours == git(instance, "log", *search).split()


def test_nothing_is_written_beside_the_repository(instance: Instance, tmp_path: Path) -> None:
    """What is kept lies in the instance: a clone holds git's own files and the dataset's."""
    git(instance, "clone", "-q", ".", str(tmp_path / "clone"))
    names = {path.name for path in (tmp_path / "clone").iterdir()}
    assert names == {".git", ".gitattributes", "README.md", "data", "datapackage.json"}
