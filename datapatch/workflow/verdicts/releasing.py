"""Out of quarantine: a moderator looked at it, or its author confirmed it; now it waits."""

from datetime import datetime

from sqlalchemy import update

from datapatch.db.models import Contribution, Kind, State
from datapatch.gitstore.pair import contribution_branch
from datapatch.workflow.abuse.proving_by_mail import proven, to_confirm
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    contribution_of,
    find_contribution,
)
from datapatch.workflow.contributors.answering import tell_receipt
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notifying import tell_moderators
from datapatch.workflow.proposals.contributing import commit_proposal
from datapatch.workflow.proposals.proposing import Proposal
from datapatch.workflow.publication.publishing import Moderator


def release(
    instance: Instance, moderator: Moderator, contribution_id: str, *, now: datetime
) -> ContributionRecord:
    """Give a contribution that was set apart a branch, and tell the moderators.

    Raises `NotFound`, `AlreadyDecided`, or `PatchMismatch` when it does not fit its base any more.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    if record.state != State.QUARANTINED:
        raise already_decided(record)
    return _let_in(instance, record, now)


def confirm(instance: Instance, token: str, *, now: datetime) -> ContributionRecord:
    """Let in what its author confirmed by the link in a mail; once it is in, nothing happens.

    Raises `NotFound`, `AlreadyDecided`, or `PatchMismatch`.
    """
    record = to_confirm(instance, token)
    return record if record.state == State.OPEN else _let_in(instance, record, now)


def _let_in(instance: Instance, record: ContributionRecord, now: datetime) -> ContributionRecord:
    name = record.dataset.name
    about = record.row_address if record.kind == Kind.REPORT else None
    proposal = Proposal(record.base, record.patches[0], record.row_label, about=about)
    with writable(name), instance.repositories(name) as pair, pair.review.writing():
        commit = commit_proposal(instance, pair.review, proposal, record.author_name, now)
        with instance.database.transaction() as session:
            row: Contribution | None = session.scalar(
                update(Contribution)
                .where(Contribution.id == record.id, Contribution.state == State.QUARANTINED)
                .values(state=State.OPEN, branch_commit=commit, lapses_at=None, updated_at=now)
                .returning(Contribution)
            )
            if row is None:
                raise already_decided(contribution_of(session.get_one(Contribution, record.id)))
            row.flags = proven(row.flags)
            pair.review.advance(contribution_branch(row.id), expected=None, to=commit)
            tell_receipt(instance, session, row, now=now)
            tell_moderators(instance, session, row, now=now)
            return contribution_of(row)
