"""Where a table changes: counted from the log, grouped as today's rows stand."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import pytest

from datapatch.errors import NotFound
from datapatch.index.told_stories import Histories
from datapatch.types import DatasetName, Signature
from datapatch.workflow.imports.adopting import adopt_history
from datapatch.workflow.imports.describing import Description
from datapatch.workflow.instance import Instance
from datapatch.workflow.past.heatmaps import GROUPS, Heatmap, change_heatmap
from datapatch.workflow.past.history import history_length, row_history
from tests.builders import NOON, OPERATOR, PLACES, PLACES_CSV
from tests.workflow.committing import CSV, LINES, changed, commit, table

NEXT_DAY = NOON + timedelta(days=1)


def heatmap(instance: Instance) -> Heatmap:
    """The heatmap of the places as they are published."""
    found = change_heatmap(instance, PLACES, "places", seconds=None)
    assert found is not None
    return found


def counts(found: Heatmap) -> list[list[int]]:
    """The numbers alone."""
    return [[cell.count for cell in group.cells] for group in found.groups]


def test_a_fresh_import_is_cold(instance: Instance) -> None:
    """Each row of a small table is a group of its own; nothing has changed yet."""
    found = heatmap(instance)
    assert found.fields == ("id", "nom", "commune", "telephone", "services")
    assert counts(found) == [[0] * 5] * 3
    assert (found.most, found.since) == (0, NOON.date())
    assert found.groups[1].labels == ("Médiathèque du Lac, Montpellier",) * 2


def test_changes_are_found_where_the_row_is_now(instance: Instance) -> None:
    """They follow a row that moves, and leave with one that is removed."""
    p1, p2, p3 = LINES[1:]
    commit(instance, {CSV: table(p1, p2, changed(p3, "Cyber-base", "Cyber"))})
    commit(instance, {CSV: table(changed(p3, "Cyber-base", "Base"), p1, p2)}, at=NEXT_DAY)
    found = heatmap(instance)
    assert counts(found) == [[0, 2, 0, 0, 0], [0] * 5, [0] * 5]
    assert found.groups[0].cells[1].last == NEXT_DAY.date()
    commit(instance, {CSV: table(p1, p2)})
    assert heatmap(instance).most == 0


def test_the_heat_is_carried_on(instance: Instance, tmp_path: Path) -> None:
    """What was carried from publication to publication is what reading it all anew gives."""
    text = PLACES_CSV.decode()
    for old, new in (("wifi\n", "a\n"), ("a\n", "b\n"), ("Nîmes", "Alès")):
        text = changed(text, old, new)
        commit(instance, {CSV: text.encode()})
        carried = counts(heatmap(instance))
    fresh = replace(instance, histories=Histories(tmp_path))
    assert counts(heatmap(fresh)) == carried == [[0] * 5, [0, 0, 0, 0, 2], [0, 0, 1, 0, 0]]


def test_many_rows_make_groups(instance: Instance) -> None:
    """A hundred rows fit on a screen, in groups of neighbours that leave none out."""
    rows = [f"r{n},Lieu {n},Sète,,\n" for n in range(100)]
    commit(instance, {CSV: table(*rows)})
    rows[99] = changed(rows[99], "Sète", "Agde")
    commit(instance, {CSV: table(*rows)})
    found = heatmap(instance)
    assert [g.first for g in found.groups] == list(range(0, 100, 5))
    assert found.groups[-1].last == 99
    assert len(found.groups) <= GROUPS
    assert counts(found)[-1] == [0, 0, 1, 0, 0]


def test_an_empty_table_has_no_groups(instance: Instance) -> None:
    """Nor is there a heatmap of a table that does not exist."""
    commit(instance, {CSV: table()})
    assert heatmap(instance).groups == ()
    with pytest.raises(NotFound):
        change_heatmap(instance, PLACES, "nothing")


def test_a_real_history(instance: Instance, real_data: Path) -> None:
    """Counting 877 revisions agrees with following the rows of each group one by one."""
    name = DatasetName("hub", "companies")
    source = real_data / "histories" / "datasets+s-and-p-500-companies.bundle"
    author = Signature("Hub", "hub@example.org", NOON)
    adopt_history(instance, OPERATOR, name, source, Description("Companies"), author=author)
    found = change_heatmap(instance, name, "constituents", seconds=None)
    assert found is not None
    assert (history_length(instance, name), found.since) == (878, date(2012, 12, 27))
    for group in found.groups[::6]:
        fields: Counter[str] = Counter()
        for row in range(group.first, group.last + 1):
            told = row_history(instance, name, "constituents", row)
            # Cells that came with a new field are new, not changed.
            fields.update(f for e in told if not e.table.reshaped for f in e.touch.fields)
        for field in ("CIK", "Founded", "Headquarters Location"):
            assert fields[field] == group.cells[found.fields.index(field)].count
