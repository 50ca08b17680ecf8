"""One contribution before a moderator, as its template prints it."""

from collections.abc import Mapping

from flask import url_for
from flask_babel import gettext as _

from datapatch.accounts.policy import Actor
from datapatch.db.models import Kind, State
from datapatch.tables.changes import RowChange
from datapatch.tables.schema import TableSchema
from datapatch.translation import Translate
from datapatch.workflow.contributions import ContributionRecord
from datapatch.workflow.datasets import dataset_titles, schemas_of
from datapatch.workflow.instance import Instance
from datapatch.workflow.review.choices_form import file_text
from datapatch.workflow.review.reviewing import Examination, FileExamination, TableExamination
from datapatch.workflow.rows.addressing import key_address
from datapatch.workflow.rows.labelling import cells_of
from datapatch.workflow.rows.row_positions import row_position
from webui.forms.verdicts import Entered
from webui.presenters import contributions as present
from webui.presenters.changes import KINDS, Printed
from webui.presenters.flags import flag_words
from webui.presenters.judged import (
    Inputs,
    clashes,
    judged_cells,
    judged_rows,
    untouched_cells,
)
from webui.presenters.maps import place_map
from webui.presenters.receipts import NO_SCHEMA, sent_page
from webui.presenters.shapes import shape_notes
from webui.words import ago, moment

SHOWN_ROWS = 100
SHOWN_PROBLEMS = 20


def review_page(
    instance: Instance,
    actor: Actor,
    record: ContributionRecord,
    examination: Examination | None,
    entered: Entered,
    translate: Translate,
) -> dict[str, object]:
    """What the page reads; without examination the contribution is shown as it was sent."""
    name = record.dataset.name
    schemas = schemas_of(instance, name)
    page = sent_page(record, schemas) | _about(instance, actor, record)
    if examination is None:
        return page
    tables = [
        _table(table, schemas.get(table.resource, NO_SCHEMA), record, entered, translate)
        | {"map": _map(instance, record, table, schemas.get(table.resource, NO_SCHEMA))}
        for table in examination.tables
    ]
    return page | {
        "blocked": "" if record.kind == Kind.REPORT else present.blocked(examination),
        "clashes": examination.conflicts,
        "published": examination.published,
        "tables": tables,
        "ticks": sum(_ticks(table) for table in tables) + len(examination.files),
        "correctable": _has_inputs(examination),
        "files": [_file(file, entered) for file in examination.files],
        "file_problems": [
            {"where": f.path, "sentence": violation.sentence(translate)}
            for f in examination.files
            for violation in f.violations[:SHOWN_PROBLEMS]
        ],
    }


def _about(instance: Instance, actor: Actor, record: ContributionRecord) -> dict[str, object]:
    """What is known of a contribution whatever it would change."""
    name, decided = record.dataset.name, record.decided_at or record.updated_at
    return {
        "title": record.row_label or present.summary(record),
        "author": present.author(record),
        "said_by": _said_by(record),
        "source": present.source_link(record),
        "sent": ago(record.created_at),
        "summary": present.summary(record),
        "reported_url": _reported(record),
        "dataset_title": dataset_titles(instance, actor).get(name, str(name)),
        "chip_name": present.CHIPS[record.state],
        "decidable": record.state in (State.OPEN, State.ASKED, State.QUARANTINED),
        "decided_at": moment(decided),
        "decided_words": _ending_words(record),
        "revertible": record.published_commit is not None and record.reverted_commit is None,
        "undoable": record.state == State.SCHEDULED and record.carry_out_at is not None,
        "flags": [flag_words(flag) for flag in record.flags],
        "motives": present.motives(),
        "fetch": _fetch_command(instance, record),
        "blocked": "",
        "clashes": 0,
        "published": "",
        "ticks": 0,
        "correctable": False,
        "tables": [],
        "files": [],
        "file_problems": [],
    }


def _ending_words(record: ContributionRecord) -> str:
    """How it ended, who decided, and when."""
    when = {"when": moment(record.decided_at or record.updated_at)}
    by = {"name": record.decided_by or _("somebody whose account is gone"), **when}
    said: dict[State, str] = {
        State.SCHEDULED: _("Decided by %(name)s, %(when)s. It is carried out in a moment.", **by),
        State.DECIDING: _("Decided by %(name)s, %(when)s. It is being published.", **by),
        State.PUBLISHED: _("Accepted by %(name)s, %(when)s. Nothing more to do.", **by),
        State.REFUSED: _("Refused by %(name)s, %(when)s. Nothing more to do.", **by),
        State.WITHDRAWN: _("The contributor took it back, %(when)s. Nothing more to do.", **when),
        State.EXPIRED: _("Nobody answered until %(when)s: it closed by itself.", **when),
        State.ALREADY_SO: _(
            "What it proposes is published already: it closed by itself, %(when)s, with thanks.",
            **when,
        ),
    }
    if record.reverted_commit is not None:
        return str(_("Accepted by %(name)s, %(when)s, and reverted later.", **by))
    return said.get(record.state, "")


def _file(file: FileExamination, entered: Entered) -> Printed:
    name = file_text(file.path)
    return {
        "path": file.path,
        "kind": "conflict" if file.conflict else KINDS[file.op],
        "tick": {"name": "tick", "value": name, "checked": entered.is_ticked(name)},
    }


def _table(
    table: TableExamination,
    schema: TableSchema,
    record: ContributionRecord,
    entered: Entered,
    translate: Translate,
) -> dict[str, object]:
    alone = len(table.changes.changes) <= 1
    violations = table.violations[:SHOWN_PROBLEMS]
    inputs = Inputs(schema, entered, table.violations, translate, alone)
    rows = [] if alone else judged_rows(table, inputs, SHOWN_ROWS)
    return {
        "name": table.resource,
        "only": _only(table),
        "notes": shape_notes(table.published, table.merged, table.changes, schema),
        "clashes": clashes(table, inputs, SHOWN_PROBLEMS),
        "cells": judged_cells(table, inputs) if alone else [],
        "rows": [{**row, "url": _address(row["change"], table, record)} for row in rows],
        "more": max(0, len(table.changes.changes) - SHOWN_ROWS),
        "rest": untouched_cells(table, inputs),
        "row_url": _row_url(table, record),
        "problems": present.problems(violations, schema, translate),
        "conflicts": len(table.conflicts),
    }


def _map(
    instance: Instance, record: ContributionRecord, table: TableExamination, schema: TableSchema
) -> Printed | None:
    """Where the one row stands and would stand, when that is what changes."""
    change = present.only_change(table)
    if change is None or change.op == "remove":
        return None
    fields = schema.fields
    before = {} if change.rows[0] is None else cells_of(table.published, change.rows[0])
    after = before | {cell.field: cell.new or "" for cell in change.cells}
    old, new = row_position(fields, before), row_position(fields, after)
    if new is None or old == new:
        return None
    return place_map(instance, record.dataset.name, table.resource, old=old, new=new)


def _only(table: TableExamination) -> str:
    """What happens to the one row as a whole: "added", "removed"; "" for a row that changes."""
    change = present.only_change(table)
    return "" if change is None or change.op == "update" else KINDS[change.op]


def _has_inputs(examination: Examination) -> bool:
    """Whether there is a cell to correct: of a row that goes there is none."""
    return any(c.op != "remove" for table in examination.tables for c in table.changes.changes)


def _ticks(table: Mapping[str, object]) -> int:
    """How much of a table can be ticked."""
    cells, rows = table["cells"], table["rows"]
    if not isinstance(cells, list) or not isinstance(rows, list):
        return 0
    return len(rows) or sum("tick" in cell for cell in cells)


def _row_url(table: TableExamination, record: ContributionRecord) -> str:
    change = present.only_change(table)
    return (_address(change, table, record) or "") if change else ""


def _address(change: object, table: TableExamination, record: ContributionRecord) -> str | None:
    """The published row's page; there is none for an addition or a row without key."""
    if not isinstance(change, RowChange) or change.op == "add" or change.key is None:
        return None
    name = record.dataset.name
    return url_for(
        "rows.row",
        workspace=name.workspace,
        dataset=name.name,
        resource=table.resource,
        address=key_address(change.key),
    )


def _reported(record: ContributionRecord) -> str:
    """The page of the row that a report in words is about."""
    if record.kind != Kind.REPORT or not record.row_address:
        return ""
    name = record.dataset.name
    return url_for(
        "rows.row",
        workspace=name.workspace,
        dataset=name.name,
        resource=record.resource,
        address=record.row_address,
    )


def _said_by(record: ContributionRecord) -> str:
    name = present.author(record)
    if record.has_email:
        return str(_("%(name)s, who left an e-mail address", name=name))
    return name


def _fetch_command(instance: Instance, record: ContributionRecord) -> str:
    repository = f"{instance.config.base_url}/review/{record.dataset.name}.git"
    return f"git fetch {repository} contributions/{record.id}"
