"""The inputs in which a moderator corrects cells: those of the contributor's form, by field."""

from collections.abc import Mapping

from werkzeug.datastructures import MultiDict

from datapatch.tables.columns import name_of
from datapatch.tables.schema import TableSchema
from datapatch.workflow.review.accepting import CellPlace
from datapatch.workflow.review.choices_form import place_text
from datapatch.workflow.rows.reading import described_fields
from webui.forms.fields import Control, control_of
from webui.forms.notation import Kind, Shown, cell_of

VALUE, PROPOSED = "value:", "was:"
"""How the names begin of an input, and of the hidden one that says what it showed at first."""

Schemas = Mapping[str, TableSchema]
"""The published schema of each table, by resource."""

NO_SCHEMA = TableSchema()


def correcting_control(schema: TableSchema, place: CellPlace, proposed: str) -> Control:
    """The control of one cell, holding what was proposed for it."""
    field = described_fields(schema, [name_of(place.field)])[0]
    return control_of(f"{VALUE}{place_text(place)}", place.field, field, proposed)


def typed(form: MultiDict[str, str], control: Control) -> Shown:
    """What stands in a control that came back; boxes of which none is ticked are not sent."""
    if control.kind is Kind.CHECKS:
        return tuple(value for value in form.getlist(control.name) if value)
    return unix(form.get(control.name, str(control.initial)))


def corrected(
    form: MultiDict[str, str], schemas: Schemas, place: CellPlace, proposed: str
) -> str | None:
    """The cell that somebody wants in place of the proposed one; None for the same.

    What nobody touched is no correction, however a browser writes its line ends.
    """
    control = correcting_control(schemas.get(place.row.resource, NO_SCHEMA), place, proposed)
    cell = cell_of(control.field, control.kind, typed(form, control), proposed)
    return None if cell == proposed else cell


def unix(text: str) -> str:
    """A text with the line ends that cells have: browsers send others."""
    return text.replace("\r\n", "\n")
