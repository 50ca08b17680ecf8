"""A value or a row, removed from every version."""

import os
import subprocess
import zlib
from pathlib import Path

import pytest
from sqlalchemy import select

from datapatch.accounts.policy import ANONYMOUS
from datapatch.db.models import Purge, State
from datapatch.errors import Conflict, Forbidden, InvalidInput
from datapatch.workflow.contributions import find_contribution
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.history import history
from datapatch.workflow.privacy import purging
from datapatch.workflow.privacy.purging import finish_purges, purge
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.review.reviewing import examine
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, OPERATOR, PLACES, Staff
from tests.kill.dying import assert_sound
from tests.workflow.test_publishing import git
from tests.workflow.walking import published_text, suggest

SECRET = "Jeanne d'Été"
"""With an accent and a quote: it is written in other ways in JSON and in HTML."""
WORDS = Contributor("Amine", "amine@example.org", f"Ask {SECRET}", language="en")


@pytest.fixture
def past(instance: Instance, staff: Staff) -> list[str]:
    """The secret in a cell, published, replaced later, in words, and in what waits."""
    first = suggest(instance, "p1", {"nom": f"Chez {SECRET}"}, WORDS)
    accept(instance, staff.moderator, first.id, now=NOON)
    second = suggest(instance, "p1", {"nom": "La Fabrique"}, WORDS)
    accept(instance, staff.moderator, second.id, now=NOON)
    third = suggest(instance, "p2", {"nom": SECRET, "telephone": "+33465710002"}, WORDS)
    history(instance, PLACES)
    return [first.id, second.id, third.id]


def everything(home: Path) -> bytes:
    """Every byte under the instance's home, objects of git inflated."""
    found = []
    for path in sorted(home.rglob("*")):
        if path.is_file():
            data = path.read_bytes()
            found.append(data)
            if "objects" in path.parts and len(path.name) == 38:
                found.append(zlib.decompress(data))
    for repository in home.rglob("*.git"):
        command = "git cat-file --batch-all-objects --batch"
        environment = {**os.environ, "GIT_CONFIG_COUNT": "1"}
        environment |= {"GIT_CONFIG_KEY_0": "safe.directory", "GIT_CONFIG_VALUE_0": "*"}
        done = subprocess.run(
            command.split(), cwd=repository, capture_output=True, check=True, env=environment
        )
        found.append(done.stdout)
    return b"".join(found)


def assert_gone(instance: Instance) -> None:
    """No object, cache, row or file holds the secret, however it is written."""
    instance.database.close()
    held = everything(instance.config.home)
    for written in (SECRET.encode(), b"Jeanne d&#x27;", b"Jeanne d&#39;", b"Jeanne d'\\u00c9"):
        assert written not in held


def test_a_value_leaves_every_version_and_every_copy(
    instance: Instance, staff: Staff, past: list[str]
) -> None:
    """Objects, caches and the database forget it; the rest of the history stays as it was."""
    before = git(instance, "log", "--first-parent", "--format=%an|%at|%cn|%ct", "main")
    done = purge(instance, OPERATOR, PLACES, value=SECRET, now=NOON, motive="Order of 3 May")
    assert len(done.changed) == 2
    assert_sound(instance, PLACES, tidy=False)
    assert git(instance, "log", "--first-parent", "--format=%an|%at|%cn|%ct", "main") == before
    assert git(instance, "show", "main~1:data/places.csv").splitlines()[1].startswith('p1,"Chez ",')
    assert published_text(instance).splitlines()[1].startswith('p1,"La Fabrique",')
    record = find_contribution(instance, OPERATOR, past[0])
    assert record.published_commit == git(instance, "rev-parse", "main~1").strip()
    with instance.database.reading() as session:
        (told,) = session.scalars(select(Purge))
        assert (told.old_head, told.new_head) == (done.old_head, done.new_head)
    assert_gone(instance)


def test_what_waits_can_still_be_decided(instance: Instance, staff: Staff, past: list[str]) -> None:
    """Its branch stands on the new history, without the value."""
    purge(instance, OPERATOR, PLACES, value=SECRET, now=NOON)
    waiting = find_contribution(instance, OPERATOR, past[2])
    assert examine(instance, waiting).base == git(instance, "rev-parse", "main").strip()
    accept(instance, staff.moderator, past[2], now=NOON)
    assert "p2,,Montpellier,+33465710002,wifi\n" in published_text(instance)


def test_a_row_leaves_every_version(instance: Instance, staff: Staff, past: list[str]) -> None:
    """Its line is in no revision, and nothing tells of it; other rows keep their bytes."""
    purge(instance, OPERATOR, PLACES, row=("places", ("p1",)), now=NOON)
    assert "La Fabrique" not in git(instance, "log", "-p", "-m", "--all", "--", "data")
    assert published_text(instance).splitlines()[1].startswith("p2,")
    record = find_contribution(instance, OPERATOR, past[0])
    assert (record.state, record.patches, record.message) == (State.PUBLISHED, (), "")


@pytest.mark.parametrize("step", ["_write_journal", "_finish", "finish_in_database"])
def test_killed_in_the_middle_it_is_old_or_new(
    instance: Instance, staff: Staff, past: list[str], step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before the journal nothing has happened; after it the next sweep finishes."""

    def die(*_: object, **__: object) -> None:
        raise KeyboardInterrupt

    old = git(instance, "rev-parse", "main")
    with monkeypatch.context() as patched:
        patched.setattr(purging, step, die)
        with pytest.raises(KeyboardInterrupt):
            purge(instance, OPERATOR, PLACES, value=SECRET, now=NOON)
    assert finish_purges(instance, now=NOON) == (0 if step == "_write_journal" else 1)
    if step == "_write_journal":
        assert git(instance, "rev-parse", "main") == old
    else:
        assert_gone(instance)
    assert not list(instance.config.repos.glob(".purge-*"))
    assert_sound(instance, PLACES, tidy=False)


def test_looking_changes_nothing(instance: Instance, past: list[str]) -> None:
    """It says which revisions hold the value, and leaves nothing behind."""
    old = git(instance, "rev-parse", "main")
    found = purge(instance, OPERATOR, PLACES, value=SECRET, now=NOON, only_look=True)
    assert found.changed[0] == git(instance, "rev-parse", "main~1").strip()
    assert git(instance, "rev-parse", "main") == old
    assert not list(instance.config.repos.glob(".purge-*"))


def test_what_cannot_be_purged(instance: Instance, staff: Staff) -> None:
    """A value that is nowhere, too short a one, and somebody who may not."""
    with pytest.raises(Conflict, match="Nothing of this"):
        purge(instance, OPERATOR, PLACES, value="nowhere at all", now=NOON)
    with pytest.raises(InvalidInput):
        purge(instance, OPERATOR, PLACES, value="a", now=NOON)
    for actor in (ANONYMOUS, staff.moderator.actor):
        with pytest.raises(Forbidden):
            purge(instance, actor, PLACES, value="Fabrique", now=NOON)
