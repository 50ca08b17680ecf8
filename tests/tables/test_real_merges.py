"""Real merges of public tables: what stock git could not merge, and what people recorded."""

from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks.real_merges import RealMerge, history_merges, plain_merges, rows_by_name
from datapatch.tables.merge import MergeResult
from datapatch.tables.table import Table
from datapatch.tables.three_ways import ConflictKind
from datapatch.types import Key

KINDS: tuple[ConflictKind, ...] = ("cell", "add-add", "delete-update")

DROPPED = "MobilityData+gbfs/596c851b"
"""Clean for the reference, which drops a field that the other side filled in new rows: that is a
conflict here.
"""

RENAMED = {
    "veekun+pokedex/8838a6d345-move_meta": ("recoil", "drain"),
    "DISIC+sill/23e791eb": ("URL Annuaire", "Annuaire"),
}
"""Clean for the reference, which drops a field that one side renamed and the other filled in new
rows; here the new name is recognised, and takes these cells along.
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
    assert conflicts == {DROPPED: {"field"}}


def test_a_field_that_one_side_dropped_and_the_other_filled_is_named(results: Results) -> None:
    """The conflict says which, and who dropped it; ours stands."""
    (result,) = (result for real, result in results if real.name == DROPPED)
    (conflict,) = result.conflicts
    shown = (conflict.field, conflict.base, conflict.ours, conflict.theirs)
    assert shown == ("Validation Report", "Validation Report", "Validation Report", None)
    assert "Validation Report" in result.table.fields


def test_a_renamed_field_takes_the_cells_of_new_rows_along(results: Results) -> None:
    """Under the new name stand the cells of both sides, and what people recorded."""
    found = {real.name: (real, result) for real, result in results if real.name in RENAMED}
    assert found.keys() == RENAMED.keys()
    for name, (old, new) in RENAMED.items():
        real, result = found[name]
        merged = _cells_by_key(result.table, real.key, new)
        assert old not in result.table.fields
        for side in (real.ours, real.theirs):
            field = old if old in side.fields else new
            for key, cell in _cells_by_key(side, real.key, field).items():
                was = _cells_by_key(real.base, real.key, old).get(key)
                assert cell in (was, merged.get(key)), (name, key)
        assert rows_by_name(result.table, set(), real.key) == rows_by_name(
            real.recorded, set(), real.key
        )


def test_the_key_of_the_manifest_is_used(results: Results) -> None:
    """Every conflict about a row has its key, and rows are recognised by nothing else."""
    keyed = [(real, result) for real, result in results if real.key]
    assert len(keyed) > 100
    for real, result in keyed:
        rows = [found for found in result.conflicts if found.kind != "field"]
        assert all(found.key is not None for found in rows), real.name
        assert {len(found.key or ()) for found in rows} <= {len(real.key)}, real.name


def test_a_conflict_names_the_cells_of_the_three_versions(results: Results) -> None:
    """What it shows stands there, under its key and field, and no two sides say the same."""
    for real, result in results:
        for found in result.conflicts:
            if found.kind == "cell" and found.key is not None and found.field is not None:
                cells = [
                    _cells_by_key(side, real.key, found.field).get(found.key, "")
                    for side in (real.base, real.ours, real.theirs)
                    if found.field in side.fields
                ]
                shown = [found.base or "", found.ours or "", found.theirs or ""]
                assert len(set(shown)) == 3 or found.base is None, real.name
                assert set(cells) <= set(shown), real.name


def test_mixed_line_ends_are_no_conflict(results: Results) -> None:
    """A side that writes every line end in another way changes nothing but new rows' ends."""
    for real, result in results:
        other = replace(real, theirs=_with_other_ends(real.theirs))
        again = other.result()
        assert again.conflicts == result.conflicts, real.name
        assert again.table.same_content(result.table), real.name


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


def _cells_by_key(table: Table, key: tuple[str, ...], field: str) -> dict[Key, str]:
    """What stands in one field, by key; in repeated keys whatever comes last."""
    place = table.position(field)
    pairs = zip(table.keys(key), range(table.row_count), strict=True)
    return {named: table.values(row)[place] for named, row in pairs}


def _with_other_ends(table: Table) -> Table:
    """The same cells, in records that end with CRLF and LF in turn."""
    rows = [table.content(row) for row in range(table.row_count)]
    head = table.preamble + table.header.rstrip(b"\r\n")
    data = [head, *rows]
    ends = (b"\r\n", b"\n")
    return Table.parse(b"".join(row + ends[n % 2] for n, row in enumerate(data)), table.dialect)


def _is_shown(cell: str, result: MergeResult) -> bool:
    return any(
        text is not None and cell in text
        for found in result.conflicts
        for text in (found.ours, found.theirs)
    )
