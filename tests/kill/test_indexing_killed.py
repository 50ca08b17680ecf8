"""A reader of a long history that is killed: what it kept is whole, and another one goes on."""

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.past.blaming import blame_rows
from datapatch.workflow.past.history import history, overview
from datapatch.workflow.past.indexing import Outcome, index_history, index_in_background
from datapatch.workflow.past.reindexing import reindex
from tests.builders import PLACES
from tests.kill.dying import Step, dies_at
from tests.workflow.committing import CSV, LINES, commit, table

REVISIONS = 12
KEEPING = Step("datapatch.index.reading", "save_story", "after")
STEPS = (
    Step("datapatch.workflow.past.indexing", "read_steps", "after"),
    Step("datapatch.workflow.past.indexing", "keep_slice", "before"),
    KEEPING,
    Step("datapatch.workflow.past.indexing", "keep_slice", "after"),
)


@pytest.fixture
def long(instance: Instance) -> Instance:
    """The places, changed some times past the workflow."""
    for number in range(REVISIONS - 1):
        commit(instance, {CSV: table(*LINES[1:3], f"p{number},Lieu,Sète,,\n")})
    return instance


def read_all(instance: Instance) -> tuple[object, ...]:
    """What a reader is told of the whole history."""
    assert index_history(instance, PLACES) is Outcome.ALL
    found = blame_rows(instance, PLACES, "places", seconds=0)
    assert found is not None
    return history(instance, PLACES, seconds=0), found.blame.numbers.tolist()


@pytest.mark.parametrize("step", STEPS, ids=str)
def test_a_killed_reader_leaves_what_it_kept(
    long: Instance, step: Step, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The note stays, the lock is free, and the next reader ends where an undisturbed one does."""
    monkeypatch.setattr("datapatch.workflow.past.indexing.SLICE_REVISIONS", 5)

    dies_at(step, lambda: index_in_background(open_instance(long.config), PLACES))

    assert list(long.histories.being_read()) == [PLACES]
    assert overview(long, PLACES, seconds=0).read in (0, 5)
    after = read_all(long)
    long.histories.file(PLACES).discard()
    assert read_all(long) == after
    assert index_in_background(long, PLACES) is Outcome.ALL
    assert list(long.histories.being_read()) == []


def test_a_killed_reindex_is_taken_up(long: Instance) -> None:
    """The rest is read by whoever comes next; nothing is told twice."""
    before = read_all(long)

    dies_at(KEEPING, lambda: _reindex(long))

    assert overview(long, PLACES, seconds=0).revisions == REVISIONS
    assert read_all(long) == before


def test_a_dataset_that_is_gone_is_no_work(instance: Instance) -> None:
    """A job that comes too late ends, and leaves no note."""
    assert index_in_background(instance, DatasetName("hub", "gone")) is Outcome.ALL
    assert list(instance.histories.being_read()) == []


def _reindex(instance: Instance) -> None:
    reindex(open_instance(instance.config), PLACES, lambda *_: None)
