"""Read bit by bit while it grows, a history tells what following every row by hand tells."""

import random
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.gitstore.repository import MAIN
from datapatch.index.told_stories import Histories
from datapatch.types import CommitId
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.blaming import blame_rows
from datapatch.workflow.past.heatmaps import change_heatmap
from datapatch.workflow.past.history import history, history_length, overview, row_history
from datapatch.workflow.past.indexing import Outcome, index_history
from datapatch.workflow.snapshot import Snapshot
from tests.builders import PLACES
from tests.index.naive import replay
from tests.index.test_stories import invented
from tests.workflow.committing import CSV, LINES, commit, table


def published_tables(instance: Instance) -> list[Snapshot]:
    """Every revision, oldest first, without what is kept of it."""
    with instance.repositories(PLACES) as pair:
        head = pair.published.tip(MAIN)
        assert head is not None
        top = Snapshot(pair.published, head, instance.tables)
        return [top.at(r.id) for r in pair.published.first_parents(head)][::-1]


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_blame_lives_and_heat_of_any_history(instance: Instance, seed: int, tmp_path: Path) -> None:
    """Whenever it was read, by however many readers; and read at once, it is the same."""
    chance = random.Random(seed)
    for version in invented(chance, 50):
        commit(instance, {CSV: version.data, "README.md": str(chance.random()).encode()})
        if chance.random() < 0.3:
            index_history(instance, PLACES, seconds=1e-9)
        if chance.random() < 0.1:
            instance = replace(instance, histories=Histories(instance.histories.folder))
    agrees(instance)
    agrees(replace(instance, histories=Histories(tmp_path / "another")))


def agrees(instance: Instance) -> None:
    """Assert that what is kept tells what the tables themselves do."""
    snapshots = published_tables(instance)
    tables = [each.table("places") for each in snapshots]
    *_, rows = replay(tables, ("id",))
    found = blame_rows(instance, PLACES, "places", seconds=None)
    heat = change_heatmap(instance, PLACES, "places", seconds=0)
    assert found is not None
    assert heat is not None
    fields = found.blame.fields
    assert found.blame.numbers.tolist() == [[row.last[name] for name in fields] for row in rows]
    for place, row in enumerate(rows):
        told = row_history(instance, PLACES, "places", place, seconds=0)
        assert [(e.entry.number, e.touch.op, e.touch.rows) for e in reversed(told)] == [
            (number, op, places) for number, op, places, _ in row.life
        ]
    for group in heat.groups:
        some = rows[group.first : group.last + 1]
        counted = [sum(row.counts[name] for row in some) for name in fields]
        assert [cell.count for cell in group.cells] == counted


def test_a_rewritten_branch_is_followed(instance: Instance) -> None:
    """Revisions that are gone are forgotten, those that took their place are read."""
    first = commit(instance, {CSV: table(*LINES[1:3])})
    commit(instance, {CSV: table(LINES[1])})
    assert len(history(instance, PLACES)) == 3
    _turn_back(instance, first)
    commit(instance, {CSV: table(LINES[2], LINES[1])})
    assert [(e.added, e.removed) for e in history(instance, PLACES)] == [(0, 0), (0, 1), (3, 0)]
    agrees(instance)
    _turn_back(instance, first)
    assert history_length(instance, PLACES) == 2
    assert next(e.commit for e in history(instance, PLACES)) == first


def test_another_dataset_of_the_name_has_another_history(instance: Instance) -> None:
    """Nothing that was kept of the first one is told of the second."""
    with instance.repositories(PLACES) as pair:
        tip = pair.published.tip(MAIN)
        assert tip is not None
        pair.published.delete_branch(MAIN)
    made = commit(instance, {CSV: table(LINES[1])})
    (only,) = history(instance, PLACES)
    assert (only.commit, only.added, only.parent) == (made, 1, None)


def test_the_calendar_knows_days_before_they_are_read(instance: Instance) -> None:
    """How much was published when needs no reading; how many rows does."""
    commit(instance, {CSV: table(LINES[1])})
    seen = overview(instance, PLACES, seconds=0)
    assert (seen.revisions, seen.read, seen.unread) == (2, 0, 2)
    assert [(d.revisions, d.rows) for d in seen.days] == [(2, 0)]
    assert [(d.revisions, d.rows) for d in overview(instance, PLACES).days] == [(2, 5)]


def test_two_tables_may_change_names(instance: Instance) -> None:
    """Each keeps its own past."""
    one = '{"name": "places", "path": "data/places.csv"}'
    two = '{"name": "towns", "path": "data/towns.csv"}'
    both = '{"name": "x", "resources": [%s, %s]}'
    commit(
        instance,
        {"datapackage.json": (both % (one, two)).encode(), "data/towns.csv": b"id,nom\n1,Agde\n"},
    )
    turned = both % (one.replace('"places"', '"towns"'), two.replace('"towns"', '"places"'))
    commit(instance, {"datapackage.json": turned.encode()})
    commit(instance, {"data/towns.csv": b"id,nom\n1,Lunel\n"})
    assert index_history(instance, PLACES) is Outcome.ALL
    found = blame_rows(instance, PLACES, "places", seconds=0)
    assert found is not None
    assert found.blame.numbers.tolist() == [[1, 3]]
    towns = blame_rows(instance, PLACES, "towns", seconds=0)
    assert towns is not None
    assert set(towns.blame.numbers.flatten().tolist()) == {0}


def _turn_back(instance: Instance, to: CommitId) -> None:
    with instance.repositories(PLACES) as pair:
        pair.published.advance(MAIN, expected=pair.published.tip(MAIN), to=to)
