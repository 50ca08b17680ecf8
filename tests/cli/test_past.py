"""``datapatch blame``, ``log`` and ``reindex``: of a plain repository and of a dataset."""

import json
import subprocess
from datetime import timedelta
from pathlib import Path

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import history, overview
from datapatch.workflow.past.indexing import index_history
from datapatch.workflow.past.summarising import RevisionSteps, read_steps
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, PLACES, add_staff, import_places
from tests.cli.conftest import Run
from tests.workflow.committing import commit
from tests.workflow.walking import suggest


class Counting:
    """Reads revisions as the program does, counts them, and is stopped by Ctrl-C if asked to."""

    def __init__(self, stop_after: int | None = None) -> None:
        self.calls = 0
        self._stop_after = stop_after

    def __call__(self, before: Snapshot | None, after: Snapshot) -> RevisionSteps:
        """One revision more."""
        if self.calls == self._stop_after:
            raise KeyboardInterrupt
        self.calls += 1
        return read_steps(before, after)


@pytest.fixture
def dataset(instance: Instance) -> DatasetName:
    """Places; Amine corrected one of them on the next day."""
    import_places(instance)
    staff = add_staff(instance)
    receipt = suggest(instance, "p2", {"telephone": "+33465710002"}, Contributor("Amine"))
    accept(instance, staff.moderator, receipt.id, now=NOON + timedelta(days=1))
    return PLACES


@pytest.fixture
def clone(dataset: DatasetName, instance: Instance, tmp_path: Path) -> Path:
    """A clone of it, as anybody may make one."""
    source = instance.repositories(dataset).published_path
    subprocess.run(["git", "clone", "-q", source, tmp_path / "clone"], check=True)
    return tmp_path / "clone"


def test_blame_of_a_row(
    run: Run, clone: Path, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In a clone, without any server: a line for each cell."""
    monkeypatch.chdir(clone)
    correction, first = history(instance, PLACES)
    ended = run("blame", "--row", "p2")
    assert (ended.code, ended.err) == (0, "")
    lines = ended.out.splitlines()
    assert lines[3].split("  ") == [
        correction.commit[:10],
        "2026-05-05",
        "Amine, checked by Mo",
        "p2",
        'telephone: "+33465710002"',
    ]
    assert [line.split("  ")[0] for line in lines[:3]] == [first.commit[:10]] * 3


def test_blame_as_json(run: Run, clone: Path, instance: Instance) -> None:
    """The same of a clone at any revision and of the instance's dataset."""
    correction, first = history(instance, PLACES)
    here = json.loads(run("blame", clone, "--format", "json").out)
    assert here == json.loads(run("blame", "hub/places:places", "--format", "json").out)
    assert (here["commit"], here["resource"]) == (correction.commit, "places")
    assert list(here["revisions"]) == [correction.commit, first.commit]
    assert here["rows"][1]["key"] == {"id": "p2"}
    assert here["rows"][1]["cells"]["telephone"] == correction.commit
    before = run("blame", f"{clone}:HEAD^:places", "--field", "telephone", "--format", "json")
    assert [row["cells"] for row in json.loads(before.out)["rows"]] == [
        {"telephone": first.commit}
    ] * 3


def test_the_log_of_a_row(run: Run, clone: Path, instance: Instance) -> None:
    """Newest first, with the cells before and after."""
    correction, first = history(instance, PLACES)
    told = run("log", clone, "--row", "p2").out.splitlines()
    assert told[:4] == [
        f"{correction.commit[:10]}  2026-05-05  Amine, checked by Mo",
        "    Correct Médiathèque du Lac, Montpellier: telephone",
        "    ~ changed in row 2",
        '        telephone: "" → "+33465710002"',
    ]
    assert "    + added as row 2" in told
    newest, oldest = json.loads(run("log", "hub/places", "--row", "p2", "--format", "json").out)
    assert newest["cells"] == {"telephone": ["", "+33465710002"]}
    assert (newest["contribution"], newest["reviewer"]) == (correction.contribution, "Mo")
    assert (oldest["commit"], oldest["op"], oldest["row"]) == (first.commit, "add", [None, 2])


def test_a_table_without_key(run: Run, tmp_path: Path) -> None:
    """Its rows are named by their numbers; nothing describes it."""
    git = ["git", "-C", tmp_path, "-c", "user.name=Zoé", "-c", "user.email=z@example.org"]
    subprocess.run(["git", "init", "-q", tmp_path], check=True)
    for town in ("Sète", "Agde"):
        (tmp_path / "towns.csv").write_text(f"name,town\na,Lunel\nb,{town}\n")
        subprocess.run([*git, "add", "."], check=True)
        subprocess.run([*git, "commit", "-qm", town], check=True)
    assert 'town: "Sète" → "Agde"' in run("log", tmp_path, "--row", "2").out
    assert "towns" in run("log", tmp_path, "--row", "3").err
    assert run("log", tmp_path, "--row", "0").code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("blame", "hub/nothing"), "neither a repository nor a dataset “hub/nothing”"),
        (("blame", "Nothing"), "neither a repository nor a dataset “Nothing”"),
        (("blame", "hub/places:other"), "The tables are: places"),
        (("blame", "hub/places", "--row", "p9"), "There is no row “p9” in places"),
        (("blame", "hub/places", "--field", "fax"), "The fields are: id, nom"),
        (("log", "hub/places", "--row", "p9"), "There is no row “p9” in places"),
        (("log", "hub/places"), "--row"),
        (("reindex", "hub/nothing"), "There is no dataset hub/nothing here"),
    ],
)
def test_what_is_not_there(
    run: Run, dataset: DatasetName, arguments: tuple[str, ...], said: str
) -> None:
    """One sentence, and exit code 2."""
    ended = run(*arguments)
    assert (ended.code, ended.out) == (2, "")
    assert said in ended.err


def test_reindex(run: Run, dataset: DatasetName, instance: Instance) -> None:
    """What was kept is made again, whatever had become of it."""
    kept = history(instance, PLACES)
    instance.histories.file(PLACES).path.write_bytes(b"spoiled" * 1_000)
    ended = run("reindex", "hub/places")
    assert (ended.code, ended.out) == (0, "hub/places: 2 versions read\n")
    assert history(instance, PLACES, seconds=0) == kept
    assert run("reindex").out == "hub/places: 2 versions read\n"


def test_reindex_goes_on_where_it_was_stopped(
    run: Run, dataset: DatasetName, instance: Instance, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Stopped in the middle, what was read is kept; the worker would go on as well."""
    for number in range(4):
        commit(instance, {"README.md": str(number).encode()})
    index_history(instance, PLACES)
    monkeypatch.setattr("datapatch.workflow.past.indexing.SLICE_REVISIONS", 2)
    reading = "datapatch.workflow.past.indexing.read_steps"
    with monkeypatch.context() as stopping:
        stopping.setattr(reading, Counting(stop_after=3))
        assert run("reindex", "hub/places").code == 1
    assert overview(instance, PLACES, seconds=0).read == 2
    assert list(instance.histories.being_read()) == [PLACES]
    counted = Counting()
    monkeypatch.setattr(reading, counted)
    assert run("reindex", "hub/places").code == 0
    assert counted.calls == 4
    assert list(instance.histories.being_read()) == []
