"""A disk that takes no more: one sentence, and nothing is half-written."""

import random
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from datapatch.db.models import Contribution, OutboxEntry, State
from datapatch.errors import Unavailable
from datapatch.types import DatasetName
from datapatch.workflow.datasets import list_datasets
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, add_staff, import_places, make_instance
from tests.kill.dying import assert_sound, git, start
from tests.serving.conftest import PATIENCE, ROOT, command_environment
from tests.workflow.walking import suggest

LARGE = DatasetName("hub", "large")
LARGEST_FILE = 400_000
"""Bytes: more than any file of the database, less than the table once it is packed."""

SENTENCE = (
    "hub/large could not be written: File too large. Nothing was changed. "
    "Try again later, or ask the people who run this server to make room."
)


def limit_files() -> None:
    """From now on this process cannot write a larger file."""
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))


def table() -> bytes:
    """A table that stays in one file, and cannot be packed into so few bytes."""
    noise = random.Random(1)
    rows = "".join(f"p{n},{noise.random()} {noise.random()},Sète,,\n" for n in range(45_000))
    return f"id,nom,commune,telephone,services\n{rows}".encode()


@pytest.fixture
def instance(tmp_path: Path) -> Iterator[Instance]:
    """An empty instance."""
    made = make_instance(tmp_path / "home")
    yield made
    made.database.close()


def refusal(tmp_path: Path, work: Callable[[], object]) -> str:
    """What another process, which cannot write large files, says about ``work``."""
    told = tmp_path / "told"

    def limited() -> None:
        limit_files()
        with pytest.raises(Unavailable) as caught:
            work()
        told.write_text(str(caught.value))

    process = start(limited)
    process.join(PATIENCE)
    assert process.exitcode == 0
    return told.read_text()


def test_an_import(instance: Instance, tmp_path: Path) -> None:
    """The command ends with 2, the catalogue is empty, and the name is free."""
    (tmp_path / "large.csv").write_bytes(table())
    command = [sys.executable, "-m", "datapatch", "import", str(tmp_path / "large.csv")]
    ended = subprocess.run(
        [*command, "--workspace", "hub", "--name", "large"],
        env=command_environment(instance.config.home),
        cwd=ROOT,
        capture_output=True,
        check=False,
        text=True,
        preexec_fn=limit_files,
    )
    assert ended.stderr == (
        "hub/large could not be written: File too large. Nothing of it was kept. "
        "Make room or give Data Patch the right to write, then import again.\n"
    )
    assert (ended.returncode, list_datasets(instance, OPERATOR)) == (2, ())
    repos = instance.config.repos
    assert [path for path in repos.rglob("*") if path.is_dir() and path.name != "hub"] == []
    import_places(instance, LARGE)
    assert_sound(instance, LARGE)


def test_a_suggestion(instance: Instance, tmp_path: Path) -> None:
    """No record, no mail, no branch."""
    import_places(instance, LARGE, table())
    add_staff(instance)
    propose = {"services": "wifi"}
    told = refusal(
        tmp_path, lambda: suggest(open_instance(instance.config), "p2", propose, name=LARGE)
    )
    assert told == SENTENCE
    with instance.database.reading() as session:
        assert session.scalars(select(Contribution)).all() == []
        assert session.scalars(select(OutboxEntry)).all() == []
    assert git(instance, LARGE, "for-each-ref", "refs/heads/contributions", review=True) == ""


def test_a_publication(instance: Instance, tmp_path: Path) -> None:
    """The verdict stands, and is carried out when there is room."""
    import_places(instance, LARGE, table())
    people = add_staff(instance)
    ours, theirs = (
        suggest(instance, place, {"services": "wifi"}, name=LARGE) for place in ("p2", "p9")
    )
    accept(instance, people.moderator, ours.id, now=NOON)
    told = refusal(
        tmp_path,
        lambda: accept(open_instance(instance.config), people.moderator, theirs.id, now=NOON),
    )
    assert told == SENTENCE
    with instance.database.reading() as session:
        assert session.get_one(Contribution, theirs.id).state == State.SCHEDULED
    assert_sound(instance, LARGE)
    assert carry_out_due(instance, now=NOON) == 1
    with instance.database.reading() as session:
        assert session.get_one(Contribution, theirs.id).state == State.PUBLISHED
    assert_sound(instance, LARGE)
