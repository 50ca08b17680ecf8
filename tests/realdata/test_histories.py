"""Four real histories, adopted: what is shown of them is what stock git finds in their logs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.imports.importing import Imported
from datapatch.workflow.instance import open_instance
from datapatch.workflow.past.comparing import compare
from datapatch.workflow.past.heatmaps import change_heatmap
from datapatch.workflow.past.history import HistoryEntry, history, overview, row_history
from datapatch.workflow.past.indexing import index_history
from tests.builders import NOON
from tests.realdata.conftest import Hall, assert_sound, git
from tests.realdata.facts import Facts, Version


@dataclass(frozen=True)
class Adopted:
    """A history here, and the facts about it."""

    hall: Hall
    facts: Facts
    imported: Imported
    resource: str
    path: str

    @property
    def name(self) -> DatasetName:
        """Its name."""
        return self.imported.name

    def entries(self) -> tuple[HistoryEntry, ...]:
        """Its history, without the revision that the adoption added on top."""
        added, *entries = history(self.hall.instance, self.name)
        assert added.at == NOON
        return tuple(entries)

    def steps(self) -> Iterator[tuple[Version, Version]]:
        """Neighbouring versions of the table under one header."""
        for old, new in pairwise(self.facts.versions(self.path)):
            if old.header == new.header:
                yield old, new

    def lasting(self) -> set[str]:
        """The fields that the table always had, under one name."""
        return set.intersection(*(set(v.header) for v in self.facts.versions(self.path)))


BUNDLES = {
    "DISIC+sill": ("sill-2020", "2020/sill-2020.csv"),
    "MobilityData+gbfs": ("systems", "systems.csv"),
    "okfn+dataportals.org": ("portals", "data/portals.csv"),
    "datasets+s-and-p-500-companies": ("constituents", "data/constituents.csv"),
}


@pytest.fixture(scope="session", params=BUNDLES)
def adopted(
    request: pytest.FixtureRequest,
    hall: Hall,
    real_data: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Adopted:
    """One of the four, imported as ``datapatch import X.bundle`` does it."""
    bundle = real_data / "histories" / f"{request.param}.bundle"
    imported = hall.try_to_bring(bundle)
    assert isinstance(imported, Imported), imported
    index_history(hall.instance, imported.name)
    facts = Facts(bundle, tmp_path_factory.mktemp("clone") / "bare.git")
    return Adopted(hall, facts, imported, *BUNDLES[request.param])


def test_the_default_branch_is_published_as_main(adopted: Adopted) -> None:
    """Whatever it was called; no other branch and none of its objects came along."""
    instance, name = adopted.hall.instance, adopted.name
    refs = git(instance, name, "for-each-ref", "--format=%(refname)", "refs/heads").split()
    assert refs == [b"refs/heads/main"]
    parent = git(instance, name, "rev-parse", "main^1").decode().strip()
    assert parent == adopted.facts.git("rev-parse", "HEAD").strip()
    assert_sound(instance, name)


def test_what_was_lacking_comes_in_one_commit(adopted: Adopted) -> None:
    """A descriptor where there was none, wherever it lay; the attributes; nothing else changes."""
    instance, name = adopted.hall.instance, adopted.name
    lines = git(instance, name, "diff", "--name-status", "main^1", "main").decode().splitlines()
    told = {line.split("\t")[1]: line[0] for line in lines}
    had = {Path(p).name for p in adopted.facts.git("ls-tree", "-r", "--name-only", "HEAD").split()}
    assert told[".gitattributes"] == "A"
    assert ("datapackage.json" in told) is ("datapackage.json" not in had)
    assert set(told) <= {".gitattributes", "datapackage.json", "README.md"}
    with published(instance, name) as snapshot:
        assert adopted.resource in snapshot.table_files


def test_people_keep_their_names(adopted: Adopted) -> None:
    """Each author stays who it was, and the import says how many are named."""
    told = [entry.author for entry in adopted.entries()]
    assert told == adopted.facts.log("%an")
    count = adopted.facts.people()
    assert f"names {count} people" in adopted.imported.notes[0].sentence()


def test_every_revision_is_listed(adopted: Adopted) -> None:
    """Ids, subjects and days are those of the log."""
    entries, instance = adopted.entries(), adopted.hall.instance
    assert [entry.commit for entry in entries] == adopted.facts.log("%H")
    days = Counter({str(d.day): d.revisions for d in overview(instance, adopted.name).days})
    days[str(NOON.date())] -= 1  # what the adoption added
    assert +days == Counter(adopted.facts.log("%cd"))


def test_the_rows_of_each_revision(adopted: Adopted) -> None:
    """Rows that left and rows that came are those that Python's csv finds."""
    entries = {str(entry.commit): entry for entry in adopted.entries()}
    for old, new in adopted.steps():
        tables = entries[new.commit].tables
        table = next((t for t in tables if t.resource == adopted.resource), None)
        gone, come = old.content - new.content, new.content - old.content
        if table is None:
            assert not gone
            assert not come
            continue
        assert table.updated + table.removed == gone.total(), new.commit
        assert table.updated + table.added == come.total(), new.commit


def test_two_moments_side_by_side(adopted: Adopted) -> None:
    """The revision that changed most, compared both ways: the rows that Python's csv finds."""
    old, new = max(adopted.steps(), key=lambda step: (step[0].content - step[1].content).total())
    gone, come = old.content - new.content, new.content - old.content
    there = compare(adopted.hall.instance, adopted.name, old.commit, new.commit)
    back = compare(adopted.hall.instance, adopted.name, new.commit, old.commit)
    for comparison, left, right in ((there, gone, come), (back, come, gone)):
        table = next(t for t in comparison.tables if t.resource == adopted.resource)
        assert table.diff is not None
        counts = table.diff.counts
        assert counts.updated + counts.removed == left.total()
        assert counts.updated + counts.added == right.total()
    assert back.is_backwards


def test_a_row_is_followed_to_where_it_came_from(adopted: Adopted) -> None:
    """Between two events of its life a row stays as it is; each changes the cells that it names."""
    today = adopted.facts.version("HEAD", adopted.path)
    assert today is not None
    for row in range(0, len(today.rows), len(today.rows) // 6):
        later, place = today, row
        for event in row_history(adopted.hall.instance, adopted.name, adopted.resource, row):
            after = adopted.facts.version(event.entry.commit, adopted.path)
            if after is None or after.header != later.header:
                break  # the file or its columns had other names
            _, new = event.touch.rows
            assert new is not None
            assert after.rows[new] == later.rows[place]
            before = adopted.facts.version(f"{event.entry.commit}^1", adopted.path)
            old = event.touch.rows[0]
            if before is None or old is None or before.header != after.header:
                assert old is not None or before is None or after.rows[new] not in before.rows
                break
            pairs = zip(after.header, before.rows[old], after.rows[new], strict=True)
            assert set(event.touch.fields) == {name for name, a, b in pairs if a != b}
            later, place = before, old


def test_the_heatmap_counts_what_happened_to_its_rows(adopted: Adopted) -> None:
    """In the group that changed most, each field as often as the lives of its rows tell."""
    instance = adopted.hall.instance
    heatmap = change_heatmap(instance, adopted.name, adopted.resource, seconds=None)
    assert heatmap is not None
    group = max(heatmap.groups, key=lambda g: max(cell.count for cell in g.cells))
    told: Counter[str] = Counter()
    for row in range(group.first, group.last + 1):
        events = row_history(instance, adopted.name, adopted.resource, row)
        told.update(field for event in events for field in event.touch.fields)
    counted = {f: c.count for f, c in zip(heatmap.fields, group.cells, strict=True)}
    assert {f: told[f] for f in adopted.lasting()} == {f: counted[f] for f in adopted.lasting()}


def test_a_second_reading_costs_little(adopted: Adopted) -> None:
    """What was read is kept: every revision is known to another process."""
    reopened = open_instance(adopted.hall.instance.config)
    entries = history(reopened, adopted.name, seconds=0)
    reopened.database.close()
    assert all(entry.changes is not None for entry in entries)
