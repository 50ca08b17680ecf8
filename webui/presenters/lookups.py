"""A control that names a row of another table: a search beside the value."""

from collections.abc import Mapping

from webui.forms.fields import PICKED, SOUGHT, Control
from webui.forms.judging import Sought

Printed = Mapping[str, object]


def lookup_control(control: Control, typed: str, sought: Sought | None) -> Printed:
    """What was looked for, what was found, and what the value in the input is called."""
    mine = sought if sought and sought.name == control.name else None
    return {
        "sought_name": f"{SOUGHT}{control.name}",
        "picked_name": f"{PICKED}{control.name}",
        "named": names_of(control).get(typed, ""),
        "sought": mine.words if mine else "",
        "found": [{"value": v, "label": label} for v, label in mine.options] if mine else [],
    }


def names_of(control: Control) -> Mapping[str, str]:
    """What people call the rows that the control may name, by value."""
    return dict(control.pointer.options) if control.pointer else {}
