"""Proof of work, without a third party: a sum that a browser does in a second and a flood cannot.

The protocol is ALTCHA's (https://altcha.org), version 2: a challenge that we sign, solved by trying
keys until one begins as it asks. Each challenge serves once, for one dataset.
"""

import json
from datetime import datetime, timedelta

from altcha import Payload, create_challenge, verify_solution
from sqlalchemy import delete
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from datapatch.db.models import SolvedChallenge
from datapatch.types import DatasetName
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import derived_key

ALGORITHM = "PBKDF2/SHA-256"
COST = 5_000
"""Iterations of one try; about 256 tries are needed: a second or two on a telephone."""
KEPT = timedelta(hours=2)
"""How long a challenge can be solved and sent."""
LONGEST = 5_000
"""Characters of a solution that is looked at."""


def make_challenge(instance: Instance, name: DatasetName, *, now: datetime) -> str:
    """A challenge as JSON, for `ALTCHA` clients; its solution is taken for this dataset alone."""
    challenge = create_challenge(
        ALGORITHM,
        COST,
        expires_at=now + KEPT,
        data={"dataset": str(name)},
        hmac_secret=_key(instance),
    )
    return json.dumps(challenge.to_dict())


def take_proof(instance: Instance, name: DatasetName, solution: str, *, now: datetime) -> bool:
    """Whether ``solution`` proves the work for a dataset; it does so once.

    It is the Base64 text of the challenge and what solved it, as clients of ALTCHA send it.
    """
    if not solution or len(solution) > LONGEST:
        return False
    if not verify_solution(solution, _key(instance)).verified:
        return False
    solved = Payload.from_base64(solution).challenge
    about = solved.parameters.data or {}
    if about.get("dataset") != str(name) or solved.signature is None:
        return False
    used = SolvedChallenge(challenge=solved.signature, expires_at=now + KEPT)
    try:
        with instance.database.transaction() as session:
            session.add(used)
    except IntegrityError:
        return False
    return True


def forget_challenges(session: Session, *, now: datetime) -> None:
    """Delete the used challenges that could not be sent again anyway."""
    session.execute(delete(SolvedChallenge).where(SolvedChallenge.expires_at <= now))


def _key(instance: Instance) -> bytes:
    return derived_key(instance.secret, "proof of work")
