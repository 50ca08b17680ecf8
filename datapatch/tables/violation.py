"""A fault of a table as a value: where it is, what is wrong, and what to do about it."""

import dataclasses
from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.translation import N_, Translate, untranslated

IN_CELL = N_("Row {row}, {field}: {advice}")
IN_ROW = N_("Row {row}: {advice}")

Cells = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault.

    ``row`` is frictionless's row number (the header is row 1), None for a fault of the header or
    of a form. ``field_position`` counts from 1. ``type`` is frictionless's name of the fault.
    ``template`` and ``data`` tell what to do; ``record`` holds the cells of the row.
    """

    row: int | None
    field: str | None
    field_position: int | None
    type: str
    cell: str
    template: str
    data: Mapping[str, object] = dataclasses.field(default_factory=dict, hash=False)
    record: Cells = dataclasses.field(default=(), repr=False)

    def advice(self, translate: Translate = untranslated) -> str:
        """What is wrong and what to do, without the place: for a form, beside the input."""
        return translate(self.template).format(**self.data)

    def sentence(self, translate: Translate = untranslated) -> str:
        """One sentence that names row and field, says what is wrong and what to do."""
        told = self.advice(translate)
        if self.row is None:
            return told
        if translate(self.template)[:1].isalpha():  # not a field's name or a quoted cell
            told = told[0].lower() + told[1:]
        return translate(IN_CELL if self.field else IN_ROW).format(
            row=self.row, field=self.data.get("label", self.field), advice=told
        )
