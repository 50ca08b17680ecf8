"""A proof of work: solved by a client of ALTCHA, taken once, for its dataset, in its time."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from altcha import Challenge, Payload, solve_challenge
from sqlalchemy import select

from datapatch.db.models import SolvedChallenge
from datapatch.types import DatasetName
from datapatch.workflow.abuse.proofs import KEPT, make_challenge, take_proof
from datapatch.workflow.instance import Instance
from datapatch.workflow.privacy.erasing import erase_contacts
from tests.builders import PLACES


def solved(challenge: str) -> str:
    """What a client sends for a challenge."""
    read = Challenge.from_dict(json.loads(challenge))
    solution = solve_challenge(read)
    assert solution is not None
    return Payload(read, solution).to_base64()


@pytest.fixture(autouse=True)
def cheap(monkeypatch: pytest.MonkeyPatch) -> None:
    """Challenges that take no second."""
    monkeypatch.setattr("datapatch.workflow.abuse.proofs.COST", 10)


def test_a_solution_serves_once(instance: Instance) -> None:
    """Sent twice, it proves nothing the second time."""
    now = datetime.now(UTC)
    proof = solved(make_challenge(instance, PLACES, now=now))
    assert take_proof(instance, PLACES, proof, now=now)
    assert not take_proof(instance, PLACES, proof, now=now)


def test_a_solution_serves_for_its_own_dataset_in_time(instance: Instance) -> None:
    """Another dataset's is not taken, nor one whose time is over."""
    now = datetime.now(UTC)
    elsewhere = solved(make_challenge(instance, DatasetName("hub", "other"), now=now))
    late = solved(make_challenge(instance, PLACES, now=now - KEPT - timedelta(minutes=1)))
    assert not take_proof(instance, PLACES, elsewhere, now=now)
    assert not take_proof(instance, PLACES, late, now=now)


def test_what_we_did_not_sign_proves_nothing(instance: Instance) -> None:
    """A challenge that somebody made easier, another instance's, and nonsense are refused."""
    now = datetime.now(UTC)
    easier = json.loads(make_challenge(instance, PLACES, now=now))
    easier["parameters"]["cost"] = 1
    other = replace(instance, secret="another key")
    foreign = solved(make_challenge(other, PLACES, now=now))
    for proof in solved(json.dumps(easier)), foreign, "", "nonsense", "e30=", "A" * 10_000:
        assert not take_proof(instance, PLACES, proof, now=now)


def test_used_challenges_are_forgotten(instance: Instance) -> None:
    """They are kept as long as they could be sent again, and no longer."""
    now = datetime.now(UTC)
    assert take_proof(instance, PLACES, solved(make_challenge(instance, PLACES, now=now)), now=now)
    for moment, left in (now, 1), (now + KEPT, 0):
        erase_contacts(instance, now=moment)
        with instance.database.reading() as session:
            assert len(list(session.scalars(select(SolvedChallenge)))) == left
