"""The decision: recorded, then carried out on the published branch, then told.

Order, and what a killed process leaves: (1) one transaction marks the contribution *deciding* and
writes the mails, held back; (2) the published branch moves by compare-and-swap; (3) one transaction
marks it *published* and lets the mails go. Between (1) and (3), `recover` finishes or undoes it by
looking for the contribution's trailer on the branch.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, State, Verdict
from datapatch.errors import Conflict, InvalidInput
from datapatch.outbound.outbox import discard, release
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    contribution_of,
    find_contribution,
)
from datapatch.workflow.erasing import CONTACT_KEPT
from datapatch.workflow.files import writable
from datapatch.workflow.indexing import index_what_is_new
from datapatch.workflow.instance import Instance
from datapatch.workflow.merging import published_commit, write_merge
from datapatch.workflow.notifying import tell_contributor
from datapatch.workflow.reviewing import Examination, examine
from datapatch.workflow.signing import public_signature
from datapatch.workflow.tidying import drop_branch, tidy_branches, undropped


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who decides: an actor with the name that the history will show."""

    actor: Actor
    person_id: int
    public_name: str


def accept(
    instance: Instance,
    moderator: Moderator,
    contribution_id: str,
    *,
    now: datetime,
    seen: str | None = None,
) -> CommitId:
    """Publish a contribution as it stands; the merge commit.

    ``seen`` is the commit that the moderator looked at: somebody may have pushed another one since.
    Raises `NotFound`, `AlreadyDecided`, or `Conflict` when it is another one now, clashes with what
    was published meanwhile or adds values that the schema does not allow. Then nothing is written.
    """
    record = find_contribution(instance, moderator.actor, contribution_id)
    return publish(instance, moderator, record, now=now, seen=seen)


def publish(
    instance: Instance,
    moderator: Moderator,
    record: ContributionRecord,
    *,
    now: datetime,
    seen: str | None = None,
) -> CommitId:
    """`accept`, for a caller who has asked the policy."""
    with instance.decision_lock(record.dataset.name), writable(record.dataset.name):
        recover_dataset(instance, record.dataset.name, now=now)
        record = _still_open(instance, record.id)
        if seen and seen != record.commit:
            raise Conflict(
                N_(
                    "This contribution was changed by its author meanwhile. "
                    "Look again, then decide."
                )
            )
        examination = examine(instance, record)
        _require_publishable(examination)
        _mark(instance, record, moderator, Verdict.ACCEPT, "", now)
        signer = public_signature(instance, moderator.public_name, now)
        try:
            commit = write_merge(instance, record, examination, signer)
        except BaseException:
            # A full disk, somebody who was faster: the branch tells whether it moved.
            _settle(instance, record, now)
            raise
        _finish(instance, record, commit, now)
    index_what_is_new(instance, record.dataset.name)
    return commit


def refuse(
    instance: Instance, moderator: Moderator, contribution_id: str, reason: str, *, now: datetime
) -> None:
    """Refuse a contribution, with words for the contributor; its branch is dropped at once.

    Raises `NotFound`, `AlreadyDecided`, or `InvalidInput` without a reason.
    """
    if not reason.strip():
        raise InvalidInput(N_("Say why, in a few words: the contributor will read them."))
    record = find_contribution(instance, moderator.actor, contribution_id)
    with instance.decision_lock(record.dataset.name):
        recover_dataset(instance, record.dataset.name, now=now)
        _mark(instance, record, moderator, Verdict.REFUSE, reason.strip(), now)
    drop_branch(instance, record)


def recover(instance: Instance, *, now: datetime) -> int:
    """Finish or undo whatever a killed process left in the middle; how many there were."""
    with instance.database.transaction() as session:
        rows = session.scalars(select(Contribution).where(Contribution.state == State.DECIDING))
        names = {contribution_of(row).dataset.name for row in rows}
    names |= {record.dataset.name for record in undropped(instance)}
    count = 0
    for name in sorted(names, key=str):
        with instance.decision_lock(name):
            count += recover_dataset(instance, name, now=now)
    return count


def recover_dataset(instance: Instance, name: DatasetName, *, now: datetime) -> int:
    """`recover` for one dataset, whose decision lock the caller holds: nobody is in the middle."""
    with instance.database.transaction() as session:
        query = select(Contribution).where(Contribution.state == State.DECIDING)
        left = [r for r in map(contribution_of, session.scalars(query)) if r.dataset.name == name]
    for record in left:
        _settle(instance, record, now)
    tidy_branches(instance, name)
    return len(left)


def _settle(instance: Instance, record: ContributionRecord, now: datetime) -> None:
    """Finish or undo a decision: the trailer on the published branch tells which."""
    commit = published_commit(instance, record)
    if commit is None:
        _undo(instance, record)
    else:
        _finish(instance, record, commit, now)


def _still_open(instance: Instance, contribution_id: str) -> ContributionRecord:
    with instance.database.reading() as session:
        record = contribution_of(session.get_one(Contribution, contribution_id))
    if record.state != State.OPEN:
        raise already_decided(record)
    return record


def _require_publishable(examination: Examination) -> None:
    if examination.conflicts:
        raise Conflict(
            N_("This contribution clashes with what was published meanwhile. Nothing was changed.")
        )
    if examination.violations:
        raise Conflict(
            N_(
                "This contribution would publish values that the schema does not allow. "
                "Nothing was changed."
            )
        )
    if examination.already_so:
        raise Conflict(
            N_("What this contribution proposes is published already. Nothing was changed.")
        )


def _mark(
    instance: Instance,
    record: ContributionRecord,
    moderator: Moderator,
    verdict: Verdict,
    reason: str,
    now: datetime,
) -> None:
    """Record the decision, unless somebody was faster; the database decides who was."""
    accepted = verdict == Verdict.ACCEPT
    with instance.database.transaction() as session:
        taken = session.scalar(
            update(Contribution)
            .where(Contribution.id == record.id, Contribution.state == State.OPEN)
            .values(
                state=State.DECIDING if accepted else State.REFUSED,
                verdict=verdict,
                reason=reason,
                decided_by=moderator.person_id,
                decided_at=now,
                updated_at=now,
                erase_contact_after=now + CONTACT_KEPT,
            )
            .returning(Contribution.id)
        )
        if taken is None:
            raise already_decided(contribution_of(session.get_one(Contribution, record.id)))
        row = session.get_one(Contribution, record.id, populate_existing=True)
        tell_contributor(instance, session, row, held=accepted)


def _finish(
    instance: Instance, record: ContributionRecord, commit: CommitId, now: datetime
) -> None:
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        row.state, row.published_commit, row.updated_at = State.PUBLISHED, commit, now
        row.accepted_commit = row.branch_commit
        release(session, record.id)
    with instance.repositories(record.dataset.name) as pair:
        pair.mirror_main()
    drop_branch(instance, record)


def _undo(instance: Instance, record: ContributionRecord) -> None:
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        row.state, row.verdict, row.decided_by, row.decided_at = State.OPEN, None, None, None
        row.erase_contact_after = None
        discard(session, record.id)
    with instance.repositories(record.dataset.name) as pair:
        pair.published.prune()
