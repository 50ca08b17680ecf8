"""One correction, one addition, one deletion on real histories: these lines, no other byte."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.tables.patch import Patch
from datapatch.tables.table import Table
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.datasets import head_of, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import Contributor, open_contribution
from datapatch.workflow.proposals.proposing import (
    Proposal,
    propose_addition,
    propose_removal,
    propose_update,
)
from datapatch.workflow.rows.addressing import RowPlace, addresses
from datapatch.workflow.rows.labelling import patch_label
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff
from tests.realdata.conftest import Hall, assert_sound, git

FIRST, GONE = 20, 40
"""From which data row on one is looked for that can be corrected, and the one that is removed."""


@dataclass(frozen=True)
class Case:
    """A table of a history, the field to correct, and what a new row holds."""

    bundle: str
    resource: str
    path: str
    field: str
    new_row: dict[str, str]


CASES = (
    Case(
        "DISIC+sill",
        "sill-2020",
        "2020/sill-2020.csv",
        "nom",
        {"nom": "Éditeur « libre »", "fonction": 'Traiter des textes, "vite"', "licence": "MIT"},
    ),
    Case(
        "MobilityData+gbfs",
        "systems",
        "systems.csv",
        "Name",
        {
            "Country Code": "FR",
            "Name": "Vélo, à Sète",
            "Location": "Sète",
            "System ID": "velo_sete",
        },
    ),
    Case(
        "okfn+dataportals.org",
        "portals",
        "data/portals.csv",
        "title",
        {"name": "sete", "title": "Données de Sète", "url": "https://example.org/"},
    ),
)


@dataclass
class Walk:
    """Three changes of a table: its bytes before and after each publication, and its commits."""

    instance: Instance
    name: DatasetName
    case: Case
    states: list[bytes] = field(default_factory=list)
    commits: list[CommitId] = field(default_factory=list)
    row: int = 0
    """The data row that is corrected."""

    def table(self, revision: str = "main") -> bytes:
        """The file as stock git shows it."""
        return git(self.instance, self.name, "show", f"{revision}:{self.case.path}")

    def suggest(self, propose: Callable[[Snapshot], Patch]) -> str:
        """Send a proposal as a visitor without account does; the contribution's id."""
        with published(self.instance, self.name) as snapshot:
            patch = propose(snapshot)
            label = patch_label(snapshot.table(self.case.resource), patch)
            proposal = Proposal(snapshot.commit, patch, label)
        who = Contributor("Zoé", language="en")
        return open_contribution(self.instance, ANONYMOUS, self.name, proposal, who, now=NOON).id

    def accept(self, contribution: str, people: Staff) -> None:
        """Publish it."""
        accept(self.instance, people.moderator, contribution, now=NOON)
        with self.instance.repositories(self.name) as pair:
            self.commits.append(head_of(pair.published))
        self.states.append(self.table())

    def changed(self, commit: CommitId) -> list[str]:
        """Lines added, lines removed and path of every file that differs from the parent."""
        told = git(self.instance, self.name, "diff", "--numstat", f"{commit}^1", commit)
        return told.decode().split()


@pytest.fixture(scope="module", params=CASES, ids=lambda case: case.bundle)
def walk(request: pytest.FixtureRequest, hall: Hall, people: Staff, real_data: Path) -> Walk:
    """All three changes are made on one revision, and accepted one after the other."""
    case: Case = request.param
    imported = hall.bring(real_data / "histories" / f"{case.bundle}.bundle")
    walk = Walk(hall.instance, imported.name, case)
    walk.states.append(walk.table())
    with published(hall.instance, imported.name) as snapshot:
        walk.row = correctable(snapshot.table(case.resource), case.field)
    proposals = [
        walk.suggest(lambda s: correction(s, case, walk.row)),
        walk.suggest(lambda s: propose_addition(s, case.resource, case.new_row)),
        walk.suggest(lambda s: propose_removal(s, case.resource, place(s, case, GONE))),
    ]
    assert walk.table() == walk.states[0]
    for contribution in proposals:
        walk.accept(contribution, people)
    return walk


def correctable(table: Table, name: str) -> int:
    """A row whose line holds the text of that field once."""
    position = table.position(name)
    rows = range(FIRST, table.row_count)
    once = (r for r in rows if table.raw(r).count(table.values(r)[position].encode()) == 1)
    return next(once)


def correction(snapshot: Snapshot, case: Case, row: int) -> Patch:
    """Something is put behind what the field held."""
    table = snapshot.table(case.resource)
    old = table.values(row)[table.position(case.field)]
    values = {case.field: f"{old} (corrigé)"}
    return propose_update(snapshot, case.resource, place(snapshot, case, row), values)


def place(snapshot: Snapshot, case: Case, row: int) -> RowPlace:
    """Where a data row lies."""
    return addresses(snapshot, case.resource, [row])[0]


def rows(data: bytes) -> list[list[str]]:
    """The rows as Python's csv reads them, the header first."""
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))


def test_a_correction(walk: Walk) -> None:
    """One line is replaced, and in it one cell."""
    before, after = walk.states[:2]
    old, new = rows(before), rows(after)
    line = 1 + walk.row
    position = old[0].index(walk.case.field)
    expected = [*old[line][:position], f"{old[line][position]} (corrigé)"]
    assert new[line] == [*expected, *old[line][position + 1 :]]
    assert walk.changed(walk.commits[0]) == ["1", "1", walk.case.path]
    lines = set(before.splitlines(keepends=True)), set(after.splitlines(keepends=True))
    (gone,), (come,) = lines[0] - lines[1], lines[1] - lines[0]
    assert after == before.replace(gone, come)


def test_an_addition(walk: Walk) -> None:
    """One line stands at the end; what was there before has not changed by a byte."""
    before, after = walk.states[1:3]
    end = b"\r\n" if after.endswith(b"\r\n") else b"\n"
    kept = before if before.endswith(end) else before + end
    assert after.startswith(kept)
    assert after.count(end) == kept.count(end) + 1
    cells = dict(zip(rows(after)[0], rows(after)[-1], strict=True))
    assert walk.case.new_row.items() <= cells.items()
    assert walk.changed(walk.commits[1])[2:] == [walk.case.path]


def test_a_deletion(walk: Walk) -> None:
    """One line goes, and takes no byte of another along."""
    before, after = walk.states[2:]
    (gone,) = set(before.splitlines(keepends=True)) - set(after.splitlines(keepends=True))
    assert rows(before)[1 + GONE] == rows(gone)[0]
    assert before.count(gone) == 1
    assert after == before.replace(gone, b"")
    assert walk.changed(walk.commits[2]) == ["0", "1", walk.case.path]


def test_the_accepted_commits(walk: Walk) -> None:
    """What was proposed is the second parent: made from the revision that the visitor saw."""
    for commit in walk.commits:
        told = git(walk.instance, walk.name, "log", "-1", "--format=%an|%ae|%P", f"{commit}^2")
        author, address, parents = told.decode().strip().split("|")
        assert (author, address) == ("Zoé", "zoe@noreply.127.0.0.1")
        assert len(parents.split()) == 1
        paths = git(walk.instance, walk.name, "diff", "--name-only", f"{commit}^2~1", f"{commit}^2")
        assert paths.decode().split() == [walk.case.path]
    assert_sound(walk.instance, walk.name)
