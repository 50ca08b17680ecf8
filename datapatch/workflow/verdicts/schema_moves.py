"""The schema of a table moved: what waits is checked again, and what no longer fits is asked for.

Fields that were renamed are followed by the merge itself, which knows them by their lasting ids.
"""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import select, update

from datapatch.db.models import Contribution, Dataset, Remark, Setting, Speaker, State
from datapatch.errors import DataPatchError
from datapatch.translation import N_, Translate, translator
from datapatch.types import DatasetName
from datapatch.workflow.contributions import ContributionRecord, contribution_of
from datapatch.workflow.contributors.answering import tell_question
from datapatch.workflow.datasets import published
from datapatch.workflow.instance import Instance
from datapatch.workflow.mails.notices import mark_handled
from datapatch.workflow.preferences import preferences_of
from datapatch.workflow.review.reviewing import Examination, examine
from datapatch.workflow.snapshot import Snapshot

_NO_LONGER_FITS = N_(
    "The table was arranged anew since you sent this, and it no longer fits: {reason} "
    "Please send it again as the form is now, or tell us what you meant."
)
_FIELD_GONE = N_("“{field}” is not in the table any more.")


def check_after_moves(instance: Instance, *, now: datetime) -> int:
    """Look again at what waits wherever a schema moved since the last call; how many are asked.

    What was sent under the schema as it is now is left to the moderators.
    """
    waiting = select(Contribution.dataset_id).where(Contribution.state == State.OPEN)
    with instance.database.reading() as session:
        rows = session.scalars(select(Dataset).where(Dataset.id.in_(waiting)))
        found = [(row.id, row.address) for row in rows]
    return sum(_check_dataset(instance, dataset_id, name, now) for dataset_id, name in found)


def _check_dataset(instance: Instance, dataset_id: int, name: DatasetName, now: datetime) -> int:
    try:
        with published(instance, name) as snapshot:
            today = _digest(snapshot)
            if not _has_moved(instance, dataset_id, today):
                return 0
            older = [
                record
                for record in _waiting(instance, dataset_id)
                if _digest(snapshot.at(record.base)) != today
            ]
    except DataPatchError:
        return 0
    return sum(_check(instance, record, now) for record in older)


def _digest(snapshot: Snapshot) -> str:
    """What tells the schemas of one revision from those of another."""
    schemas = {name: file.schema.to_descriptor() for name, file in snapshot.table_files.items()}
    return hashlib.blake2b(repr(schemas).encode(), digest_size=16).hexdigest()


def _has_moved(instance: Instance, dataset_id: int, today: str) -> bool:
    """Whether the schemas are others than those that were noted; from now on these are."""
    key = f"schema {dataset_id}"
    with instance.database.transaction() as session:
        known = session.get(Setting, key)
        before = known.value if known else ""
        if before != today:
            session.merge(Setting(key=key, value=today))
    return before != today


def _waiting(instance: Instance, dataset_id: int) -> list[ContributionRecord]:
    query = select(Contribution).where(
        Contribution.dataset_id == dataset_id, Contribution.state == State.OPEN
    )
    with instance.database.reading() as session:
        return [contribution_of(row) for row in session.scalars(query)]


def _check(instance: Instance, record: ContributionRecord, now: datetime) -> bool:
    try:
        reason = _unfit(examine(instance, record), translator(record.language))
    except DataPatchError:
        return False  # decided meanwhile, or not to be merged at all: a moderator looks at it
    return bool(reason) and _ask(instance, record, reason, now)


def _unfit(examination: Examination, translate: Translate) -> str:
    """Why what is proposed does not fit the schema as it is now; "" when it does."""
    for violation in examination.violations:
        return violation.sentence(translate)
    for table in examination.tables:
        for conflict in table.conflicts:
            if conflict.kind == "field":
                return translate(_FIELD_GONE).format(field=conflict.theirs or conflict.base)
    return ""


def _ask(instance: Instance, record: ContributionRecord, reason: str, now: datetime) -> bool:
    """Ask the contributor, unless somebody decided meanwhile."""
    text = translator(record.language)(_NO_LONGER_FITS).format(reason=reason)
    with instance.database.transaction() as session:
        taken = session.scalar(
            update(Contribution)
            .where(Contribution.id == record.id, Contribution.state == State.OPEN)
            .values(state=State.ASKED, updated_at=now)
            .returning(Contribution.id)
        )
        if taken is None:
            return False
        row = session.get_one(Contribution, record.id, populate_existing=True)
        row.lapses_at = now + timedelta(days=preferences_of(row.dataset).information_days)
        session.add(
            Remark(contribution_id=row.id, speaker=Speaker.SYSTEM, text=text, created_at=now)
        )
        mark_handled(session, row.id, now=now)
        tell_question(instance, session, row, text, now=now)
    return True
