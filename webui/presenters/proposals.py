"""What a form is about to send, in words: "Telephone: 04 67 … → 04 99 …"."""

from collections.abc import Mapping
from dataclasses import replace

from flask_babel import gettext as _

from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.columns import name_of
from datapatch.tables.schema import TableSchema
from datapatch.workflow.proposals.likely_duplicates import Likely
from datapatch.workflow.proposals.suggesting import Draft, Sheet
from webui.addresses import dataset_url
from webui.presenters.cells import words
from webui.presenters.changes import KINDS, Printed, cells
from webui.presenters.moves import moved_words

MARKED = 120
"""Characters, old and new, from which on changed words are marked."""


def proposal_words(sheet: Sheet, draft: Draft) -> Printed:
    """The one row of a draft as the macro ``change_list`` prints it."""
    (change,) = draft.proposal.patch.changes
    schema = TableSchema(fields=sheet.fields)
    told = replace(change, cells=tuple(_in_words(sheet, cell) for cell in change.cells))
    return {
        "kind": KINDS[change.op],
        "title": draft.proposal.row_label or _("Row without a name"),
        "cells": [_plain(cell) for cell in cells(told, schema)],
        "more": _moved(sheet, change),
    }


def twins(sheet: Sheet, found: tuple[Likely, ...]) -> list[Printed]:
    """Rows that a new one may repeat, each with the way to look at it, and to change it."""
    return [
        {
            "title": likely.label or _("Row without a name"),
            "same_key": likely.same_key,
            "url": _row_url(sheet, "rows.row", likely),
            "suggest_url": _row_url(sheet, "contributing.suggest_change", likely),
        }
        for likely in found
    ]


def _plain(cell: Printed) -> Printed:
    """A short text is told whole; in a long one the changed words are marked."""
    short = len(str(cell["old"])) + len(str(cell["new"])) < MARKED
    return {k: v for k, v in cell.items() if not short or k not in ("old_parts", "new_parts")}


def _in_words(sheet: Sheet, cell: CellChange) -> CellChange:
    fields = dict(zip(sheet.columns, sheet.fields, strict=True))
    field = fields.get(cell.field)
    if field is None:
        return cell
    named = dict(next((p.options for p in sheet.pointers if p.column == cell.field), ()))
    old, new = (
        None if text is None else named.get(text) or words(field, text)
        for text in (cell.old, cell.new)
    )
    return replace(cell, field=field.name, old=old, new=new)


def _moved(sheet: Sheet, change: RowChange) -> str:
    if change.op != "update":
        return ""
    before = _by_name(dict(zip(sheet.columns, sheet.cells, strict=True)))
    after = before | _by_name({cell.field: cell.new or "" for cell in change.cells})
    moved = moved_words(TableSchema(fields=sheet.fields), before, after)
    return _("On the map: %(words)s.", words=moved) if moved else ""


def _by_name(cells: Mapping[str, str]) -> dict[str, str]:
    return {name_of(column): text for column, text in cells.items()}


def _row_url(sheet: Sheet, endpoint: str, likely: Likely) -> str:
    return dataset_url(sheet.name, endpoint, resource=sheet.resource, address=likely.address)
