"""The JSON form of diffs and patches.

Rows are counted from 1. ``null`` means that the field or the row does not exist on that side, and
``""`` an empty cell. ``cells`` holds the changed cells of an update, all cells of an addition or
removal, and the whole old row where there is no key. Key fields stand in ``key`` alone.
"""

from collections.abc import Sequence
from typing import NotRequired, TypedDict

from datapatch.tables.changes import (
    CellChange,
    FieldChanges,
    Operation,
    Patch,
    RowChange,
    TableDiff,
)

RenameForm = TypedDict("RenameForm", {"from": str, "to": str})


class FieldsForm(TypedDict):
    """Fields that were added, removed and renamed."""

    added: list[str]
    removed: list[str]
    renamed: list[RenameForm]


class ChangeForm(TypedDict):
    """One row's change."""

    op: Operation
    key: dict[str, str] | None
    row: list[int | None]
    cells: dict[str, list[str | None]]


class OrderForm(TypedDict, total=False):
    """The new order of all fields, and the rows (old, new) that stand elsewhere."""

    fields: list[str]
    rows: list[list[int]]


class PatchForm(TypedDict):
    """A whole diff or patch."""

    fields: FieldsForm
    changes: list[ChangeForm]
    order: NotRequired[OrderForm]


def patch_json(patch: Patch | TableDiff) -> PatchForm:
    """The JSON form of a diff or patch, ready for ``json.dumps``."""
    form: PatchForm = {
        "fields": _fields_form(patch.fields),
        "changes": [change_json(change, patch.key) for change in patch.changes],
    }
    order: OrderForm = {}
    if patch.fields.order:
        order["fields"] = list(patch.fields.order)
    if patch.row_order is not None:
        order["rows"] = [[old + 1, new + 1] for old, new in patch.row_order]
    if order:
        form["order"] = order
    return form


def change_json(change: RowChange, key: Sequence[str]) -> ChangeForm:
    """The JSON form of one row's change in a table with this ``key``."""
    hidden = set(key) if change.key is not None else set()
    return {
        "op": change.op,
        "key": None if change.key is None else dict(zip(key, change.key, strict=True)),
        "row": [None if row is None else row + 1 for row in change.rows],
        "cells": {
            cell.field: [cell.old, cell.new]
            for cell in (*change.cells, *change.kept)
            if cell.field not in hidden or is_ragged(change.op, cell)
        },
    }


def is_ragged(op: Operation, cell: CellChange) -> bool:
    """Whether a cell of the key does not exist in its row, which its text in the key cannot say."""
    side = {"add": (cell.new,), "remove": (cell.old,), "update": (cell.old, cell.new)}[op]
    return None in side


def _fields_form(fields: FieldChanges) -> FieldsForm:
    return {
        "added": list(fields.added),
        "removed": list(fields.removed),
        "renamed": [{"from": old, "to": new} for old, new in fields.renamed],
    }
