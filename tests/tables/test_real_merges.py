"""Real merges of public tables: what stock git could not merge, and what people recorded."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from datapatch.tables.merge import MergeResult
from datapatch.tables.three_ways import ConflictKind
from tests.tables.real_merges import RealMerge, history_merges, plain_merges, rows_by_name

KINDS: tuple[ConflictKind, ...] = ("cell", "add-add", "delete-update")

FIELD_CONFLICTS = {"MobilityData+gbfs/596c851b"}
"""Clean for the reference, which drops a field (“Validation Report”) that the other side filled in
new rows: that is a conflict here.
"""


@pytest.fixture(scope="session")
def real_merges(real_data: Path, tmp_path_factory: pytest.TempPathFactory) -> list[RealMerge]:
    """All of them: 71 as files, 53 in histories."""
    found = [*plain_merges(real_data), *history_merges(real_data, tmp_path_factory.mktemp("git"))]
    assert len(found) == 71 + 53
    return found


@pytest.fixture(scope="session")
def results(real_merges: list[RealMerge]) -> list[tuple[RealMerge, MergeResult]]:
    """Each with our merge of it."""
    return [(real, real.result()) for real in real_merges]


Results = list[tuple[RealMerge, MergeResult]]


def test_what_is_clean_cell_by_cell_merges_without_conflict(results: Results) -> None:
    """With one exception, where the reference loses cells."""
    conflicts = {
        real.name: {found.kind for found in result.conflicts}
        for real, result in results
        if real.reference == "cell-clean" and result.conflicts
    }
    assert conflicts == {name: {"field"} for name in FIELD_CONFLICTS}


def test_merged_rows_are_those_that_people_recorded(results: Results) -> None:
    """Where people did what the reference does, outside of conflicts."""
    wrong = []
    for real, result in results:
        clash = {found.key for found in result.conflicts if found.key is not None}
        merged = rows_by_name(result.table, clash, real.key)
        if real.people_agree and merged != rows_by_name(real.recorded, clash, real.key):
            wrong.append(real.name)
    assert wrong == []


def test_real_conflicts_are_named_cell_by_cell(results: Results) -> None:
    """As many cells, twice added cells and edited deleted rows as the reference counts."""
    counts = {
        real.name: (
            tuple(Counter(found.kind for found in result.conflicts)[kind] for kind in KINDS),
            real.counts,
        )
        for real, result in results
        if real.reference == "cell-conflict"
    }
    assert len(counts) > 10
    assert {name for name, (ours, reference) in counts.items() if ours != reference} == set()


def test_rows_without_a_usable_key_are_not_lost(results: Results) -> None:
    """Every cell that a side wrote stands in the result or in a conflict."""
    for real, result in results:
        if real.reference in ("no-key", "dup-header"):
            old = {cell for row in real.base.rows() for cell in row}
            kept = {cell for row in result.table.rows() for cell in row}
            for side in (real.ours, real.theirs):
                written = {cell for row in side.rows() for cell in row} - old - kept
                assert all(_is_shown(cell, result) for cell in written), real.name


def test_the_other_way_round_there_are_the_same_conflicts(results: Results) -> None:
    """Whoever merges."""
    for real, result in results:
        turned = replace(real, ours=real.theirs, theirs=real.ours)
        there = Counter((found.kind, found.key, found.field) for found in result.conflicts)
        back = Counter((found.kind, found.key, found.field) for found in turned.result().conflicts)
        assert there == back, real.name


def _is_shown(cell: str, result: MergeResult) -> bool:
    return any(
        text is not None and cell in text
        for found in result.conflicts
        for text in (found.ours, found.theirs)
    )
