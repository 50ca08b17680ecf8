"""What must be true when a crowd has gone: nothing was lost, and all places tell the same."""

import subprocess
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.crowd.ledger import Ledger
from benchmarks.inside import PLACES, RESOURCE
from benchmarks.tables import FIELDS
from datapatch.db.models import ENDS, Contribution, Origin, State
from datapatch.workflow.contributions import read_patches, receipt_hash
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance

PATIENCE = 60.0
"""Seconds that verdicts which were recorded may take until they are carried out."""


@dataclass(frozen=True, slots=True)
class Known:
    """A contribution as the database holds it."""

    id: str
    state: State
    origin: Origin
    receipt: str
    patch: str
    published: str | None


def settle(instance: Instance) -> None:
    """Wait until every recorded verdict is carried out; raises TimeoutError."""
    moving = (State.SCHEDULED, State.DECIDING)
    query = select(func.count(Contribution.id)).where(Contribution.state.in_(moving))
    deadline = time.monotonic() + PATIENCE
    while True:
        with instance.database.reading() as session:
            left = session.scalar(query)
        if not left:
            return
        if time.monotonic() > deadline:
            raise TimeoutError(f"{left} verdicts are not carried out")
        time.sleep(0.2)


def faults(instance: Instance, ledger: Ledger, before: str) -> Iterator[str]:
    """Each thing that is not as it should be, in a sentence.

    ``before`` is the commit that was published when the crowd came.
    """
    known = {each.id: each for each in _known(instance)}
    yield from _lost_receipts(ledger, known)
    yield from _lost_verdicts(ledger, known)
    yield from _disagreements(instance, known, before)
    yield from _lost_values(instance, known, before)
    for review in (False, True):
        checked = ("fsck", "--strict", "--no-progress", "--no-dangling")
        if said := _git(instance, *checked, review=review):
            yield f"git fsck: {said.splitlines()[0]}"


def _known(instance: Instance) -> Iterator[Known]:
    with instance.database.reading() as session:
        for row in session.scalars(select(Contribution)):
            published, receipt = row.published_commit, row.receipt_hash
            yield Known(row.id, row.state, row.origin, receipt, row.patch, published)


def _lost_receipts(ledger: Ledger, known: Mapping[str, Known]) -> Iterator[str]:
    """Whoever got a receipt finds what they sent."""
    by_hash = {each.receipt: each for each in known.values()}
    for address, value in ledger.receipts.items():
        secret = address.rpartition("/")[2]
        found = by_hash.get(receipt_hash(secret))
        if found is None or value not in found.patch:
            yield f"a receipt is lost: {value}"


def _lost_verdicts(ledger: Ledger, known: Mapping[str, Known]) -> Iterator[str]:
    """An end of which a moderator was told is the end."""
    for number, told in ledger.verdicts.items():
        found = known.get(number)
        if found is None or (told in ENDS and found.state != told):
            yield f"a verdict is lost: {number} was {told}, is {found.state if found else 'gone'}"


def _disagreements(instance: Instance, known: Mapping[str, Known], before: str) -> Iterator[str]:
    """By first parent each commit is one publication, and names it; the database knows the same."""
    log = _git(instance, "log", "--first-parent", "--format=%H %P", f"{before}..main").split("\n")
    history = [line.split() for line in log if line]
    for (_, parent, *_others), (following, *_more) in pairwise(history):
        if parent != following:
            yield f"history is not linear at {following}"
    made = [commit for commit, *_ in history]
    told = [each.published for each in known.values() if each.state == State.PUBLISHED]
    if sorted(made) != sorted(str(commit) for commit in told):
        yield f"{len(made)} commits and {len(told)} publications do not agree"
    waiting = {each.id for each in known.values() if each.state not in ENDS}
    branches = _git(instance, "for-each-ref", "--format=%(refname)", "refs/heads", review=True)
    names = {name.rpartition("/")[2] for name in branches.split() if "contributions/" in name}
    if names != waiting:
        yield f"{len(names)} branches and {len(waiting)} waiting contributions do not agree"


def _lost_values(instance: Instance, known: Mapping[str, Known], before: str) -> Iterator[str]:
    """Each row holds what was published last for it."""
    order = _git(instance, "rev-list", "--first-parent", "--reverse", f"{before}..main").split()
    by_commit = {each.published: each for each in known.values()}
    expected: dict[str, str] = {}
    for commit in order:
        found = by_commit.get(commit)
        if found is not None and found.origin == Origin.FORM:
            expected.update(_phones(found.patch))
    with published(instance, PLACES) as snapshot:
        rows = list(snapshot.table(RESOURCE).rows())
    held = {row[0]: row[FIELDS.index("phone")] for row in rows}
    for row, phone in expected.items():
        if held.get(row) != phone:
            yield f"{row} holds {held.get(row)}, published was {phone}"


def _phones(patches: str) -> Iterator[tuple[str, str]]:
    for patch in read_patches(patches):
        for change in patch.changes:
            for cell in change.cells:
                if change.key and cell.field == "phone" and cell.new is not None:
                    yield change.key[0], cell.new


def _git(instance: Instance, *words: str, review: bool = False) -> str:
    pair = instance.repositories(PLACES)
    folder: Path = pair.review_path if review else pair.published_path
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=False)
    return (done.stdout + done.stderr).decode(errors="replace").strip()
