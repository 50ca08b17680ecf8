"""Many changes from a file: how to bring it, and what it changes before it is sent."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.diff import TableDiff
from datapatch.translation import Translate
from datapatch.workflow.past.comparing import Comparison, Moment, TableComparison
from datapatch.workflow.proposals.bulk_drafts import BulkDraft
from datapatch.workflow.rows.exporting import EXCEL_FR, SHEET_ROWS
from datapatch.workflow.rows.reading import DatasetView
from datapatch.workflow.snapshot import Snapshot
from webui.addresses import dataset_url
from webui.forms.history import RowsRequest
from webui.forms.suggestions import TRAP, About, Problem
from webui.presenters.changes import Printed
from webui.presenters.datasets import way_up
from webui.presenters.differences import differences
from webui.presenters.forms import about_fields
from webui.words import number

MANY = 0.2
"""Share of the rows from which on it looks as if a filtered copy was sent."""


@dataclass(frozen=True, slots=True)
class Filled:
    """A draft with what its sender says of themselves, and what is wrong with that."""

    draft: BulkDraft
    about: About
    problems: tuple[Problem, ...] = ()
    notice: str = ""
    removing: bool = False
    challenge: str = ""


def upload_page(view: DatasetView, *, most: int, problem: str = "") -> Printed:
    """What the page prints to which a file is brought."""
    several = len(view.tables) > 1
    options = [{"value": table.name, "label": table.title} for table in view.tables]
    return {
        "title": view.title,
        "breadcrumb": way_up(view, below=True),
        "action": dataset_url(view.record.name, "uploads.upload"),
        "copies": [_copies(view, table.name, table.title) for table in view.tables],
        "resources": options if several else [],
        "most": number(most),
        "problem": problem,
    }


def preparing_page(view: DatasetView) -> Printed:
    """What is shown while a large file is read."""
    return {"title": view.title, "breadcrumb": _up(view)}


def preview_page(
    view: DatasetView,
    base: Snapshot,
    filled: Filled,
    asked: RowsRequest,
    *,
    key: str,
    translate: Translate,
) -> dict[str, object]:
    """What the page of one file prints: its changes row by row, and the form that sends them."""
    draft, removing = filled.draft, filled.removing

    def address(page: int, *, remove: bool = removing) -> str:
        given = {"field": asked.field, "page": str(page) if page > 1 else ""}
        wanted = {"remove": "1"} if remove else {}
        return dataset_url(view.record.name, "uploads.preview", key=key, **given, **wanted)

    found = _comparison(base, draft, removing=removing)
    rows = found.tables[0].old.row_count if found.tables[0].old else 0
    return {
        "title": view.title,
        "breadcrumb": _up(view),
        "file": draft.file,
        "notes": [note.sentence(translate) for note in draft.notes],
        "faults": [fault.sentence(translate) for fault in draft.violations],
        "more_faults": draft.violation_count - len(draft.violations),
        "missing": _missing(draft, rows, removing=removing),
        "missing_url": address(1, remove=not removing) if draft.may_remove else None,
        "removing": removing,
        "only_missing": not draft.patch.changes,
        "again_url": dataset_url(view.record.name, "uploads.upload"),
        "licence": ", ".join(item.label for item in view.package.licenses),
        "action": address(1),
        "about": about_fields(filled.about, filled.problems),
        "errors": [_summary(problem) for problem in filled.problems],
        "notice_text": filled.notice,
        "trap_name": TRAP,
        "challenge": filled.challenge,
        "changes": differences(view, found, asked, address),
        "reset": address(1).partition("?")[0] if asked.field else None,
    }


def _comparison(base: Snapshot, draft: BulkDraft, *, removing: bool) -> Comparison:
    """The draft as the comparison of a revision with what it would become.

    Rows are named by the table as it is: what it would become is written when the file is sent.
    """
    patch = draft.chosen(removing=removing)
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


def _up(view: DatasetView) -> Sequence[Printed]:
    upload = {"text": _("Many changes"), "url": dataset_url(view.record.name, "uploads.upload")}
    return [*way_up(view, below=True), upload]


def _summary(problem: Problem) -> Printed:
    return {
        "target": f"field-{problem.name}",
        "label": problem.label,
        "message": problem.sentence,
    }
