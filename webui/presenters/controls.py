"""One control of a form as the macro ``field`` prints it."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _

from datapatch.tables.cell_types import boolean_texts
from datapatch.tables.columns import name_of
from webui.forms.fields import Control
from webui.forms.hours import Hours
from webui.forms.judging import Sought
from webui.forms.notation import ISO_DATE, Kind, Shown, shown
from webui.presenters.hints import hints
from webui.presenters.hours import hours_control
from webui.presenters.lookups import lookup_control, names_of

Printed = Mapping[str, object]

_WORDED = (Kind.TEXT, Kind.TEXTAREA, Kind.EMAIL, Kind.URL, Kind.TEL, Kind.NUMBER, Kind.HOURS)
"""Kinds whose inputs an example helps to fill in, while they are empty."""


def printed_control(
    control: Control,
    typed: Shown,
    errors: Sequence[str],
    *,
    compared: bool,
    hours: Hours | None = None,
    sought: Sought | None = None,
) -> Printed:
    """The control holding ``typed``; when ``compared``, with what is published beside it.

    ``hours`` are opening hours as they came back day by day, ``sought`` rows that were looked for.
    """
    field, worded = control.field, control.kind in _WORDED and not control.shown
    value = typed if control.is_changed(typed) else control.shown
    printed: dict[str, object] = {
        "name": control.name,
        "label": field.title or name_of(control.column),
        "kind": str(_kind(control, typed)),
        "value": value,
        "required": control.required and not control.locked,
        "locked": control.locked,
        "help": field.description,
        "rules": hints(control),
        "example": shown(field, control.kind, field.example) if worded else "",
        "errors": errors,
        "options": _options(control, typed),
        "maxlength": _maxlength(control, value),
        "autocomplete": "off",
    }
    if control.kind is Kind.SELECT and _may_be_empty(control):
        printed["empty"] = _("Choose…") if control.required else _("not given")
    if compared:
        printed["original"] = control.shown
    if control.kind is Kind.LOOKUP and not control.locked:
        printed["lookup"] = lookup_control(control, str(typed), sought)
    if control.kind is Kind.HOURS and not control.locked:
        printed["hours"] = hours_control(control.name, str(typed), hours)
    return printed


def _kind(control: Control, typed: Shown) -> Kind:
    """An input for days would not show what is no day."""
    if control.kind is Kind.DATE and isinstance(typed, str) and typed.strip():
        return Kind.DATE if ISO_DATE.fullmatch(typed.strip()) else Kind.TEXT
    return control.kind


def _options(control: Control, typed: Shown) -> list[Printed]:
    """The values to choose from, with those that were typed and are none of them."""
    given = (typed,) if isinstance(typed, str) else typed
    known = control.options
    values = (*known, *(value for value in given if value and value not in known)) if known else ()
    words = {**_boolean_words(control), **names_of(control)}
    options: list[Printed] = [
        {"value": value, "label": words.get(value, value)} for value in values
    ]
    if control.kind is Kind.RADIOS and _may_be_empty(control):
        options.append({"value": "", "label": _("not given")})
    return options


def _boolean_words(control: Control) -> Mapping[str, str]:
    if control.field.type != "boolean" or control.field.choices is not None:
        return {}
    true, false = boolean_texts(control.field)
    return {**dict.fromkeys(false, _("No")), **dict.fromkeys(true, _("Yes"))}


def _may_be_empty(control: Control) -> bool:
    """Whether choosing nothing is an answer, or the state to start from."""
    return not control.required or not control.shown


def _maxlength(control: Control, value: Shown) -> int | None:
    """The longest text that the field takes, unless what stands there is longer already."""
    most = control.field.constraints.get("maxLength")
    if control.field.type != "string" or not isinstance(most, int) or isinstance(value, tuple):
        return None
    return most if len(value) <= most else None
