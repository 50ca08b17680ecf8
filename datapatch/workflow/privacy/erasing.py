"""Forgetting: addresses and mails that have served are erased when their time is over."""

from datetime import datetime, timedelta

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Dataset, State
from datapatch.outbound.outbox import erase_sent
from datapatch.workflow.abuse.proofs import forget_challenges
from datapatch.workflow.abuse.senders import forget_traces
from datapatch.workflow.contributions import store_patches
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.privacy.forgetting import erase_words

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
        _erase_unpublished(session, now)
        forget_traces(session, now=now)
        forget_challenges(session, now=now)


UNPUBLISHED = (State.REFUSED, State.WITHDRAWN, State.EXPIRED)
"""The ends after which nothing stands in the table: their words have a retention."""


def _erase_unpublished(session: Session, now: datetime) -> None:
    """Erase the words of what was not published, when its dataset keeps them no longer."""
    for dataset in session.scalars(select(Dataset)):
        kept = timedelta(days=preferences_of(dataset).refused_days)
        old = select(Contribution).where(
            Contribution.dataset_id == dataset.id,
            Contribution.state.in_(UNPUBLISHED),
            Contribution.updated_at <= now - kept,
            Contribution.patch != store_patches([]),
        )
        for row in session.scalars(old):
            erase_words(session, row)
