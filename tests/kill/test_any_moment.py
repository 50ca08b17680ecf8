"""Two processes decide about the same contributions and are killed whenever it happens."""

import random
import time
from collections import Counter
from pathlib import Path

from sqlalchemy import select

from datapatch.db.models import Contribution, OutboxEntry, State
from datapatch.errors import AlreadyDecided
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance, open_instance
from datapatch.workflow.proposals.contributing import Contributor
from datapatch.workflow.publication.publishing import recover
from datapatch.workflow.verdicts.carrying_out import carry_out_due
from datapatch.workflow.verdicts.deciding import accept
from tests.builders import NOON, Staff, add_staff, import_places, make_instance
from tests.kill.dying import assert_sound, git, start
from tests.workflow.walking import published_text, suggest

LONG = DatasetName("hub", "long")
AT_ONCE = 5
SECONDS = 12.0
ROUNDS = 20
"""Whichever comes first ends it."""


def decide_all(instance: Instance, people: Staff, ids: list[str]) -> None:
    """Accept whatever is still open, in an order of one's own."""
    mine = open_instance(instance.config)
    for contribution in ids:
        try:
            accept(mine, people.moderator, contribution, now=NOON)
        except AlreadyDecided:
            continue


def race(instance: Instance, people: Staff, ids: list[str], seconds: float) -> None:
    """Two processes decide in opposite orders, and both are killed after a while."""
    racers = [
        start(lambda: decide_all(instance, people, ids)),
        start(lambda: decide_all(instance, people, ids[::-1])),
    ]
    time.sleep(seconds)
    for racer in racers:
        racer.kill()
    for racer in racers:
        racer.join()


def states(instance: Instance) -> dict[str, State]:
    """What the database says of each contribution."""
    with instance.database.reading() as session:
        return {row.id: row.state for row in session.scalars(select(Contribution))}


def publications(instance: Instance) -> Counter[str]:
    """How often each contribution's trailer stands on ``main``."""
    form = "--format=%(trailers:key=Contribution,valueonly,separator=%x2C)"
    return Counter(git(instance, LONG, "log", "--first-parent", form, "main").split())


def thanks(instance: Instance) -> Counter[str | None]:
    """The mails of thanks to contributors, by contribution."""
    query = select(OutboxEntry).where(
        OutboxEntry.recipient == "amine@example.org", OutboxEntry.subject.startswith("Published")
    )
    with instance.database.reading() as session:
        entries = list(session.scalars(query))
    assert {entry.state for entry in entries} <= {"ready"}
    return Counter(entry.contribution_id for entry in entries)


def assert_agree(instance: Instance) -> None:
    """Database, repository and outbox tell the same story."""
    published = {name for name, state in states(instance).items() if state == State.PUBLISHED}
    assert publications(instance) == thanks(instance) == Counter(published)
    assert set(states(instance).values()) <= {State.PUBLISHED, State.OPEN, State.SCHEDULED}
    assert_sound(instance, LONG, tidy=False)


def test_killed_again_and_again(tmp_path: Path) -> None:
    """Each is published exactly once, or waits or stands decided; no mail is lost or early."""
    instance = make_instance(tmp_path)
    rows = "".join(f"r{n},Place {n},Sète,,\n" for n in range(ROUNDS * AT_ONCE))
    import_places(instance, LONG, f"id,nom,commune,telephone,services\n{rows}".encode())
    people = add_staff(instance)
    who = Contributor("Amine", "amine@example.org", language="en")
    began, done, chance = time.monotonic(), 0, random.Random(7)
    while done < ROUNDS and time.monotonic() - began < SECONDS:
        numbers = range(done * AT_ONCE, (done + 1) * AT_ONCE)
        ids = [suggest(instance, f"r{n}", {"services": "wifi"}, who, LONG).id for n in numbers]
        race(instance, people, ids, chance.uniform(0.05, 0.45))
        recover(instance, now=NOON)
        assert_agree(instance)
        done += 1
    carry_out_due(instance, now=NOON)
    undecided = [name for name, state in states(instance).items() if state == State.OPEN]
    decide_all(instance, people, undecided)
    assert set(states(instance).values()) == {State.PUBLISHED}
    assert_agree(instance)
    assert published_text(instance, LONG).count(",wifi\n") == done * AT_ONCE
    assert_sound(instance, LONG)
