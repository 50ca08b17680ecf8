"""Changes of rows and cells as the macros of changes.html print them."""

from collections.abc import Mapping

from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.merge import Conflict
from datapatch.tables.schema import TableSchema
from datapatch.tables.words import changed_words
from datapatch.workflow.rows.labelling import label
from webui.presenters.cells import told_apart, words

Printed = Mapping[str, object]
"""What a macro reads; its comment in the template lists the names."""

KINDS = {"add": "added", "update": "changed", "remove": "removed"}
PARTS = {"same": "same", "removed": "del", "added": "ins"}


def field_label(schema: TableSchema, name: str) -> str:
    """What people call a field: its title, else its name."""
    field = schema.field(name)
    return (field.title if field else "") or name


def cell(change: CellChange, schema: TableSchema) -> Printed:
    """One cell, old and new, with the changed words marked where it has both."""
    old, new = told_apart(schema.field(change.field), change.old or "", change.new or "")
    printed: dict[str, object] = {
        "field": field_label(schema, change.field),
        "kind": _cell_kind(old, new),
        "old": old,
        "new": new,
    }
    if old and new:
        parts = changed_words(old, new)
        printed["old_parts"] = [(PARTS[k], text) for k, text in parts if k != "added"]
        printed["new_parts"] = [(PARTS[k], text) for k, text in parts if k != "removed"]
    return printed


def cells(change: RowChange, schema: TableSchema) -> list[Printed]:
    """The cells of one changed row; of an added or removed row, those that hold something."""
    return [cell(c, schema) for c in change.cells if (c.old or "") != (c.new or "")]


def conflict_cell(conflict: Conflict, schema: TableSchema) -> Printed:
    """A cell that was changed on both sides: before, published meanwhile, proposed."""
    field = schema.field(conflict.field) if conflict.field else None
    published, proposed = told_apart(field, conflict.ours or "", conflict.theirs or "")
    return {
        "field": field_label(schema, conflict.field) if conflict.field else "",
        "kind": "conflict",
        "old": words(field, conflict.base or "") if field else conflict.base or "",
        "published": published,
        "new": proposed,
    }


def title_of(change: RowChange, cells_of_row: Mapping[str, str]) -> str:
    """What a changed row is called: by its own cells, over those of the row that it was."""
    known = dict(cells_of_row)
    for changed in change.cells:
        known[changed.field] = changed.new if changed.new is not None else changed.old or ""
    return label(known)


def _cell_kind(old: str, new: str) -> str:
    if not old:
        return "added"
    return "removed" if not new else "changed"
