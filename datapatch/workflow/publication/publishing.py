"""The decision: recorded, then carried out on the published branch, then told.

Order, and what a killed process leaves: (1) one transaction marks the contribution *deciding*;
(2) the published branch moves by compare-and-swap; (3) one transaction marks it *published* and
writes the mail, which names the change's public address. Between (1) and (3), `recover` finishes
or undoes it by looking for the contribution's trailer on the branch.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select, update

from datapatch.accounts.policy import Actor
from datapatch.db.models import Contribution, State, Verdict
from datapatch.errors import Conflict
from datapatch.translation import N_
from datapatch.types import CommitId, DatasetName
from datapatch.workflow.contributions import (
    ContributionRecord,
    already_decided,
    contribution_of,
)
from datapatch.workflow.contributors.answering import tell_contributor
from datapatch.workflow.files import writable
from datapatch.workflow.instance import Instance
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.publication.merging import published_commit, write_merge
from datapatch.workflow.publication.tidying import drop_branch, tidy_branches, undropped
from datapatch.workflow.review.accepting import Accepted, examine_part
from datapatch.workflow.review.reviewing import Examination, examine
from datapatch.workflow.rows.row_redirects import keep_redirects
from datapatch.workflow.signing import public_signature
from datapatch.workflow.verdicts.decisions import close_decisions

PUBLISHABLE = (State.OPEN, State.ASKED, State.SCHEDULED)
"""Where a contribution may stand when it is published."""


class NothingLeft(Conflict):
    """All of it stands published already."""

    template = N_("What this contribution proposes is published already. Nothing was changed.")


@dataclass(frozen=True, slots=True)
class Moderator:
    """Who decides: an actor with the name that the history will show."""

    actor: Actor
    person_id: int
    public_name: str


def publish(
    instance: Instance,
    moderator: Moderator,
    record: ContributionRecord,
    *,
    now: datetime,
    part: Accepted | None = None,
) -> CommitId:
    """Publish a contribution, or the accepted ``part`` of it; the merge commit.

    The caller has asked the policy. It is published from the state in which ``record`` knows it: a
    verdict that was taken back meanwhile is none. Raises `AlreadyDecided`, `NothingLeft` when all
    of it stands published already, or `Conflict` when it clashes with what was published meanwhile
    or adds values that the schema does not allow. Then nothing is written.
    """
    name = record.dataset.name
    with instance.decision_lock(name), writable(name), instance.repositories(name) as pair:
        recover_dataset(instance, name, now=now)
        record = _still_waiting(instance, record)
        with pair.review.writing():
            commit = _publish_examined(instance, moderator, record, now=now, part=part)
    instance.histories.file(name).note_unread()  # a job reads it, or whoever looks back first
    return commit


def _publish_examined(
    instance: Instance,
    moderator: Moderator,
    record: ContributionRecord,
    *,
    now: datetime,
    part: Accepted | None,
) -> CommitId:
    examination = examine_part(instance, record, part, now=now) if part else None
    examination = examination or examine(instance, record)
    require_publishable(examination)
    _mark(instance, record, moderator, now)
    signer = public_signature(instance, moderator.public_name, now)
    try:
        commit = write_merge(instance, record, examination, signer)
    except BaseException:
        # A full disk, somebody who was faster: the branch tells whether it moved.
        _settle(instance, record, now)
        raise
    _finish(instance, record, commit, now)
    return commit


def recover(instance: Instance, *, now: datetime) -> int:
    """Finish or undo whatever a killed process left in the middle; how many there were."""
    with instance.database.reading() as session:
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
    with instance.database.reading() as session:
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


def _still_waiting(instance: Instance, known: ContributionRecord) -> ContributionRecord:
    with instance.database.reading() as session:
        record = contribution_of(session.get_one(Contribution, known.id))
    same = (record.state, record.decided_at) == (known.state, known.decided_at)
    if not same or record.state not in PUBLISHABLE:
        raise already_decided(record)
    return record


def require_publishable(examination: Examination) -> None:
    """Nothing when it can be published as it stands; raises `NothingLeft` or `Conflict`."""
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
        raise NothingLeft


def _mark(
    instance: Instance, record: ContributionRecord, moderator: Moderator, now: datetime
) -> None:
    """Record that it is being published, unless somebody was faster: the database decides."""
    with instance.database.transaction() as session:
        taken = session.scalar(
            update(Contribution)
            .where(Contribution.id == record.id, Contribution.state == record.state)
            .values(
                state=State.DECIDING,
                verdict=Verdict.ACCEPT,
                reason="",
                decided_by=moderator.person_id,
                decided_at=now,
                updated_at=now,
            )
            .returning(Contribution.id)
        )
        if taken is None:
            raise already_decided(contribution_of(session.get_one(Contribution, record.id)))


def _finish(
    instance: Instance, record: ContributionRecord, commit: CommitId, now: datetime
) -> None:
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        row.state, row.published_commit, row.updated_at = State.PUBLISHED, commit, now
        row.accepted_commit, row.carry_out_at = _second_parent(instance, record, commit), None
        row.erase_contact_after = now + preferences_of(row.dataset).contact_kept
        close_decisions(session, record.id, carried_out=True, now=now)
        keep_redirects(instance, session, row)
        tell_contributor(instance, session, row)
    with instance.repositories(record.dataset.name) as pair:
        pair.mirror_main()
    drop_branch(instance, record)


def _second_parent(instance: Instance, record: ContributionRecord, merge: CommitId) -> CommitId:
    """The commit that was accepted, which is the contribution's own or a part of it."""
    with instance.repositories(record.dataset.name) as pair:
        return pair.published.revision(merge).parents[1]


def _undo(instance: Instance, record: ContributionRecord) -> None:
    with instance.database.transaction() as session:
        row = session.get_one(Contribution, record.id)
        if row.carry_out_at or row.bulk_id:  # a verdict stands: it is carried out once more
            row.state = State.SCHEDULED
        else:
            row.state, row.verdict, row.decided_by, row.decided_at = State.OPEN, None, None, None
    with instance.repositories(record.dataset.name) as pair:
        pair.published.prune()
