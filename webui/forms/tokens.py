"""The signed note that a form carries: what it was made for, and when. It needs no session."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from itsdangerous import BadData, URLSafeSerializer

from datapatch.types import CommitId, DatasetName, ObjectId

SALT = "contributing"


class Doubt(StrEnum):
    """Why a form is shown again before it is taken."""

    BROKEN = "broken"
    EXPIRED = "expired"
    EARLY = "early"
    OTHER_PERSON = "other person"


@dataclass(frozen=True, slots=True)
class FormToken:
    """What a form was made for: a row (none for an addition) of a table at a revision.

    ``person_id`` is who was logged in: nobody can be made to send in another's name.
    """

    dataset: DatasetName
    resource: str
    address: str
    base: CommitId
    person_id: int | None
    issued: datetime

    def is_for(self, dataset: DatasetName, resource: str, address: str) -> bool:
        """Whether the form was made for this row."""
        return (self.dataset, self.resource, self.address) == (dataset, resource, address)


@dataclass(frozen=True, slots=True)
class Ages:
    """How old a form must be, and may be, when it is sent."""

    least: timedelta
    most: timedelta


def write_token(token: FormToken, key: str) -> str:
    """The token as text that only the holder of ``key`` can make."""
    return _serializer(key).dumps(
        [
            token.dataset.workspace,
            token.dataset.name,
            token.resource,
            token.address,
            token.base,
            token.person_id,
            round(token.issued.timestamp() * 1000),
        ]
    )


def read_token(text: str, key: str) -> FormToken | None:
    """The token in ``text``; None when it was not made with ``key``."""
    try:
        given = _serializer(key).loads(text)
    except BadData:
        return None
    return _token(given) if isinstance(given, list) else None


def doubt(token: FormToken, ages: Ages, *, person_id: int | None, now: datetime) -> Doubt | None:
    """What speaks against taking a form with this token from this person now; None: nothing."""
    age = now - token.issued
    if token.person_id != person_id:
        return Doubt.OTHER_PERSON
    if age > ages.most:
        return Doubt.EXPIRED
    return Doubt.EARLY if age < ages.least else None


def _serializer(key: str) -> URLSafeSerializer:
    return URLSafeSerializer(key, salt=SALT)


def _token(given: Sequence[str | int | None]) -> FormToken:
    workspace, name, resource, address, base, person_id, issued = given
    return FormToken(
        DatasetName(str(workspace), str(name)),
        str(resource),
        str(address),
        CommitId(ObjectId(str(base))),
        None if person_id is None else int(person_id),
        datetime.fromtimestamp(int(issued or 0) / 1000, UTC),
    )
