"""Patches: made from a diff, applied, undone, and written as JSON."""

from dataclasses import replace

from datapatch.tables.applying import apply
from datapatch.tables.changes import CellChange, Operation, Patch, RowChange, TableDiff
from datapatch.tables.patch_form import PatchForm, change_json, patch_json
from datapatch.tables.patch_parsing import parse_patch

__all__ = [
    "Patch",
    "PatchForm",
    "apply",
    "change_json",
    "invert",
    "parse_patch",
    "patch_json",
    "patch_of",
]

_INVERSE: dict[Operation, Operation] = {"add": "remove", "update": "update", "remove": "add"}


def patch_of(diff: TableDiff, resource: str = "") -> Patch:
    """The patch that carries out ``diff`` on its old table."""
    return Patch(resource, diff.key, diff.changes, diff.fields, diff.row_order)


def invert(patch: Patch) -> Patch:
    """The patch that undoes ``patch``.

    It leads back exactly where ``patch`` came from a diff; otherwise restored fields go to the end.
    """
    names = {new: old for old, new in patch.fields.renamed}
    order = patch.row_order and tuple((there, here) for here, there in patch.row_order)
    return replace(
        patch,
        key=tuple(names.get(field, field) for field in patch.key),
        changes=tuple(_inverted(change, names) for change in patch.changes),
        fields=patch.fields.inverted(),
        row_order=order,
    )


def _inverted(change: RowChange, names: dict[str, str]) -> RowChange:
    before, after = change.rows
    return RowChange(
        _INVERSE[change.op],
        change.key,
        (after, before),
        tuple(_turned(cell, names) for cell in change.cells),
        tuple(_turned(cell, names) for cell in change.kept),
    )


def _turned(cell: CellChange, names: dict[str, str]) -> CellChange:
    return CellChange(names.get(cell.field, cell.field), cell.new, cell.old)
