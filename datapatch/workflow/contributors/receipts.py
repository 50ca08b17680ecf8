"""What the holder of a receipt follows: where it stands, what was said, what became of it."""

from dataclasses import dataclass

from datapatch.db.models import Kind, Remark, Speaker, State
from datapatch.tables.patch import Patch
from datapatch.workflow.contributions import ContributionRecord, by_receipt, contribution_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import FILLED_IN
from datapatch.workflow.verdicts.asking import remarks_of
from datapatch.workflow.verdicts.decisions import accepted_part, standing_decision
from datapatch.workflow.verdicts.ending import WAITING


@dataclass(frozen=True, slots=True)
class Followed:
    """A contribution as its author sees it.

    ``published`` are the changes that were accepted, where that is less or something else than what
    was sent. ``name_withdrawn``: the name stood on pages once and does no more.
    """

    record: ContributionRecord
    remarks: tuple[Remark, ...]
    published: tuple[Patch, ...] = ()
    name_withdrawn: bool = False

    @property
    def waits(self) -> bool:
        """Whether its author may still add to it, change it or take it back."""
        return self.record.state in WAITING

    @property
    def amendable(self) -> bool:
        """Whether the form can show it again: one row, changed or added."""
        record = self.record
        changes = [change for patch in record.patches for change in patch.changes]
        return (
            self.waits
            and record.origin in FILLED_IN
            and record.kind in (Kind.CORRECTION, Kind.ADDITION)
            and len(changes) == 1
            and bool(record.row_address or record.kind == Kind.ADDITION)
        )


def follow(instance: Instance, secret: str) -> Followed:
    """What is behind a receipt's secret; raises `NotFound`."""
    with instance.database.reading() as session:
        row = by_receipt(session, secret)
        record, withdrawn = contribution_of(row), bool(row.credit_withdrawn and row.author_name)
        part = accepted_part(standing_decision(session, row.id))
    published = part.patches if part and record.state == State.PUBLISHED else ()
    # What happened by itself is written for moderators.
    said = tuple(r for r in remarks_of(instance, record) if r.speaker != Speaker.SYSTEM)
    return Followed(record, said, published, withdrawn)
