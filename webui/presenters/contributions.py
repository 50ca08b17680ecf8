"""Contributions as the queue, the review page and the receipt print them."""

import re
from collections.abc import Sequence

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
from datapatch.workflow.reviewing import Examination, TableExamination
from webui.presenters.changes import Printed, cells, conflict_cell, field_label
from webui.words import ago, moment

LIST_KINDS = {Kind.CORRECTION: "changed", Kind.ADDITION: "added", Kind.DELETION: "removed"}
STEPS = {
    State.OPEN: "sent",
    State.DECIDING: "read",
    State.PUBLISHED: "published",
    State.REFUSED: "refused",
    State.WITHDRAWN: "withdrawn",
}


def author(record: ContributionRecord) -> str:
    """The contributor's public name, or that there is none."""
    return record.author_name or _("anonymous")


def summary(record: ContributionRecord) -> str:
    """What a contribution does, in few words."""
    if record.kind == Kind.ADDITION:
        return str(_("New row"))
    if record.kind == Kind.DELETION:
        return str(_("Reported as gone"))
    changes = [change for patch in record.patches for change in patch.changes]
    if len(changes) > 1:
        return str(ngettext("%(num)s row", "%(num)s rows", len(changes)))
    count = sum(len(change.cells) for change in changes)
    return str(ngettext("%(num)s change", "%(num)s changes", count))


def queue_item(record: ContributionRecord, dataset_title: str) -> Printed:
    """One entry of the queue."""
    return {
        "url": url_for("moderation.contribution", contribution_id=record.id),
        "title": record.row_label or summary(record),
        "kind": LIST_KINDS.get(record.kind, "changed"),
        "summary": summary(record),
        "when": ago(record.decided_at or record.created_at),
        "by": author(record),
        "said": record.message,
        "dataset": dataset_title,
        "flags": [] if record.state == State.OPEN else [{"status": str(record.state)}],
    }


def dots_state(record: ContributionRecord) -> str:
    """Which of the three dots is reached."""
    return STEPS[record.state]


def dots_dates(record: ContributionRecord) -> dict[str, str]:
    """When each dot was reached."""
    dates = {"sent": moment(record.created_at)}
    if record.decided_at is not None:
        decided = moment(record.decided_at)
        dates |= {"read": decided, "published": decided, "refused": decided}
    return dates


def source_link(record: ContributionRecord) -> Printed | None:
    """The contributor's source, with the web address that it names, if any."""
    text = record.source
    found = re.search(r"https?://[^\s<>\"]+", text)
    return {"text": text, "url": found[0] if found else None} if text else None


def proposed_cells(patch: Patch, schema: TableSchema) -> list[Printed]:
    """The cells of a patch of one row, as they were sent."""
    return [printed for change in patch.changes for printed in cells(change, schema)]


def examined_cells(table: TableExamination, schema: TableSchema) -> list[Printed]:
    """The cells that publishing would change, and before them those that clash."""
    clashes = [conflict_cell(c, schema) for c in table.conflicts]
    changed = [p for change in table.changes.changes for p in cells(change, schema)]
    return [*clashes, *changed]


def untouched_cells(table: TableExamination, schema: TableSchema) -> list[Printed]:
    """The rest of the one row that is changed: nothing for an addition or a removal."""
    change = only_change(table)
    if change is None or change.op != "update" or change.rows[1] is None:
        return []
    written = {cell.field for cell in change.cells}
    values = zip(table.merged.fields, table.merged.values(change.rows[1]), strict=True)
    return [
        {"label": field_label(schema, name), "value": value}
        for name, value in values
        if name not in written
    ]


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


def motives() -> list[tuple[str, str]]:
    """Why a contribution may be refused: what is sent, and what the contributor reads."""
    return [
        ("unverifiable", _("We could not verify it")),
        ("scope", _("It does not belong in this list")),
        ("duplicate", _("It is there already")),
        ("other", _("For another reason")),
    ]
