"""Forgetting: addresses and mails that have served are erased when their time is over."""

from datetime import datetime, timedelta

from sqlalchemy import update

from datapatch.db.models import Contribution
from datapatch.outbound.outbox import erase_sent
from datapatch.workflow.instance import Instance
from datapatch.workflow.proofs import forget_challenges
from datapatch.workflow.senders import forget_traces

CONTACT_KEPT = timedelta(days=30)
"""How long a contributor's address is kept once the decision was told."""


def erase_contacts(instance: Instance, *, now: datetime) -> None:
    """Erase the addresses whose time is over, and mails and traces that are old enough."""
    with instance.database.transaction() as session:
        session.execute(
            update(Contribution)
            .where(Contribution.erase_contact_after <= now, Contribution.email.is_not(None))
            .values(email=None)
        )
        erase_sent(session, before=now - CONTACT_KEPT)
        forget_traces(session, now=now)
        forget_challenges(session, now=now)
