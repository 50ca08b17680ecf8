"""What happened to a table beside changes in its rows, in words."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import ngettext

from datapatch.tables.columns import labels
from datapatch.tables.diff import TableDiff
from datapatch.tables.parted import Rows
from datapatch.tables.schema import TableSchema
from webui.presenters.changes import field_label
from webui.words import number


def shape_notes(old: Rows, new: Rows, found: TableDiff, schema: TableSchema) -> list[str]:
    """Fields that came, went, got another name or place, and rows that stand elsewhere."""
    fields, notes = found.fields, []
    if fields.added:
        notes.append(_("fields added: %(names)s", names=_names(schema, fields.added)))
    if fields.removed:
        notes.append(_("fields removed: %(names)s", names=_names(schema, fields.removed)))
    for before, after in fields.renamed:
        notes.append(_("the field %(old)s is now called %(new)s", old=before, new=after))
    if _is_reordered(old, new, found):
        notes.append(_("the fields stand in another order"))
    if found.row_order:
        count = len(found.row_order)
        notes.append(
            ngettext(
                "%(number)s row stands elsewhere",
                "%(number)s rows stand elsewhere",
                count,
                number=number(count),
            )
        )
    return notes


def _is_reordered(old: Rows, new: Rows, found: TableDiff) -> bool:
    """Whether fields that are on both sides changed places among themselves."""
    names = found.fields.new_names
    before = [names.get(f, f) for f in labels(old.fields) if f not in found.fields.removed]
    return before != [f for f in labels(new.fields) if f not in found.fields.added]


def _names(schema: TableSchema, names: Sequence[str]) -> str:
    return ", ".join(field_label(schema, name) for name in names)
