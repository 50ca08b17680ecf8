"""Steps inside the server, timed by themselves: each module is run in a process of its own.

A module prints one JSON object: what it timed, and the seconds of each time (or bytes).
"""

import json
import secrets
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import TypeVar

from datapatch.accounts.people import NewPerson
from datapatch.accounts.policy import ANONYMOUS, Actor
from datapatch.config import Config
from datapatch.db.models import State
from datapatch.tables.patch import Patch
from datapatch.types import DatasetName
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.people.joining import join
from datapatch.workflow.proposals.contributing import Contributor, open_contribution
from datapatch.workflow.proposals.proposing import Proposal, check_proposal, propose_update
from datapatch.workflow.publication.publishing import Moderator
from datapatch.workflow.rows.addressing import locate
from datapatch.workflow.rows.labelling import patch_label
from datapatch.workflow.verdicts.carrying_out import carry_out
from datapatch.workflow.verdicts.deciding import accept

PLACES, RESOURCE = DatasetName("bench", "places"), "places"
Result = TypeVar("Result")


def now() -> datetime:
    """The clock: a benchmark is an entry point."""
    return datetime.now(UTC)


def head(instance: Instance) -> str:
    """The published revision."""
    with published(instance, PLACES) as snapshot:
        return snapshot.commit


def timed(work: Callable[[], Result]) -> tuple[float, Result]:
    """The seconds that ``work`` takes, and what it gives."""
    start = time.perf_counter()
    result = work()
    return time.perf_counter() - start, result


def tell(values: Mapping[str, Sequence[float]]) -> None:
    """Print what was measured."""
    sys.stdout.write(json.dumps({name: list(each) for name, each in values.items()}))


def opened(home: Path) -> Instance:
    """The instance in ``home``, as a process that has just started sees it.

    Verdicts are carried out at once: no moment to take them back.
    """
    return open_instance(Config(home=home, sample=False, language="en", undo_seconds=10))


def moderator(instance: Instance) -> Moderator:
    """Somebody who may publish."""
    login = f"mo-{secrets.token_hex(4)}"
    person = NewPerson(login, "Mo", "en", f"{login}@example.org", None, is_administrator=True)
    number = join(instance, person, now=now())
    return Moderator(Actor(number, is_administrator=True), number, "Mo")


def row_key(number: int) -> str:
    """The key of a generated row."""
    return f"id-{number:07d}"


def decide(instance: Instance, who: Moderator, contribution: str) -> None:
    """Accept a contribution: looked at and recorded, to be carried out a moment later."""
    accept(instance, who, contribution, now=now())


def publish(instance: Instance, contribution: str) -> None:
    """Carry the verdict out, as the job does that comes by a moment later."""
    state = carry_out(instance, contribution, now=now())
    if state != State.PUBLISHED:
        raise ValueError(state)


def contribute(instance: Instance, rows: Sequence[int], phone: str) -> str:
    """Correct one cell of each of these rows, as a form does: found, checked, committed.

    The number of the contribution comes out.
    """
    with published(instance, PLACES) as snapshot:
        changes = [
            propose_update(
                snapshot, RESOURCE, locate(snapshot, RESOURCE, row_key(row)), {"phone": phone}
            ).changes[0]
            for row in rows
        ]
        patch = Patch(RESOURCE, snapshot.key(RESOURCE), tuple(changes))
        if objections := check_proposal(instance, snapshot, patch):
            raise ValueError(objections)
        label = patch_label(snapshot.parted(RESOURCE), patch)
        proposal = Proposal(snapshot.commit, patch, label)
    sender = Contributor(name="Zoé", language="en")
    return open_contribution(instance, ANONYMOUS, PLACES, proposal, sender, now=now()).id
