"""Rows of a file that cannot be published as they are: in a list, and as a table to keep."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.formats.named_tables import NamedTable, table_of
from datapatch.tables.changes import RowChange
from datapatch.tables.violation import Violation
from datapatch.translation import Translate
from datapatch.workflow.past.comparing import Comparison
from datapatch.workflow.proposals.bulk_drafts import BulkDraft
from datapatch.workflow.proposals.faulty_rows import FaultyRow
from datapatch.workflow.rows.labelling import cells_of
from datapatch.workflow.rows.reading import DatasetView
from datapatch.workflow.snapshot import Snapshot
from webui.presenters.changes import Printed, field_label, title_of
from webui.presenters.differences import ChangedRow, changed_row

LISTED = 50
"""Rows with faults that the page shows; the file that can be taken lists all."""


def faulty_list(
    view: DatasetView, found: Comparison, draft: BulkDraft, translate: Translate
) -> list[Printed]:
    """The first rows with faults, as the macro ``change_list`` prints them.

    ``found`` compares the file with the table; its changes are those of the draft, in order.
    """
    table, changes = found.tables[0], found.tables[0].diff.changes if found.tables[0].diff else ()
    listed: list[Printed] = []
    for row in draft.faulty[:LISTED]:
        told = _faults(row, draft, found, translate)
        if row.change is None:
            listed.append({"kind": "conflict", "title": _("The whole table"), "faults": told})
        else:
            printed = changed_row(view, found, ChangedRow(table, changes[row.change]))
            listed.append({**printed, "faults": told, "unchanged": 0})
    return listed


def faults_table(base: Snapshot, draft: BulkDraft, translate: Translate) -> NamedTable:
    """Every fault on a line of its own: the row, the column, what stands there, what is wrong."""
    schema = base.table_file(draft.patch.resource).schema
    lines = [
        (
            *_named(base, draft, row),
            field_label(schema, fault.field) if fault.field else "",
            fault.cell,
            fault.advice(translate),
        )
        for row in draft.faulty
        for fault in row.violations
    ]
    head = (_("Identifier"), _("Row"), _("Column"), _("In your file"), _("What is wrong"))
    return NamedTable(f"{draft.patch.resource}-{_('to-correct')}", table_of(head, lines))


def _faults(
    row: FaultyRow, draft: BulkDraft, found: Comparison, translate: Translate
) -> list[Printed]:
    schema = found.tables[0].schema
    return [
        {
            "field": field_label(schema, fault.field) if fault.field else "",
            "cell": _told_cell(draft, row, fault),
            "message": fault.advice(translate),
        }
        for fault in row.violations
    ]


def _told_cell(draft: BulkDraft, row: FaultyRow, fault: Violation) -> str:
    """What stands in the cell, where the list of changed cells does not show it."""
    change = None if row.change is None else draft.patch.changes[row.change]
    shown = {cell.field for cell in change.cells} if change else set()
    return "" if fault.field in shown else fault.cell


def _named(base: Snapshot, draft: BulkDraft, row: FaultyRow) -> tuple[str, str]:
    if row.change is None:
        return "", ""
    change = draft.patch.changes[row.change]
    return " ".join(change.key or ()), title_of(change, _before(base, draft, change))


def _before(base: Snapshot, draft: BulkDraft, change: RowChange) -> Mapping[str, str]:
    place = change.rows[0]
    return {} if place is None else cells_of(base.parted(draft.patch.resource), place)
