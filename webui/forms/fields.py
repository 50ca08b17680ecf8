"""The controls of a form about one row, made from the Table Schema and from what the row holds."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from werkzeug.datastructures import MultiDict

from datapatch.tables.cell_types import boolean_texts
from datapatch.tables.choices import Choices
from datapatch.tables.field import Field
from datapatch.tables.wording import told_apart
from datapatch.workflow.proposals.suggesting import Sheet
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.pointed_rows import Pointer
from webui.forms.hours import Hours, read_hours
from webui.forms.notation import Kind, Shown, cell_of, read_date, same, shown
from webui.forms.places import paired

FEW = 4
"""Choices that are all shown at once; more are folded into a select."""

LONG = 90
"""Characters of a cell from which on a column is written in several lines."""

MUCH = 250
"""A column that allows so many characters is, too."""

_KINDS = {
    FieldKind.PHONE: Kind.TEL,
    FieldKind.EMAIL: Kind.EMAIL,
    FieldKind.WEB: Kind.URL,
    FieldKind.HOURS: Kind.HOURS,
}

BEFORE = "cell-"
"""How the names of inputs begin that hold cells: a column may be called "email" or "message"."""

PICKED, SOUGHT, LOOK = "picked-", "sought-", "look"
"""A row that was picked, the words that it was sought by, the button that looks for it."""


@dataclass(frozen=True, slots=True)
class Control:
    """How one column stands on a form.

    ``cell`` is what the row holds, ``shown`` the same as its input shows it, ``initial`` what
    stands there at first. ``options`` are the values to choose from, those of the cell included. A
    ``locked`` control is shown and not read, a ``hidden`` one is shown when it gives trouble. One
    with a ``pointer`` names a row of another table. What it holds ``is_own`` where no two rows may
    hold the same.
    """

    name: str
    column: str
    field: Field
    kind: Kind
    cell: str
    shown: Shown
    initial: Shown
    options: tuple[str, ...] = ()
    required: bool = False
    locked: bool = False
    hidden: bool = False
    pointer: Pointer | None = None
    is_own: bool = False

    def is_changed(self, typed: Shown) -> bool:
        """Whether ``typed`` is something else than what the row holds."""
        return not same(typed, self.shown)


@dataclass(frozen=True, slots=True)
class Answers:
    """What came back: by the name of the control as it was typed, by column as cells.

    ``hours`` are opening hours day by day, by the name of their control.
    """

    typed: Mapping[str, Shown]
    cells: Mapping[str, str]
    untouched: bool
    hours: Mapping[str, Hours] = field(default_factory=dict)


def controls(sheet: Sheet, today: date) -> tuple[Control, ...]:
    """One control for each column, in order; dates that a new row needs say ``today``."""
    # Browsers rewrite line ends, in names too.
    names = told_apart([" ".join(column.split()) for column in sheet.columns])
    return tuple(
        _control(sheet, position, f"{BEFORE}{n}", today) for position, n in enumerate(names)
    )


def untouched(made: Sequence[Control]) -> Answers:
    """What stands in a form that nobody has typed into."""
    return Answers({control.name: control.initial for control in made}, {}, untouched=True)


def read_answers(form: MultiDict[str, str], made: Sequence[Control]) -> Answers:
    """What a person typed into these controls; one that was not sent is as it was."""
    hours = {
        c.name: read_hours(form, c.name, str(c.initial))
        for c in made
        if c.kind is Kind.HOURS and not c.locked
    }
    given = {c.name: hours[c.name].notation if c.name in hours else _typed(form, c) for c in made}
    typed = paired(given, made)
    cells = {
        c.column: cell_of(c.field, c.kind, typed[c.name], c.cell) for c in made if not c.locked
    }
    return Answers(typed, cells, all(same(typed[c.name], c.initial) for c in made), hours)


def _typed(form: MultiDict[str, str], control: Control) -> Shown:
    if control.locked or control.name not in form:
        return control.initial
    if control.kind is Kind.LOOKUP and form.get(f"{PICKED}{control.name}"):
        return form[f"{PICKED}{control.name}"]
    if control.kind is Kind.CHECKS:
        return tuple(value for value in form.getlist(control.name) if value)
    return form[control.name]


def control_of(
    name: str, column: str, field: Field, cell: str, *, written: Sequence[str] = ()
) -> Control:
    """The control of one cell by the kind of its field; ``written`` are other cells there."""
    kind = _kind(field, cell, written)
    stands = shown(field, kind, cell)
    return Control(
        name=name,
        column=column,
        field=field,
        kind=kind,
        cell=cell,
        shown=stands,
        initial=stands,
        options=tuple(_options(field, kind, cell, written)),
        required=field.required,
    )


def _control(sheet: Sheet, position: int, name: str, today: date) -> Control:
    column, field, cell = sheet.columns[position], sheet.fields[position], sheet.cells[position]
    written = [row[position] for row in sheet.neighbours]
    pointer = next((p for p in sheet.pointers if p.column == column), None)
    kind = _kind_of_pointer(pointer) if pointer else _kind(field, cell, written)
    stands = shown(field, kind, cell)
    closed = column in sheet.fixed or (
        column in sheet.locked and (bool(sheet.address) or not field.required)
    )
    prefilled = kind is Kind.DATE and not sheet.address and field.required
    return Control(
        name=name,
        column=column,
        field=field,
        kind=kind,
        cell=cell,
        shown=stands,
        initial=today.isoformat() if prefilled else stands,
        options=_pointed(pointer, cell) if pointer else tuple(_options(field, kind, cell, written)),
        required=field.required or (column,) == sheet.key,
        locked=closed and bool(sheet.address),
        hidden=closed and not sheet.address,
        pointer=pointer,
        is_own=field.constraints.get("unique") is True or (column,) == sheet.key,
    )


def _kind(field: Field, cell: str, written: Sequence[str]) -> Kind:
    if "\n" in cell or "\r" in cell:
        return Kind.TEXTAREA
    if field.choices is not None:
        return _kind_of_choices(field.choices)
    if field.type == "boolean" and all(boolean_texts(field)):
        return Kind.RADIOS
    if field.type == "date":
        return Kind.DATE if not cell.strip() or read_date(field, cell) else Kind.TEXT
    if field.type in ("number", "integer"):
        return Kind.NUMBER
    kind = _KINDS.get(field_kind(field), Kind.TEXT)
    if kind is Kind.EMAIL and not cell.isascii():
        return Kind.TEXT  # browsers rewrite such addresses
    return Kind.TEXTAREA if kind is Kind.TEXT and _is_long(field, cell, written) else kind


def _kind_of_pointer(pointer: Pointer) -> Kind:
    return Kind.SELECT if pointer.few else Kind.LOOKUP


def _pointed(pointer: Pointer, cell: str) -> tuple[str, ...]:
    """The values of the rows to choose from, and the one that the cell holds."""
    values = [value for value, _ in pointer.options]
    return tuple(dict.fromkeys((*values, *([cell] if cell else ()))))


def _kind_of_choices(choices: Choices) -> Kind:
    if choices.separator:
        return Kind.CHECKS
    return Kind.RADIOS if len(choices.values) <= FEW else Kind.SELECT


def _is_long(field: Field, cell: str, written: Sequence[str]) -> bool:
    if field.type not in ("string", "any"):
        return len(cell) > LONG
    allowed = field.constraints.get("maxLength")
    generous = isinstance(allowed, int) and allowed >= MUCH
    return generous or any(len(text) > LONG or "\n" in text for text in (cell, *written))


def _options(field: Field, kind: Kind, cell: str, written: Sequence[str]) -> Iterator[str]:
    """The values to choose from, then those that the cell holds and the schema does not know."""
    if kind not in (Kind.CHECKS, Kind.SELECT, Kind.RADIOS):
        return
    known = field.choices.values if field.choices else _boolean_options(field, cell, written)
    yield from known
    held = shown(field, kind, cell)
    values = (held,) if isinstance(held, str) else held
    yield from (value for value in values if value not in ("", *known))


def _boolean_options(field: Field, cell: str, written: Sequence[str]) -> tuple[str, ...]:
    """Yes and no in the words that the cell has, else the column, else the schema."""
    true, false = boolean_texts(field)
    for text in (cell, *written):
        for words in (true, false):
            if text in words:
                place = words.index(text)
                return (true[min(place, len(true) - 1)], false[min(place, len(false) - 1)])
    return (true[0], false[0])
