"""A request that is sent twice is carried out once, when its sender gave it a key.

Source: https://datatracker.ietf.org/doc/draft-ietf-httpapi-idempotency-key-header/
"""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import delete, select

from datapatch.db.models import IdempotencyKey
from datapatch.errors import InvalidInput
from datapatch.translation import N_
from datapatch.workflow.datasets import DatasetRecord
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import keyed_hash, receipt_secret
from datapatch.workflow.proposals.contributing import Receipt

KEPT = timedelta(days=1)
"""How long a key is known."""
LONGEST = 255
_OTHER_BODY = N_("This Idempotency-Key came with another body before. Choose a new key.")
_LONG = N_("An Idempotency-Key has {limit} characters at most.")


class KeyReused(InvalidInput):
    """A key that came with another request before."""

    template = _OTHER_BODY


def once(
    instance: Instance,
    record: DatasetRecord,
    key: str,
    body: bytes,
    do: Callable[[], Receipt],
    *,
    now: datetime,
) -> tuple[Receipt, bool]:
    """What ``do`` gives, or gave the first time; and whether it was done before.

    Without ``key`` it is done in any case. Raises `KeyReused`, and what ``do`` raises.
    """
    if not key:
        return do(), False
    if len(key) > LONGEST:
        raise InvalidInput(_LONG, limit=LONGEST)
    hashed = keyed_hash(instance.secret, f"idempotency {record.id}", key)
    seen = keyed_hash(instance.secret, "idempotency body", body.hex())
    with instance.lock(f"idempotency.{hashed[:2]}"):
        known = _known(instance, record, hashed, seen, now)
        if known is not None:
            return Receipt(known, receipt_secret(instance.secret, known)), True
        receipt = do()
        with instance.database.transaction() as session:
            kept = IdempotencyKey(
                dataset_id=record.id,
                key_hash=hashed,
                body_hash=seen,
                contribution_id=receipt.id,
                created_at=now,
            )
            session.add(kept)
    return receipt, False


def _known(
    instance: Instance, record: DatasetRecord, hashed: str, body: str, now: datetime
) -> str | None:
    """The contribution that this key opened; keys that are too old are forgotten."""
    with instance.database.transaction() as session:
        session.execute(delete(IdempotencyKey).where(IdempotencyKey.created_at < now - KEPT))
        query = select(IdempotencyKey).where(
            IdempotencyKey.dataset_id == record.id, IdempotencyKey.key_hash == hashed
        )
        found = session.scalar(query)
        if found is None:
            return None
        if found.body_hash != body:
            raise KeyReused
        return found.contribution_id
