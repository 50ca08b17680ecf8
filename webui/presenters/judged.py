"""What a contribution would change, as a moderator ticks, corrects and chooses it."""

from collections.abc import Mapping

from flask_babel import gettext as _

from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.merge import Conflict
from datapatch.tables.schema import TableSchema
from datapatch.workflow.review.accepting import CellPlace, ConflictPlace, RowPlace, places
from datapatch.workflow.review.choices_form import conflict_text, place_text
from datapatch.workflow.review.reviewing import TableExamination
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.labelling import cells_of, label
from webui.forms.verdicts import Entered
from webui.presenters.cells import words
from webui.presenters.changes import KINDS, Printed, cell, conflict_cell, field_label, title_of
from webui.presenters.moves import moved_words

LONG = 60
"""Characters of a cell from which on it is corrected in several lines."""

MODES = {FieldKind.PHONE: "tel", FieldKind.EMAIL: "email", FieldKind.WEB: "url"}


def judged_cells(table: TableExamination, schema: TableSchema, entered: Entered) -> list[Printed]:
    """The changed cells of the one row of a table, each with its box and its input."""
    return [
        printed
        for place, change in places(table)
        for printed in _cells(place, change, schema, entered)
    ]


def judged_rows(
    table: TableExamination, schema: TableSchema, entered: Entered, limit: int
) -> list[Printed]:
    """The changed rows of a table, each with a box of its own."""
    found: list[Printed] = []
    for place, change in places(table):
        if len(found) == limit:
            break
        before = _before(table, change)
        found.append(
            {
                "kind": KINDS[change.op],
                "title": title_of(change, before) or ", ".join(change.key or ()),
                "change": change,
                "tick": _tick(place_text(place), entered),
                "cells": _cells(place, change, schema, entered),
                "note": _moved(change, before, schema),
            }
        )
    return found


def untouched_cells(
    table: TableExamination, schema: TableSchema, entered: Entered
) -> list[Printed]:
    """The rest of the one row that is changed: nothing for an addition or a removal."""
    only = list(places(table))
    if len(only) != 1 or only[0][1].op != "update" or only[0][1].rows[1] is None:
        return []
    place, change = only[0]
    written = {cell.field for cell in change.cells}
    rest = cells_of(table.merged, change.rows[1] or 0)
    return [
        {
            "label": field_label(schema, name),
            "value": words(field, value) if (field := schema.field(name)) else value,
            "input": _input(CellPlace(place, name), value, schema, entered),
        }
        for name, value in rest.items()
        if name not in written
    ]


def clashes(
    table: TableExamination, schema: TableSchema, entered: Entered, limit: int
) -> list[Printed]:
    """What was changed on both sides, each with the values to choose from."""
    return [
        _clash(table, number, conflict, schema, entered)
        for number, conflict in enumerate(table.conflicts[:limit])
    ]


def _cells(
    place: RowPlace, change: RowChange, schema: TableSchema, entered: Entered
) -> list[Printed]:
    return [
        _cell(CellPlace(place, c.field), c, schema, entered)
        for c in change.cells
        if (c.old or "") != (c.new or "")
    ]


def _cell(place: CellPlace, change: CellChange, schema: TableSchema, entered: Entered) -> Printed:
    # A row goes as a whole or not at all: its cells have no boxes.
    removed = place.row.op == "remove"
    text = place_text(place)
    made: dict[str, object] = {**cell(change, schema), "place": text}
    if not removed:
        made["tick"] = _tick(text, entered)
        made["input"] = _input(place, change.new or "", schema, entered)
    return made


def _tick(text: str, entered: Entered) -> Printed:
    return {"name": "tick", "value": text, "checked": entered.is_ticked(text)}


def _input(place: CellPlace, proposed: str, schema: TableSchema, entered: Entered) -> Printed:
    text, field = place_text(place), schema.field(place.field)
    choices = field.choices if field else None
    return {
        "name": text,
        "value": entered.value(text, proposed),
        "was": proposed,
        "label": field_label(schema, place.field),
        "long": len(proposed) > LONG or "\n" in proposed,
        "mode": MODES.get(field_kind(field), "text") if field else "text",
        "options": choices.values if choices and not choices.separator else (),
    }


def _clash(
    table: TableExamination,
    number: int,
    conflict: Conflict,
    schema: TableSchema,
    entered: Entered,
) -> Printed:
    text = conflict_text(ConflictPlace(table.resource, number))
    told = conflict_cell(conflict, schema)
    title = _clash_title(table, conflict, schema)
    return {
        **told,
        "field": title,
        "name": text,
        "sides": [
            {"value": side, "label": said, "shown": shown, "checked": entered.side(text) == side}
            for side, said, shown in _sides(conflict, told)
        ],
        "free": conflict.kind in ("cell", "add-add"),
        "other": entered.other(text),
        "checked": entered.side(text) == "value",
    }


def _clash_title(table: TableExamination, conflict: Conflict, schema: TableSchema) -> str:
    row = conflict.rows[1]
    named = "" if row is None else label(cells_of(table.published, row))
    several = len({c.rows[1] for c in table.conflicts}) > 1 or len(table.changes.changes) > 1
    field = field_label(schema, conflict.field) if conflict.field else _("The whole row")
    return ": ".join(part for part in (named if several else "", str(field)) if part)


def _sides(conflict: Conflict, told: Printed) -> list[tuple[str, str, str]]:
    """What can be chosen: the side, its words, its cell."""
    base = ("base", _("as it was"), str(told["old"]))
    published = ("published", _("as published meanwhile"), str(told["published"]))
    proposed = ("proposed", _("as proposed"), str(told["new"]))
    if conflict.kind == "field":
        return [published]
    if conflict.kind == "delete-update":
        gone = _("(the row is gone)")
        return [(side, said, shown or gone) for side, said, shown in (published, proposed)]
    return [published, proposed, base]


def _before(table: TableExamination, change: RowChange) -> Mapping[str, str]:
    row = change.rows[0]
    return {} if row is None else cells_of(table.published, row)


def _moved(change: RowChange, before: Mapping[str, str], schema: TableSchema) -> str:
    if change.op != "update":
        return ""
    after = {**before, **{c.field: c.new or "" for c in change.cells}}
    return moved_words(schema, before, after)
