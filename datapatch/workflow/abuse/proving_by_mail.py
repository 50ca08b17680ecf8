"""Proof without scripts: the address that was left confirms it, by a link in a mail.

What lacked nothing but a proof of work waits like any other then. The mail repeats nothing that the
sender wrote: nobody can have words carried to a stranger.
"""

import hmac
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, State
from datapatch.errors import NotFound
from datapatch.outbound.letters import Letter, Link
from datapatch.translation import N_, translator
from datapatch.workflow.abuse.vetting import UNPROVEN, read_flags, store_flags
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    contribution_of,
)
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import keyed_hash
from datapatch.workflow.mails.mailing import Reader, Written, known_of, send
from datapatch.workflow.mails.unsubscribing import About, Subscription

MOST_MAILS = 3
"""Mails of this kind that one address gets in a day."""

_DAY = timedelta(days=1)
_SUBJECT = N_("One more click for your suggestion")
_OPENING = N_(
    "Somebody left this address with a suggestion for “{dataset}”. "
    "If it was you, confirm it: then a moderator reads it."
)
_CLOSING = N_("If it was not you, do nothing: the address is erased after a while.")


def ask_confirmation(
    instance: Instance, session: Session, row: Contribution, *, now: datetime
) -> None:
    """Mail the link that confirms what was set apart, when an address was left."""
    if not row.email or _mailed(session, row, now) > MOST_MAILS:
        return
    translate = translator(row.language)
    why = translate(N_("You get this mail because this address was left with the suggestion."))
    reader = Reader(row.email, row.language, why, Subscription(About.CONTRIBUTION, row.id))
    dataset = known_of(instance, row.dataset.address).title
    letter = Letter(
        translate(_OPENING).format(dataset=dataset),
        closing=translate(_CLOSING),
        button=Link(translate(N_("It was me")), confirmation_address(instance, row.id)),
    )
    send(instance, session, reader, Written(translate(_SUBJECT), letter, row.id), now=now)


def confirmation_address(instance: Instance, contribution_id: str) -> str:
    """The link in the mail, which nobody can make who does not read it there."""
    token = f"{contribution_id}.{_mark(instance, contribution_id)}"
    return f"{instance.config.base_url}/receipts/confirm/{token}"


def to_confirm(instance: Instance, token: str) -> ContributionRecord:
    """The contribution that a link confirms, when it waits for that; raises `NotFound`.

    Raises `AlreadyDecided` when a moderator was quicker, or its author took it back.
    """
    identifier, _dot, mark = token.partition(".")
    if not hmac.compare_digest(mark.encode(), _mark(instance, identifier).encode()):
        raise NotFound
    with instance.database.reading() as session:
        row = session.get(Contribution, identifier)
        if row is None:
            raise NotFound
        record = contribution_of(row)
    if record.state in (State.QUARANTINED, State.OPEN):
        return record
    raise already_decided(record)


def proven(flags: list[dict[str, str]]) -> list[dict[str, str]]:
    """The flags without the one that a confirmation settles."""
    return store_flags([flag for flag in read_flags(flags) if flag.name != UNPROVEN])


def _mailed(session: Session, row: Contribution, now: datetime) -> int:
    """How many came with this address in a day and were set apart, this one included."""
    query = select(func.count(Contribution.id)).where(
        Contribution.email == row.email,
        Contribution.state == State.QUARANTINED,
        Contribution.created_at > now - _DAY,
    )
    return session.scalar(query) or 0


def _mark(instance: Instance, contribution_id: str) -> str:
    return keyed_hash(instance.secret, "confirmation", contribution_id)[:32]
