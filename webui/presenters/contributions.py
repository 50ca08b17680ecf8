"""Contributions as the queue, the review page and the receipt print them."""

import re
from collections.abc import Sequence
from urllib.parse import urlsplit

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.db.models import Kind, State
from datapatch.tables.changes import RowChange
from datapatch.tables.patch import Patch
from datapatch.tables.schema import TableSchema
from datapatch.tables.validation import Violation
from datapatch.translation import Translate
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.review.reviewing import Examination, TableExamination
from datapatch.workflow.verdicts.motives import MOTIVES
from webui.presenters.changes import Printed, cells, field_label
from webui.words import ago, moment

LIST_KINDS = {Kind.CORRECTION: "changed", Kind.ADDITION: "added", Kind.DELETION: "removed"}
STEPS = {
    State.OPEN: "sent",
    State.QUARANTINED: "sent",
    State.ASKED: "sent",
    State.SCHEDULED: "sent",
    State.DECIDING: "read",
    State.PUBLISHED: "published",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
    State.EXPIRED: "refused",
    State.ALREADY_SO: "published",
}
CHIPS = {
    State.OPEN: "waiting",
    State.QUARANTINED: "apart",
    State.ASKED: "needs",
    State.SCHEDULED: "deciding",
    State.DECIDING: "deciding",
    State.PUBLISHED: "published",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
    State.EXPIRED: "expired",
    State.ALREADY_SO: "already",
}
"""The chip of each state, as macros/status.html draws it."""


def author(record: ContributionRecord) -> str:
    """The contributor's public name, or that there is none."""
    return record.author_name or _("anonymous")


def summary(record: ContributionRecord) -> str:
    """What a contribution does, in few words."""
    if record.kind == Kind.ADDITION:
        return str(_("New row"))
    if record.kind == Kind.DELETION:
        return str(_("Reported as gone"))
    if record.kind == Kind.REPORT:
        return str(_("A report in words"))
    changes = [change for patch in record.patches for change in patch.changes]
    if len(changes) > 1:
        return str(ngettext("%(num)s row", "%(num)s rows", len(changes)))
    count = sum(len(change.cells) for change in changes)
    return str(ngettext("%(num)s change", "%(num)s changes", count))


def queue_item(record: ContributionRecord, dataset_title: str, *, ticks: bool = False) -> Printed:
    """One entry of the queue; with a box where several can be decided at once."""
    return {
        "id": record.id if ticks else None,
        "url": url_for("moderation.contribution", contribution_id=record.id),
        "title": record.row_label or summary(record),
        "kind": LIST_KINDS.get(record.kind, "changed"),
        "summary": summary(record),
        "when": ago(record.decided_at or record.created_at),
        "by": f"{author(record)} · {_('mail comes back')}"
        if record.email_bounced
        else author(record),
        "said": record.message,
        "dataset": dataset_title,
        "flags": [] if record.state == State.OPEN else [{"status": CHIPS[record.state]}],
    }


def dots_state(record: ContributionRecord) -> str:
    """Which of the three dots is reached."""
    return STEPS[record.state]


def dots_dates(record: ContributionRecord) -> dict[str, str]:
    """When each dot was reached."""
    dates = {"sent": moment(record.created_at)}
    if record.decided_at is not None and record.state != State.SCHEDULED:
        decided = moment(record.decided_at)
        dates |= {"read": decided, "published": decided, "refused": decided}
    return dates


def source_link(record: ContributionRecord) -> Printed | None:
    """The contributor's source, with the web address that it names, if any, and its host."""
    text = record.source
    found = re.search(r"https?://[^\s<>\"]+", text)
    if found is None:
        return {"text": text, "url": None} if text else None
    host = urlsplit(found[0]).hostname or found[0]
    return {"text": host.removeprefix("www."), "url": found[0], "said": text}


def proposed_cells(patch: Patch, schema: TableSchema) -> list[Printed]:
    """The cells of a patch of one row, as they were sent."""
    return [printed for change in patch.changes for printed in cells(change, schema)]


def only_change(table: TableExamination) -> RowChange | None:
    """The change of a contribution that touches one row; None for more."""
    changes = table.changes.changes
    return changes[0] if len(changes) == 1 else None


def problems(
    violations: Sequence[Violation], schema: TableSchema, translate: Translate
) -> list[Printed]:
    """What the schema objects to, each beside the name of its field."""
    return [
        {
            "where": field_label(schema, v.field) if v.field else _("Table"),
            "sentence": v.advice(translate),
        }
        for v in violations
    ]


def blocked(examination: Examination) -> str:
    """Why accepting is not possible as it stands: "", "conflict", "violation" or "already"."""
    if examination.conflicts:
        return "conflict"
    if examination.violations:
        return "violation"
    return "already" if examination.already_so else ""


def motives() -> list[Printed]:
    """Why a contribution may be refused: what is sent, and what the contributor reads."""
    known: list[Printed] = [{"value": name, "label": _(said)} for name, said in MOTIVES.items()]
    return [*known, {"value": "", "label": _("For another reason")}]
