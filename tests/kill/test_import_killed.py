"""An import that is killed: a whole dataset afterwards, or nothing to be seen."""

import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets, published
from datapatch.workflow.instance import Instance, open_instance
from tests.builders import OPERATOR, PLACES_CSV, import_places, make_instance
from tests.kill.dying import Step, assert_sound, dies_at
from tests.serving.conftest import ROOT, command_environment

NAME = DatasetName("hub", "killed")
REGISTERING = "datapatch.workflow.imports.registering"
REPOSITORY = "datapatch.gitstore.repository:Repository"
PAIR = "datapatch.gitstore.pair:DatasetRepositories"

UNSEEN = (
    Step(PAIR, "_take", "before"),
    Step(REPOSITORY, "create", "after"),
    Step(REPOSITORY, "commit", "after"),
    Step(REPOSITORY, "advance", "after"),
    Step("pathlib:Path", "rename", "after"),
    Step(PAIR, "_take", "after"),
    Step(REGISTERING, "_add_record", "after"),
)
"""Up to here nobody knows of the dataset."""

KILLS, SECONDS = 8, 20.0


@pytest.fixture
def instance(tmp_path: Path) -> Instance:
    """An empty instance."""
    return make_instance(tmp_path / "home")


def seen(instance: Instance) -> list[str]:
    """The datasets that the catalogue shows."""
    return [str(summary.record.name) for summary in list_datasets(instance, OPERATOR)]


def leftovers(instance: Instance) -> list[str]:
    """Half-made repositories; what was set aside is none."""
    return [path.name for path in instance.config.repos.glob(".new-*")]


def assert_complete(instance: Instance, data: bytes) -> None:
    """The dataset can be read, and stock git finds no fault."""
    with published(instance, NAME) as snapshot:
        (file,) = snapshot.table_files.values()
        assert snapshot.table(file.name).data == data
    assert_sound(instance, NAME)


@pytest.mark.parametrize("step", UNSEEN, ids=str)
def test_killed_before_it_was_recorded(instance: Instance, step: Step) -> None:
    """Nobody sees anything of it, and the next import of that name is whole."""
    dies_at(step, lambda: import_places(open_instance(instance.config), NAME))
    assert seen(instance) == []
    import_places(instance, NAME)
    assert seen(instance) == ["hub/killed"]
    assert leftovers(instance) == []
    assert_complete(instance, PLACES_CSV)


def test_killed_after_it_was_recorded(instance: Instance) -> None:
    """It is complete."""
    step = Step("datapatch.workflow.imports.importing", "create_dataset", "after")
    dies_at(step, lambda: import_places(open_instance(instance.config), NAME))
    assert_complete(instance, PLACES_CSV)


def start_import(instance: Instance, table: Path) -> subprocess.Popen[bytes]:
    """``datapatch import`` as somebody types it."""
    command = [sys.executable, "-m", "datapatch", "import", str(table)]
    return subprocess.Popen(
        [*command, "--workspace", "hub", "--name", NAME.name],
        env=command_environment(instance.config.home),
        cwd=ROOT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def test_the_command_killed_at_any_moment(tmp_path: Path) -> None:
    """A real process, killed somewhere in its life; the next one of that name always works."""
    rows = "".join(f"{n},Place {n},{n % 97}\n" for n in range(20_000))
    table = tmp_path / "table.csv"
    table.write_text(f"id,name,number\n{rows}")
    began = time.monotonic()
    whole = make_instance(tmp_path / "whole")
    assert start_import(whole, table).wait() == 0
    lasts, chance = time.monotonic() - began, random.Random(3)
    for number in range(KILLS):
        if time.monotonic() - began > SECONDS:
            break
        instance = make_instance(tmp_path / str(number))
        process = start_import(instance, table)
        time.sleep(lasts * chance.uniform(0.4, 1.0))
        process.kill()
        process.wait()
        if not seen(instance):
            import_places(instance, NAME, table.read_bytes())
        assert leftovers(instance) == []
        assert_complete(instance, table.read_bytes())


def test_two_imports_of_one_name(tmp_path: Path) -> None:
    """One of them is whole; the other is told."""
    instance = make_instance(tmp_path / "home")
    (tmp_path / "places.csv").write_bytes(PLACES_CSV)
    both = [start_import(instance, tmp_path / "places.csv") for _ in range(2)]
    assert sorted(process.wait() for process in both) == [0, 2]
    assert_complete(instance, PLACES_CSV)
