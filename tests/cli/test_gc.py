"""``datapatch gc``, and the worker that does the same by itself."""

from pathlib import Path

from datapatch.gitstore.maintaining import stored
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.publication.maintaining import due_for_packing
from tests.cli.conftest import ROWS, Run, bring

TREES = DatasetName("hub", "trees")


def test_one_dataset_is_packed(run: Run, instance: Instance, tmp_path: Path) -> None:
    """Its objects lie in one pack afterwards, and the command says what that saved."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    bring(run, tmp_path / "trees.csv")

    ended = run("gc", "hub/trees")

    assert (ended.code, ended.err) == (0, "")
    assert ended.out.startswith("hub/trees: ")
    held = stored(instance.repositories(TREES).published_path)
    assert (held.loose, held.packs) == (0, 1)
    assert not list(due_for_packing(instance))


def test_every_dataset_is_packed(run: Run, instance: Instance, tmp_path: Path) -> None:
    """Without a name, all of them, one line each."""
    (tmp_path / "trees.csv").write_bytes(ROWS)
    for name in ("elms", "oaks"):
        bring(run, tmp_path / "trees.csv", name=name)

    printed = run("gc").out.splitlines()

    assert [line.partition(":")[0] for line in printed] == ["hub/elms", "hub/oaks"]


def test_a_dataset_that_is_not_there_is_named(run: Run) -> None:
    """One sentence and exit code 2, also for what cannot be a name."""
    assert run("gc", "hub/trees").err == "There is no dataset hub/trees here.\n"
    assert run("gc", "trees").code == 2
