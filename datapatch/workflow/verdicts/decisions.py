"""The verdicts of one contribution: which one stands, and how the others are put aside."""

from datetime import datetime

from sqlalchemy import Select, select, update
from sqlalchemy.orm import Session

from datapatch.db.models import Decision
from datapatch.types import CommitId, ObjectId
from datapatch.workflow.review.accepting import Accepted, read_accepted


def standing_decision(session: Session, contribution_id: str) -> Decision | None:
    """The verdict that is to be carried out: the last one that nobody took back."""
    return session.scalar(_standing(contribution_id).order_by(Decision.id.desc()).limit(1))


def close_decisions(
    session: Session, *contributions: str, carried_out: bool, now: datetime
) -> None:
    """Note that what was decided on these is carried out, or that nothing of it holds any more."""
    closing = {"carried_out_at" if carried_out else "undone_at": now}
    session.execute(
        update(Decision)
        .where(Decision.contribution_id.in_(contributions), Decision.undone_at.is_(None))
        .values(closing)
    )


def accepted_part(decision: Decision | None) -> Accepted | None:
    """What was accepted where that is not the whole contribution as it stands."""
    if decision is None or decision.patch is None or decision.base_commit is None:
        return None
    return read_accepted(decision.patch, CommitId(ObjectId(decision.base_commit)))


def _standing(contribution_id: str) -> Select[Decision]:
    return select(Decision).where(
        Decision.contribution_id == contribution_id, Decision.undone_at.is_(None)
    )
