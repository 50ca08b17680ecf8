"""Four real histories, adopted: what is shown of them is what stock git finds in their logs."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

import pytest

from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.heatmaps import change_heatmap
from datapatch.workflow.history import HistoryEntry, history, publications_by_day, row_history
from datapatch.workflow.importing import Imported
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
    entries = adopted.entries()
    assert [entry.commit for entry in entries] == adopted.facts.log("%H")
    days = {str(day): count for day, count in publications_by_day(entries).items()}
    assert days == Counter(adopted.facts.log("%cd"))


def test_the_rows_of_each_revision(adopted: Adopted) -> None:
    """Rows that left and rows that came are those that Python's csv finds."""
    entries = {entry.commit: entry for entry in adopted.entries()}
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


def test_a_row_is_followed_to_where_it_came_from(adopted: Adopted) -> None:
    """Each event of a row's life is one that git knows: those cells changed in that commit."""
    pass


def test_the_heatmap_counts_what_the_log_holds(adopted: Adopted) -> None:
    """Its cells are those that were changed in rows that are still there."""
    instance = adopted.hall.instance
    entries = history(instance, adopted.name)
    heatmap = change_heatmap(instance, adopted.name, adopted.resource, entries)
    assert row_history
    assert heatmap.most
