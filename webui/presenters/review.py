"""One contribution before a moderator, as its template prints it."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from datapatch.accounts.policy import Actor
from datapatch.tables.changes import RowChange
from datapatch.tables.schema import TableSchema
from datapatch.translation import Translate
from datapatch.workflow.addressing import key_address
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import dataset_titles, schemas_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.labelling import cells_of, label
from datapatch.workflow.reviewing import Examination, TableExamination
from webui.presenters import contributions as present
from webui.presenters.changes import KINDS, Printed, cells, conflict_cell, title_of
from webui.presenters.receipts import NO_SCHEMA, receipt_page
from webui.presenters.shapes import shape_notes
from webui.words import ago, moment

SHOWN_ROWS = 100
SHOWN_PROBLEMS = 20


def review_page(
    instance: Instance,
    actor: Actor,
    record: ContributionRecord,
    examination: Examination | None,
    translate: Translate,
) -> dict[str, object]:
    """What the page reads; without examination the contribution is decided and shown as sent."""
    name = record.dataset.name
    schemas = schemas_of(instance, name)
    page = receipt_page(record, schemas) | {
        "title": record.row_label or present.summary(record),
        "author": present.author(record),
        "said_by": _said_by(record),
        "source": present.source_link(record),
        "sent": ago(record.created_at),
        "summary": present.summary(record),
        "dataset_title": dataset_titles(instance, actor).get(name, str(name)),
        "decided_at": moment(record.decided_at) if record.decided_at else "",
        "fetch": _fetch_command(instance, record),
        "blocked": "",
        "tables": [],
        "files": [],
        "file_problems": [],
    }
    if examination is None:
        return page
    return page | {
        "blocked": present.blocked(examination),
        "tables": [
            _table(table, schemas.get(table.resource, NO_SCHEMA), record, translate)
            for table in examination.tables
        ],
        "files": [
            {"path": f.path, "kind": "conflict" if f.conflict else KINDS[f.op]}
            for f in examination.files
        ],
        "file_problems": [
            {"where": f.path, "sentence": violation.sentence(translate)}
            for f in examination.files
            for violation in f.violations[:SHOWN_PROBLEMS]
        ],
    }


def _table(
    table: TableExamination, schema: TableSchema, record: ContributionRecord, translate: Translate
) -> Mapping[str, object]:
    alone = present.only_change(table) is not None or not table.changes.changes
    violations = table.violations[:SHOWN_PROBLEMS]
    return {
        "name": table.resource,
        "notes": shape_notes(table.published, table.merged, table.changes, schema),
        "cells": present.examined_cells(table, schema) if alone else _clashes(table, schema),
        "rows": [] if alone else _rows(table, schema, record),
        "more": max(0, len(table.changes.changes) - SHOWN_ROWS),
        "rest": present.untouched_cells(table, schema),
        "row_url": _row_url(table, record),
        "problems": present.problems(violations, schema, translate),
        "conflicts": len(table.conflicts),
    }


def _clashes(table: TableExamination, schema: TableSchema) -> list[Printed]:
    """The cells that clash, each with its row where there are several."""
    printed: list[Printed] = []
    for conflict in table.conflicts[:SHOWN_PROBLEMS]:
        cell, row = conflict_cell(conflict, schema), conflict.rows[1]
        title = "" if row is None else label(cells_of(table.published, row))
        printed.append({**cell, "field": ": ".join(filter(None, (title, str(cell["field"]))))})
    return printed


def _rows(
    table: TableExamination, schema: TableSchema, record: ContributionRecord
) -> list[Printed]:
    return [
        {
            "kind": KINDS[change.op],
            "title": title_of(change, _cells_before(table, change)),
            "url": _address(change, table, record),
            "cells": cells(change, schema),
        }
        for change in table.changes.changes[:SHOWN_ROWS]
    ]


def _cells_before(table: TableExamination, change: RowChange) -> Mapping[str, str]:
    row = change.rows[0]
    return {} if row is None else cells_of(table.published, row)


def _row_url(table: TableExamination, record: ContributionRecord) -> str:
    change = present.only_change(table)
    return (_address(change, table, record) or "") if change else ""


def _address(change: RowChange, table: TableExamination, record: ContributionRecord) -> str | None:
    """The published row's page; there is none for an addition or a row without key."""
    if change.op == "add" or change.key is None:
        return None
    name = record.dataset.name
    return url_for(
        "rows.row",
        workspace=name.workspace,
        dataset=name.name,
        resource=table.resource,
        address=key_address(change.key),
    )


def _said_by(record: ContributionRecord) -> str:
    name = present.author(record)
    if record.has_email:
        return str(_("%(name)s, who left an e-mail address", name=name))
    return name


def _fetch_command(instance: Instance, record: ContributionRecord) -> str:
    repository = f"{instance.config.base_url}/review/{record.dataset.name}.git"
    return f"git fetch {repository} contributions/{record.id}"
