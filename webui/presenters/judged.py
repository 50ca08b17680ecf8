"""What a contribution would change, as a moderator ticks, corrects and chooses it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from flask_babel import gettext as _

from datapatch.tables.changes import CellChange, RowChange
from datapatch.tables.columns import name_of
from datapatch.tables.merge import Conflict
from datapatch.tables.schema import TableSchema
from datapatch.tables.validation import Violation
from datapatch.translation import Translate
from datapatch.workflow.review.accepting import CellPlace, ConflictPlace, RowPlace, places
from datapatch.workflow.review.choices_form import conflict_text, place_text
from datapatch.workflow.review.reviewing import TableExamination
from datapatch.workflow.rows.labelling import cells_of, label
from webui.forms.correcting import correcting_control
from webui.forms.fields import Control
from webui.forms.notation import Kind
from webui.forms.verdicts import Entered
from webui.presenters.cells import words
from webui.presenters.changes import KINDS, Printed, cell, conflict_cell, field_label, title_of
from webui.presenters.controls import printed_control
from webui.presenters.moves import moved_words

HOURS = "Mo-Fr 09:00-12:00,14:00-17:30; Sa 10:00-12:00"
"""Opening hours as OpenStreetMap writes them."""

HEADER = 2
"""The number of the first data row in violations: the header is row 1."""


@dataclass(frozen=True, slots=True)
class Inputs:
    """What the inputs of a table are made from: its schema, what was typed, what is wrong.

    ``alone``: the contribution touches one row, and every violation is about it.
    """

    schema: TableSchema
    entered: Entered
    violations: Sequence[Violation]
    translate: Translate
    alone: bool

    def errors(self, field: str, row: int | None) -> list[str]:
        """What the schema says of a cell in this data row of the merged table."""
        return [
            violation.advice(self.translate)
            for violation in self.violations
            if violation.field == name_of(field)
            and (self.alone or (row is not None and violation.row == row + HEADER))
        ]


def judged_cells(table: TableExamination, inputs: Inputs) -> list[Printed]:
    """The changed cells of the one row of a table, each with its box and its input."""
    return [printed for place, change in places(table) for printed in _cells(place, change, inputs)]


def judged_rows(table: TableExamination, inputs: Inputs, limit: int) -> list[Printed]:
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
                "tick": _tick(place_text(place), inputs),
                "cells": _cells(place, change, inputs),
                "note": _moved(change, before, inputs.schema),
            }
        )
    return found


def untouched_cells(table: TableExamination, inputs: Inputs) -> list[Printed]:
    """The rest of the one row that is changed: nothing for an addition or a removal."""
    only = list(places(table))
    if len(only) != 1 or only[0][1].op != "update" or only[0][1].rows[1] is None:
        return []
    (place, change), schema = only[0], inputs.schema
    written = {cell.field for cell in change.cells}
    rest = cells_of(table.merged, change.rows[1] or 0)
    return [
        {
            "label": field_label(schema, name),
            "value": words(field, value) if (field := schema.field(name)) else value,
            "input": _input(CellPlace(place, name), value, change.rows[1], inputs),
        }
        for name, value in rest.items()
        if name not in written
    ]


def clashes(table: TableExamination, inputs: Inputs, limit: int) -> list[Printed]:
    """What was changed on both sides, each with the values to choose from."""
    return [
        _clash(table, number, conflict, inputs)
        for number, conflict in enumerate(table.conflicts[:limit])
    ]


def _cells(place: RowPlace, change: RowChange, inputs: Inputs) -> list[Printed]:
    return [
        _cell(CellPlace(place, c.field), c, change.rows[1], inputs)
        for c in change.cells
        if (c.old or "") != (c.new or "")
    ]


def _cell(place: CellPlace, change: CellChange, row: int | None, inputs: Inputs) -> Printed:
    # A row goes as a whole or not at all: its cells have no boxes.
    removed = place.row.op == "remove"
    text = place_text(place)
    made: dict[str, object] = {**cell(change, inputs.schema), "place": text}
    if not removed:
        made["tick"] = _tick(text, inputs)
        made["input"] = _input(place, change.new or "", row, inputs)
    return made


def _tick(text: str, inputs: Inputs) -> Printed:
    return {"name": "tick", "value": text, "checked": inputs.entered.is_ticked(text)}


def _input(place: CellPlace, proposed: str, row: int | None, inputs: Inputs) -> Printed:
    """The control of the contributor's form, which belongs to the form of the verdict."""
    control = correcting_control(inputs.schema, place, proposed)
    errors = inputs.errors(place.field, row)
    printed = printed_control(control, inputs.entered.value(control), errors, compared=False)
    label = field_label(inputs.schema, place.field)
    return {
        **printed,
        "place": place_text(place),
        "was": proposed,
        "form": "verdict",
        "aria": _("%(field)s, as it shall be", field=label),
        "hours": None,  # the notation alone: seven days leave no room beside other cells
        "hint": _hint(control, printed),
        "required": False,
    }


def _hint(control: Control, printed: Printed) -> object:
    """How hours are written, and an example for an empty input."""
    if control.kind is Kind.HOURS:
        return control.field.description or _("Example: %(example)s", example=HOURS)
    return _("Example: %(example)s", example=said) if (said := printed["example"]) else ""


def _clash(table: TableExamination, number: int, conflict: Conflict, inputs: Inputs) -> Printed:
    text, entered = conflict_text(ConflictPlace(table.resource, number)), inputs.entered
    told = conflict_cell(conflict, inputs.schema)
    title = _clash_title(table, conflict, inputs.schema)
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
