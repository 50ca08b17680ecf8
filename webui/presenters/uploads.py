"""Many changes from a file: how to bring it, and what it changes before it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from flask import url_for
from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.changes import Patch
from datapatch.tables.diff import TableDiff
from datapatch.translation import Translate
from datapatch.workflow.past.comparing import Comparison, Moment, TableComparison
from datapatch.workflow.proposals.bulk_drafts import BulkDraft
from datapatch.workflow.proposals.faulty_rows import without
from datapatch.workflow.rows.exporting import EXCEL_FR, SHEET_ROWS
from datapatch.workflow.rows.reading import DatasetView
from datapatch.workflow.snapshot import Snapshot
from webui.addresses import dataset_url
from webui.forms.files import LEAVE_OUT, REMOVE, Desk, Filled
from webui.forms.history import RowsRequest
from webui.forms.suggestions import TRAP, Problem
from webui.presenters.changes import Printed
from webui.presenters.datasets import way_up
from webui.presenters.differences import differences
from webui.presenters.faults import LISTED, faulty_list
from webui.presenters.forms import about_fields
from webui.words import number

MANY = 0.2
"""Share of the rows from which on it looks as if a filtered copy was sent."""


def upload_page(view: DatasetView, desk: Desk, *, most: int, problem: str = "") -> Printed:
    """What the page prints to which a file is brought."""
    several = len(view.tables) > 1
    options = [{"value": table.name, "label": table.title} for table in view.tables]
    return {
        "title": view.title,
        "breadcrumb": [] if desk.secret else way_up(view, below=True),
        "action": desk.url,
        "receipt_url": _receipt(desk),
        "copies": [_copies(view, table.name, table.title) for table in view.tables],
        "resources": options if several else [],
        "most": number(most),
        "problem": problem,
    }


def preparing_page(view: DatasetView, desk: Desk) -> Printed:
    """What is shown while a large file is read."""
    return {"title": view.title, "breadcrumb": _up(view, desk)}


def preview_page(
    view: DatasetView,
    base: Snapshot,
    filled: Filled,
    asked: RowsRequest,
    *,
    desk: Desk,
    key: str,
    translate: Translate,
) -> dict[str, object]:
    """What the page of one file prints: its changes row by row, and the form that sends them."""
    draft, removing, leaving_out = filled.draft, filled.removing, filled.leaving_out

    def address(page: int = 1, *, remove: bool = removing, out: bool = leaving_out) -> str:
        given = {"field": asked.field, "page": str(page) if page > 1 else ""}
        chosen = {REMOVE: "1" if remove else "", LEAVE_OUT: "1" if out else ""}
        return desk.preview_url(key, **given, **chosen)

    chosen = draft.chosen(removing=removing, leaving_out=leaving_out)
    table = base.parted(draft.patch.resource)
    return {
        "title": view.title,
        "breadcrumb": _up(view, desk),
        "file": draft.file,
        "notes": [note.sentence(translate) for note in draft.notes],
        "counts": _counts(chosen),
        "faults": _faults(view, base, filled, translate),
        "faults_url": desk.faults_url(key),
        "leave_url": address(out=not leaving_out) if draft.left_out else None,
        "missing": _missing(draft, table.row_count, removing=removing),
        "missing_url": address(remove=not removing) if draft.may_remove else None,
        "removing": removing,
        "leaving_out": leaving_out,
        "only_missing": not draft.patch.changes,
        "is_sendable": filled.is_sendable,
        "again_url": desk.url,
        "receipt_url": _receipt(desk),
        "licence": ", ".join(item.label for item in view.package.licenses),
        "action": address(),
        "about": about_fields(filled.about, filled.problems),
        "errors": [_summary(problem) for problem in filled.problems],
        "notice_text": filled.notice,
        "trap_name": TRAP,
        "challenge": filled.challenge,
        "changes": differences(
            view, _comparison(base, _without_faults(filled, chosen)), asked, address
        ),
        "reset": address().partition("?")[0] if asked.field else None,
    }


def _counts(patch: Patch) -> Printed:
    found = patch.counts
    counted = {"added": found.added, "changed": found.updated, "removed": found.removed}
    return {**counted, "cells": found.cells}


def _without_faults(filled: Filled, chosen: Patch) -> Patch:
    """What is listed as it would be sent: rows with faults have a list of their own."""
    if filled.leaving_out:
        return chosen
    return without(chosen, [row.change for row in filled.draft.faulty if row.change is not None])


def _faults(
    view: DatasetView, base: Snapshot, filled: Filled, translate: Translate
) -> Printed | None:
    """The rows with faults; those that are left out are counted alone."""
    draft = filled.draft
    if not draft.faulty:
        return None
    count = len(draft.left_out) if filled.leaving_out else len(draft.faulty)
    if filled.leaving_out:
        listed = []
    else:
        listed = faulty_list(view, _comparison(base, draft.patch), draft, translate)
    return {
        "count": count,
        "rows": listed,
        "more": max(0, len(draft.faulty) - LISTED),
        "others": len(draft.patch.changes) - len(draft.left_out),
    }


def _comparison(base: Snapshot, patch: Patch) -> Comparison:
    """A patch as the comparison of a revision with what it would become.

    Rows are named by the table as it is: what it would become is written when the file is sent.
    """
    file, table = base.table_file(patch.resource), base.parted(patch.resource)
    changes = tuple(
        replace(change, rows=(change.rows[0], change.rows[0] if change.op == "update" else None))
        for change in patch.changes
    )
    told = TableComparison(
        resource=patch.resource,
        title=file.resource.label,
        schema=file.schema,
        old=table,
        new=table,
        diff=TableDiff(patch.key, patch.fields, changes),
    )
    moment = Moment(base.commit, base.repository.revision(base.commit).committer.at)
    return Comparison(moment, moment, (told,), (), ())


def _missing(draft: BulkDraft, rows: int, *, removing: bool) -> Printed | None:
    """What is said of rows that the file lacks."""
    count = draft.missing_count
    if not count:
        return None
    told = number(count)
    if removing:
        title = ngettext(
            "%(number)s row that is not in your file is removed too",
            "%(number)s rows that are not in your file are removed too",
            count,
            number=told,
        )
        return {"kind": "warning", "title": title, "text": "", "act": _("Keep them")}
    title = ngettext(
        "%(number)s row of the table is not in your file: it stays",
        "%(number)s rows of the table are not in your file: they stay",
        count,
        number=told,
    )
    filtered = count > MANY * rows
    text = _("It looks as if your file holds a part of the table only.") if filtered else ""
    return {"kind": "info", "title": title, "text": text, "act": _("Remove them too")}


def _copies(view: DatasetView, resource: str, title: str) -> Mapping[str, object]:
    name = view.record.name
    sheet = dataset_url(name, "datasets.workbook", resource=resource)
    french = dataset_url(
        name, "datasets.download", resource=resource, ending="csv", dialect=EXCEL_FR
    )
    return {"title": title, "sheet": sheet, "french": french, "rows": number(SHEET_ROWS)}


def _receipt(desk: Desk) -> str:
    """The receipt of what waits and is to be replaced, if there is one."""
    return url_for("receipts.receipt", secret=desk.secret) if desk.secret else ""


def _up(view: DatasetView, desk: Desk) -> Sequence[Printed]:
    if desk.secret:
        return []
    return [*way_up(view, below=True), {"text": _("Many changes"), "url": desk.url}]


def _summary(problem: Problem) -> Printed:
    return {
        "target": f"field-{problem.name}",
        "label": problem.label,
        "message": problem.sentence,
    }
