"""Which columns of a wide table tell most, and what they offer to filter by."""

from collections.abc import Mapping, Sequence

from datapatch.index.field_values import FieldValues
from datapatch.index.folding import fold
from datapatch.index.operators import SEPARATORS
from datapatch.tables.field import Field
from datapatch.workflow.rows.cell_words import values
from datapatch.workflow.rows.field_kinds import FieldKind, field_kind
from datapatch.workflow.rows.labelling import label_fields
from datapatch.workflow.rows.reading import TableView
from webui.presenters.cells import shortened

TELLING = 6
"""Columns that a table shows at first."""

SELECTS = 2
"""Filters that stand in the open; the others are folded."""

FEW, MANY = 40, 250
"""Different values up to which a field is offered as a select: any field, and a place."""

TOO_LONG = 80
"""Characters of a value that nobody would look for in a select."""

_PICKED = (
    (FieldKind.TOWN, 1),
    (FieldKind.PHONE, 1),
    (FieldKind.CHOICES, 2),
    (FieldKind.CHECKED, 1),
    (FieldKind.REGION, 1),
    (FieldKind.DATE, 1),
)
"""Kinds that people look for, and how many columns of each are shown at first."""

_DULL = (
    FieldKind.IDENTIFIER,
    FieldKind.LATITUDE,
    FieldKind.LONGITUDE,
    FieldKind.HOURS,
    FieldKind.WEB,
    FieldKind.POSTCODE,
)
_PLACES = (FieldKind.REGION, FieldKind.TOWN)
_NO_FILTER = (
    *_DULL,
    FieldKind.ADDRESS,
    FieldKind.PHONE,
    FieldKind.EMAIL,
    FieldKind.DATE,
    FieldKind.CHECKED,
    FieldKind.NUMBER,
)
_ASKED_FOR = ("service", "activit", "typolog", "type", "categor", "theme", "sector", "secteur")
"""Beginnings of the names of fields that people choose by, those first that they want most."""


def telling_columns(view: TableView) -> tuple[int, ...]:
    """The positions of the columns to show first: what names a row, then what people look for."""
    naming = [view.columns.index(name) for name in label_fields(view.columns)]
    everything = range(len(view.columns))
    if len(everything) <= TELLING:
        return tuple(dict.fromkeys([*naming, *everything]))
    rest = sorted(everything, key=lambda p: (not _worth_showing(view, p), _is_dull(view, p)))
    chosen = list(dict.fromkeys([*naming, *_picked(view), *rest]))[:TELLING]
    # Dates close a row, whatever was added to fill it.
    dates = (FieldKind.CHECKED, FieldKind.DATE)
    return tuple(sorted(chosen, key=lambda p: field_kind(view.fields[p]) in dates))


def facets(view: TableView, asked: Mapping[str, str]) -> list[Mapping[str, object]]:
    """The selects of the filter bar, those that people want most first.

    ``asked`` holds the filters of the present page: ``{"commune__exact": "Sète"}``.
    """
    found = [
        (position, options)
        for position in range(len(view.columns))
        if (options := _options(view.fields[position], view.values[position], view.row_count))
    ]
    found.sort(key=lambda item: _rank(view, item[0]))
    return [_select(view, position, options, asked) for position, options in found]


def _select(
    view: TableView, position: int, options: Sequence[str], asked: Mapping[str, str]
) -> Mapping[str, object]:
    field = view.fields[position]
    name = f"{view.columns[position]}__{_operator(field, view.values[position])}"
    return {
        "name": name,
        "label": field.label,
        "options": [{"value": value, "label": shortened(value, 60)} for value in options],
        "value": asked.get(name, ""),
    }


def _operator(field: Field, held: FieldValues) -> str:
    """How a chosen value is looked for: as the whole cell, or as one of the values in it."""
    if held.counts is not None and all(len(values(field, cell)) < 2 for cell in held.counts):
        return "exact"
    separator = field.choices.separator if field.choices else "|"
    return "arraycontains" if separator and separator in SEPARATORS else "contains"


def _picked(view: TableView) -> list[int]:
    """The columns of the kinds that people look for, where they are filled."""
    kinds = [field_kind(field) for field in view.fields]
    found = []
    for kind, most in _PICKED:
        there = [p for p, k in enumerate(kinds) if k is kind and _filled(view, p) >= 0.2]
        there.sort(key=lambda p: _rank(view, p))
        found += there[:most]
    return found


def _worth_showing(view: TableView, position: int) -> bool:
    counts = view.values[position].counts
    constant = counts is not None and len(counts) <= 1 and view.row_count > 1
    return not _is_dull(view, position) and not constant and _filled(view, position) >= 0.2


def _is_dull(view: TableView, position: int) -> bool:
    return field_kind(view.fields[position]) in _DULL


def _filled(view: TableView, position: int) -> float:
    return view.values[position].filled / max(1, view.row_count)


def _rank(view: TableView, position: int) -> tuple[bool, int, int]:
    name = fold(view.columns[position])
    is_place = field_kind(view.fields[position]) in _PLACES
    wanted = (n for n, beginning in enumerate(_ASKED_FOR) if name.startswith(beginning))
    return (not is_place, next(wanted, len(_ASKED_FOR)), position)


def _options(field: Field, held: FieldValues, rows: int) -> list[str]:
    """The values to choose from; none when the field is no good filter."""
    if field_kind(field) in _NO_FILTER:
        return []
    offered = field.choices
    if held.counts is None:
        return list(offered.values) if offered is not None and offered.separator else []
    present = {value for cell in held.counts for value in values(field, cell)}
    most = MANY if field_kind(field) in _PLACES else FEW
    few = 2 <= len(present) <= most and 2 * len(present) <= rows
    if offered is not None:
        known = [value for value in offered.values if value in present]
        return known if len(known) > 1 else []
    return sorted(present, key=fold) if few and max(map(len, present)) <= TOO_LONG else []
