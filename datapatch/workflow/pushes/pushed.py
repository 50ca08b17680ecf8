"""What becomes of pushed commits that were let in: a contribution like any other."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from datapatch.db.models import Contribution, Origin, State
from datapatch.errors import DataPatchError, NotFound
from datapatch.gitstore.pair import contribution_branch
from datapatch.gitstore.repository import Repository
from datapatch.tables.patch import Patch
from datapatch.translation import N_, Translate
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.contributions import contribution_of, receipt_hash, store_patches
from datapatch.workflow.datasets import DatasetRecord, published
from datapatch.workflow.instance import Instance
from datapatch.workflow.keys import receipt_secret
from datapatch.workflow.people.visiting import Visitor
from datapatch.workflow.preferences import preferences_for
from datapatch.workflow.proposals.contributing import kind_of, new_identifier, record_contribution
from datapatch.workflow.publication.publishing import publish
from datapatch.workflow.pushes.crediting import keeps_own_commits, rewritten_commit
from datapatch.workflow.pushes.pushed_patches import patches_of, row_label, shortened, subject
from datapatch.workflow.queue.places import places_of
from datapatch.workflow.review.reviewing import Examination
from datapatch.workflow.signing import noreply_address
from datapatch.workflow.verdicts.asking import reopen

OPENED = N_("Thank you: this is contribution {id}. Follow it here: {address}")
AMENDED = N_("Contribution {id} now holds what you pushed. Its address stays the one you have.")
CLASHES = N_(
    "It clashes with what was published meanwhile. Merge main into your branch, then push again."
)
PUBLISHED = N_("Published as {commit}. Run “git pull” to have it.")
REPLACED = N_(
    "Published as {commit}, under your public name and address in place of those that your git is "
    "set up with. To have it: git fetch origin && git reset --keep origin/main"
)
OWN_ADDRESS = N_("To keep your own commits next time: git config user.email {address}")

AMENDABLE = (
    *("kind", "resource", "row_label", "places", "base_commit", "branch_commit"),
    *("patch", "author_name", "updated_at"),
)
"""What a second push of the same branch replaces."""


@dataclass(frozen=True, slots=True)
class Arrival:
    """Who brings something to which dataset, when, and the language of the answer."""

    instance: Instance
    dataset: DatasetRecord
    visitor: Visitor
    translate: Translate
    now: datetime

    def tell(self, template: str, **data: str) -> str:
        """A sentence in the language of whoever pushes."""
        return self.translate(template).format(**data)


def keep_pushed(arrival: Arrival, branch: str, examination: Examination) -> list[str]:
    """Open a contribution for a pushed branch, or amend the one that it opened before.

    What to tell comes out.
    """
    instance, name = arrival.instance, arrival.dataset.name
    with instance.repositories(name) as pair, pair.review.writing():
        row, secret = _row(arrival, pair.review, branch, examination)
        # Nobody decides about the contribution while its content is exchanged.
        with instance.decision_lock(name), instance.database.transaction() as session:
            known = waiting_push(session, row.dataset_id, row.person_id, branch)
            if known is None:
                record_contribution(instance, session, row)
                _point(pair.review, row.id, row)
            else:
                for each in AMENDABLE:
                    setattr(known, each, getattr(row, each))
                if known.state == State.ASKED:  # pushing anew is an answer
                    known.state = State.OPEN
                    reopen(instance, session, known, now=arrival.now)
                _point(pair.review, known.id, row)
    clashes = [arrival.tell(CLASHES)] if examination.conflicts else []
    if known is not None:
        return [arrival.tell(AMENDED, id=known.id), *clashes]
    address = f"{instance.config.base_url}/receipts/{secret}"
    return [arrival.tell(OPENED, id=row.id, address=address), *clashes]


def publish_pushed(arrival: Arrival, branch: str, examination: Examination) -> list[str]:
    """Publish what an editor pushed to ``main``: a contribution that its author accepts.

    What to tell comes out.
    """
    instance, who = arrival.instance, arrival.visitor.who
    with instance.repositories(arrival.dataset.name) as pair, pair.review.writing():
        row, _secret = _row(arrival, pair.review, branch, examination)
        with instance.database.transaction() as session:
            session.add(row)
            session.flush()
            session.refresh(row)
            _point(pair.review, row.id, row)
            record = contribution_of(row)
    try:
        commit = publish(instance, who, record, now=arrival.now)
    except DataPatchError:
        _forget(arrival, row.id)
        raise
    if row.branch_commit == examination.proposed:
        return [arrival.tell(PUBLISHED, commit=commit[:12])]
    address = noreply_address(instance.config, who.public_name)
    return [
        arrival.tell(REPLACED, commit=commit[:12]),
        arrival.tell(OWN_ADDRESS, address=address),
    ]


def _row(
    arrival: Arrival, review: Repository, branch: str, examination: Examination
) -> tuple[Contribution, str]:
    patches = patches_of(examination)
    label = row_label(examination, patches)
    identifier = new_identifier()
    secret = receipt_secret(arrival.instance.secret, identifier)
    row = Contribution(
        id=identifier,
        dataset_id=arrival.dataset.id,
        kind=kind_of(patches),
        origin=Origin.PUSH,
        resource=patches[0].resource if patches else "",
        row_label=label,
        places=_places(arrival, patches),
        base_commit=examination.base,
        branch_commit=_kept_commit(arrival, review, examination, patches, label=label),
        pushed_ref=branch,
        patch=store_patches(shortened(patches, arrival.instance.config.limits.patch_changes)),
        author_name=arrival.visitor.who.public_name,
        person_id=arrival.visitor.who.person_id,
        language=arrival.visitor.language,
        receipt_hash=receipt_hash(secret),
        created_at=arrival.now,
        updated_at=arrival.now,
    )
    return row, secret


def _places(arrival: Arrival, patches: Sequence[Patch]) -> str:
    with published(arrival.instance, arrival.dataset.name) as head:
        return places_of(head, preferences_for(arrival.dataset), patches)


def _kept_commit(
    arrival: Arrival,
    review: Repository,
    examination: Examination,
    patches: Sequence[Patch],
    *,
    label: str,
) -> CommitId:
    instance, who = arrival.instance, arrival.visitor.who
    if keeps_own_commits(instance, review, examination, who):
        return examination.proposed
    message = subject(patches, label, instance.translate)
    return rewritten_commit(
        instance, review, examination, author=who.public_name, message=message, now=arrival.now
    )


def waiting_push(
    session: Session, dataset_id: int, person_id: int | None, branch: str
) -> Contribution | None:
    """The contribution that this person opened with this branch, while it waits."""
    query = select(Contribution).where(
        Contribution.dataset_id == dataset_id,
        Contribution.person_id == person_id,
        Contribution.pushed_ref == branch,
        Contribution.state.in_((State.OPEN, State.ASKED)),
    )
    return session.scalar(query)


def _point(review: Repository, name: str, row: Contribution) -> None:
    """Let the contribution's branch, wherever it stands, hold what ``row`` says."""
    if row.branch_commit is None:
        raise NotFound
    branch, to = contribution_branch(name), CommitId(ObjectId(row.branch_commit))
    review.advance(branch, expected=review.tip(branch), to=to)


def _forget(arrival: Arrival, contribution_id: str) -> None:
    """Undo what was recorded of a publication that failed, unless somebody decided meanwhile."""
    waiting = (Contribution.id == contribution_id, Contribution.state == State.OPEN)
    with arrival.instance.database.transaction() as session:
        gone = session.scalar(delete(Contribution).where(*waiting).returning(Contribution.id))
    if gone is not None:
        with arrival.instance.repositories(arrival.dataset.name) as pair:
            pair.drop_contribution(contribution_id)
