"""What the holder of a receipt follows: where it stands, what was said, what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from datapatch.db.models import Kind, Origin, Remark, Speaker, State
from datapatch.errors import DataPatchError
from datapatch.tables.changes import RowChange
from datapatch.tables.patch import Patch
from datapatch.workflow.contributions import ContributionRecord, by_receipt, contribution_of
from datapatch.workflow.datasets import at_revision
from datapatch.workflow.instance import Instance
from datapatch.workflow.proposals.contributing import FILLED_IN
from datapatch.workflow.rows.labelling import cells_of, label
from datapatch.workflow.snapshot import Snapshot
from datapatch.workflow.verdicts.asking import remarks_of
from datapatch.workflow.verdicts.decisions import accepted_part, standing_decision
from datapatch.workflow.verdicts.ending import WAITING

RowTitles = Mapping[tuple[str, int], str]


class Amending(StrEnum):
    """How its author may change what they sent, while it waits.

    By the ``form`` again, in other ``words``, by another ``file``, by pushing the ``branch`` again.
    Else it is taken back and sent ``anew``.
    """

    FORM = "form"
    WORDS = "words"
    FILE = "file"
    BRANCH = "branch"
    ANEW = "anew"


@dataclass(frozen=True, slots=True)
class Followed:
    """A contribution as its author sees it.

    ``published`` are the changes that were accepted, where that is less or something else than what
    was sent. ``name_withdrawn``: the name stood on pages once and does no more. ``branch`` is the
    name of the branch that was pushed, if one was.
    """

    record: ContributionRecord
    remarks: tuple[Remark, ...]
    published: tuple[Patch, ...] = ()
    name_withdrawn: bool = False
    branch: str = ""

    @property
    def waits(self) -> bool:
        """Whether its author may still add to it, change it or take it back."""
        return self.record.state in WAITING

    @property
    def amending(self) -> Amending | None:
        """How its author may change it; None once it waits no more."""
        if not self.waits:
            return None
        if self.branch:
            return Amending.BRANCH
        if self.record.kind == Kind.REPORT:
            return Amending.WORDS
        if self._fits_the_form:
            return Amending.FORM
        return Amending.FILE if self.record.origin == Origin.FILE else Amending.ANEW

    @property
    def _fits_the_form(self) -> bool:
        """Whether it changes or adds one row."""
        record = self.record
        changes = [change for patch in record.patches for change in patch.changes]
        return (
            record.origin in FILLED_IN
            and record.kind in (Kind.CORRECTION, Kind.ADDITION)
            and len(changes) == 1
            and bool(record.row_address or record.kind == Kind.ADDITION)
        )


def row_titles(instance: Instance, record: ContributionRecord, most: int) -> RowTitles:
    """What the first ``most`` changed rows of each table are called, by table and place."""
    titles: dict[tuple[str, int], str] = {}
    try:
        with at_revision(instance, record.dataset.name, record.base) as base:
            for patch in record.patches:
                for place, change in enumerate(patch.changes[:most]):
                    titles[patch.resource, place] = _title(base, patch, change)
    except DataPatchError:
        return {}  # the version that it was made for was purged, or its table is no table
    return titles


def _title(base: Snapshot, patch: Patch, change: RowChange) -> str:
    known: dict[str, str] = {}
    if change.op == "update":
        row = next(iter(base.find(patch.resource, change.key)), None) if change.key else None
        row = change.rows[0] if row is None else row
        known = {} if row is None else dict(cells_of(base.parted(patch.resource), row))
    cells = {c.field: (c.old if c.new is None else c.new) or "" for c in change.cells}
    return label({**known, **cells})


def follow(instance: Instance, secret: str) -> Followed:
    """What is behind a receipt's secret; raises `NotFound`."""
    with instance.database.reading() as session:
        row = by_receipt(session, secret)
        record, withdrawn = contribution_of(row), bool(row.credit_withdrawn and row.author_name)
        part = accepted_part(standing_decision(session, row.id))
        branch = row.pushed_ref or ""
    published = part.patches if part and record.state == State.PUBLISHED else ()
    # What happened by itself is written for moderators.
    said = tuple(r for r in remarks_of(instance, record) if r.speaker != Speaker.SYSTEM)
    return Followed(record, said, published, withdrawn, branch)
