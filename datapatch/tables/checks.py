"""What can be wrong with a table: one small function per rule, and the violations that they give.

The names of the violations and the places that they give are those of frictionless 5.21.
Source: https://framework.frictionlessdata.io/docs/errors/label.html and its neighbours
"""

from collections.abc import Iterator, Sequence

from datapatch.tables import advice
from datapatch.tables.advice import Advice, shortened
from datapatch.tables.field import Field
from datapatch.tables.judging import Column, Judgement
from datapatch.tables.violation import Cells, Violation
from datapatch.translation import N_

EMPTY_SOURCE = N_("The table is empty: it needs a header and rows.")
BLANK_LABEL = N_("Column {position} has no name: write “{expected}” in the header.")
DUPLICATE_LABEL = N_("The header says “{cell}” twice: give column {position} another name.")
MISSING_LABEL = N_("The column “{expected}” is missing: add it.")
EXTRA_LABEL = N_("The column “{cell}” is not in the schema: remove it, or add it to the schema.")
INCORRECT_LABEL = N_(
    "Column {position} is called “{cell}” where the schema expects “{expected}”: rename it, or "
    "correct the schema."
)
UNMATCHED_HEADER = N_("No column has a name that the schema knows: correct the header.")
BLANK_ROW = N_("This row is empty: fill it in or remove it.")
EXTRA_CELL = N_("“{cell}” stands beyond the last column: remove it.")
MISSING_CELL = N_("The row ends before this field: add the cell, even if it is empty.")
UNIQUE = N_("“{cell}” stands in row {other} already: write another value.")
PRIMARY_KEY = N_("{fields}: “{cell}” stands in row {other} already, and must tell rows apart.")
NO_KEY = N_("{fields}: fill in at least one, since it must tell rows apart.")


def empty_source() -> Violation:
    """A table without header and rows."""
    return Violation(None, None, None, "source-error", "", EMPTY_SOURCE)


def wrong_labels(labels: Sequence[str], fields: Sequence[Field]) -> Iterator[Violation]:
    """The labels that are not the names of ``fields``, in this order."""
    for number, (label, field) in enumerate(zip(labels, fields, strict=False), 1):
        if not label:
            yield _label("blank-label", BLANK_LABEL, number, field=field)
        elif label in labels[: number - 1]:
            yield _label("duplicate-label", DUPLICATE_LABEL, number, field=field, label=label)
        elif label != field.name.strip():
            yield _label("incorrect-label", INCORRECT_LABEL, number, field=field, label=label)


def repeated_labels(labels: Sequence[str], fields: Sequence[Field]) -> Iterator[Violation]:
    """The labels that stand further left already."""
    for number, (label, field) in enumerate(zip(labels, fields, strict=True), 1):
        if label in labels[: number - 1]:
            yield _label("duplicate-label", DUPLICATE_LABEL, number, field=field, label=label)


def missing_labels(labels: Sequence[str], missing: Sequence[Field]) -> Iterator[Violation]:
    """The fields that have no column; frictionless counts them on after the last label."""
    for number, field in enumerate(missing, len(labels) + 1):
        yield _label("missing-label", MISSING_LABEL, number, field=field)


def extra_label(label: str, number: int) -> Violation:
    """A column that the schema does not know."""
    return _label("extra-label", EXTRA_LABEL, number, label=label)


def unmatched_header() -> Violation:
    """A header of which no name is the schema's."""
    return Violation(None, None, None, "unmatched-header", "", UNMATCHED_HEADER)


def _label(
    kind: str, template: str, number: int, *, field: Field | None = None, label: str = ""
) -> Violation:
    expected = field.name if field else ""
    data = {"position": number, "cell": shortened(label), "expected": expected}
    return Violation(None, expected or None, number, kind, label, template, data)


def cell_violations(
    column: Column, judgement: Judgement, *, number: int, cell: str, row: int | None, record: Cells
) -> Iterator[Violation]:
    """The type or the constraints that a cell of the column at ``number`` breaks."""
    for rule in judgement.broken:
        kind = "type-error" if rule in {"type", "item type"} else "constraint-error"
        told = advice.for_rule(column.field, rule, cell)
        yield _violation(
            kind, told, row=row, place=(column.field.name, number), cell=cell, record=record
        )


def blank_row(row: int) -> Violation:
    """A row in which every cell is missing."""
    return Violation(row, None, None, "blank-row", "", BLANK_ROW)


def extra_cells(record: Cells, width: int, row: int) -> Iterator[Violation]:
    """The cells beyond the last column."""
    for number, cell in enumerate(record[width:], width + 1):
        data = {"cell": shortened(cell), "position": number}
        yield Violation(row, None, number, "extra-cell", cell, EXTRA_CELL, data, record)


def missing_cells(columns: Sequence[Column], record: Cells, row: int) -> Iterator[Violation]:
    """The columns that a short row does not reach."""
    for number, column in enumerate(columns[len(record) :], len(record) + 1):
        told = Advice(MISSING_CELL, {"label": column.field.label})
        place = (column.field.name, number)
        yield _violation("missing-cell", told, row=row, place=place, record=record)


def not_unique(
    column: Column, number: int, *, cell: str, rows: tuple[int, int], record: Cells
) -> Violation:
    """A value that stands in another row already; ``rows``: this row's number, the other's."""
    data = {"cell": shortened(cell), "other": rows[1], "label": column.field.label}
    told, place = Advice(UNIQUE, data), (column.field.name, number)
    return _violation("unique-error", told, row=rows[0], place=place, cell=cell, record=record)


def repeated_key(
    fields: Sequence[Field], key: Cells, *, rows: tuple[int, int], record: Cells
) -> Violation:
    """A key that stands in another row already; ``rows``: this row's number, the other's."""
    cell = ", ".join(key)
    data = {"cell": shortened(cell), "fields": _labels(fields), "other": rows[1]}
    return Violation(rows[0], None, None, "primary-key", cell, PRIMARY_KEY, data, record)


def empty_key(fields: Sequence[Field], row: int, record: Cells) -> Violation:
    """A key of which every cell is missing."""
    data = {"fields": _labels(fields)}
    return Violation(row, None, None, "primary-key", "", NO_KEY, data, record)


def _labels(fields: Sequence[Field]) -> str:
    return ", ".join(field.label for field in fields)


def _violation(
    kind: str,
    told: Advice,
    *,
    row: int | None,
    place: tuple[str, int],
    record: Cells,
    cell: str = "",
) -> Violation:
    return Violation(row, *place, kind, cell, told.template, told.data, record)
