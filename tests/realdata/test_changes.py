"""One correction, one addition, one deletion on real histories: these lines, no other byte."""

import csv
import io
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from datapatch.accounts.policy import ANONYMOUS
from datapatch.tables.patch import Patch
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.addressing import RowPlace, addresses
from datapatch.workflow.contributing import Contributor, open_contribution
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.labelling import patch_label
from datapatch.workflow.proposing import (
    Proposal,
    propose_addition,
    propose_removal,
    propose_update,
)
from datapatch.workflow.publishing import accept
from datapatch.workflow.snapshot import Snapshot
from tests.builders import NOON, Staff
from tests.realdata.conftest import Hall, assert_sound, git

CORRECTED, GONE = 20, 40
"""Data rows that are touched."""


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
    """A dataset whose table is changed step by step, and what its file should hold."""

    instance: Instance
    people: Staff
    name: DatasetName
    case: Case

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

    def accept(self, contribution: str) -> CommitId:
        """Publish it."""
        return accept(self.instance, self.people.moderator, contribution, now=NOON)

    def numstat(self, commit: CommitId) -> list[str]:
        """Lines added, lines removed and path of every file that a publication changed."""
        told = git(self.instance, self.name, "diff", "--numstat", f"{commit}^1", commit)
        return told.decode().split()


def place(snapshot: Snapshot, resource: str, row: int) -> RowPlace:
    """Where a data row lies."""
    return addresses(snapshot, resource, [row])[0]


def lines(data: bytes) -> list[bytes]:
    """The lines of a table whose records are single lines."""
    return data.splitlines(keepends=True)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.bundle)
def test_three_changes_touch_three_lines(
    hall: Hall, people: Staff, real_data: Path, case: Case
) -> None:
    """All three are made on one revision, and accepted one after the other."""
    imported = hall.bring(real_data / "histories" / f"{case.bundle}.bundle")
    walk = Walk(hall.instance, people, imported.name, case)
    before = walk.table()
    with published(hall.instance, imported.name) as snapshot:
        table = snapshot.table(case.resource)
        old = table.values(CORRECTED)[table.position(case.field)]
        raw, gone = table.raw(CORRECTED), table.raw(GONE)
    new = f"{old} (corrigé)"
    ids = [
        walk.suggest(
            lambda s: propose_update(
                s, case.resource, place(s, case.resource, CORRECTED), {case.field: new}
            )
        ),
        walk.suggest(lambda s: propose_addition(s, case.resource, case.new_row)),
        walk.suggest(lambda s: propose_removal(s, case.resource, place(s, case.resource, GONE))),
    ]
    assert walk.table() == before

    assert walk.numstat(walk.accept(ids[0])) == ["1", "1", case.path]
    assert raw.count(old.encode()) == 1
    assert before.count(raw) == 1
    corrected = before.replace(raw, raw.replace(old.encode(), new.encode()))
    assert walk.table() == corrected

    added = walk.accept(ids[1])
    end = b"\r\n" if corrected.endswith(b"\r\n") else b"\n"
    assert walk.table().startswith(corrected)
    (line,) = lines(
        walk.table()[len(corrected) :].removeprefix(b"" if corrected.endswith(end) else end)
    )
    assert line.endswith(end)
    header, cells = next(csv.reader([raw_header(before)])), next(csv.reader([line.decode()]))
    assert case.new_row.items() <= dict(zip(header, cells, strict=True)).items()
    assert walk.numstat(added)[2] == case.path

    with_addition = walk.table()
    assert walk.numstat(walk.accept(ids[2])) == ["0", "1", case.path]
    assert with_addition.count(gone) == 1
    assert walk.table() == with_addition.replace(gone, b"")
    assert_sound(hall.instance, imported.name)


def raw_header(data: bytes) -> str:
    """The first line as text."""
    return io.BytesIO(data).readline().decode("utf-8-sig")
