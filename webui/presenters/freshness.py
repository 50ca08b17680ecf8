"""How fresh a row is, in words: when somebody looked at it last."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from babel.dates import format_timedelta
from flask_babel import get_locale
from flask_babel import gettext as _

from webui.context import now
from webui.presenters.cells import OLD_DAYS
from webui.presenters.datasets import Printed
from webui.words import day

OLD = timedelta(days=OLD_DAYS)


@dataclass(frozen=True, slots=True)
class FreshRow:
    """When a row was looked at last, and what the button “Still correct” sends, and where.

    Without a token there is no button. ``outcome`` is what came of a tap just now.
    """

    checked: date | None
    url: str
    token: str
    outcome: str


def still_correct(fresh: FreshRow | None) -> Printed | None:
    """The button, unless somebody looked at the row today."""
    if fresh is None or not fresh.token or fresh.checked == now().date():
        return None
    return {"url": fresh.url, "token": fresh.token}


def checked_stat(checked: date) -> Printed:
    """When a row was checked, for the line below its title."""
    said = _("Checked %(when)s, on %(date)s", when=_when(checked), date=day(checked))
    if checked == now().date():
        said = _("Checked today")
    if now().date() - checked > OLD:
        old = _("%(checked)s, to check again", checked=said)
        return {"text": old, "icon": "warning", "kind": "waiting"}
    return {"text": said, "icon": "check"}


def checked_cell(checked: date | None) -> Printed | str:
    """When a row was checked, for its cell in a table."""
    if checked is None:
        return ""
    return {"text": _when(checked), "note": day(checked)}


def confirmed_cell(cell: object, checked: date) -> Printed:
    """The cell of a field that says when a row was checked, which somebody did later."""
    text = cell["text"] if isinstance(cell, Mapping) else cell
    return {"text": text or _("unknown"), "note": _("checked %(when)s", when=_when(checked))}


def check_notice(outcome: str) -> Printed | None:
    """What the page of a row answers to the tap on “Still correct”."""
    said = {
        "thanks": ("good", _("Thank you. Everybody now sees that this was checked today.")),
        "changed": (
            "info",
            _("Somebody changed this meanwhile. Look once more: is it correct as it stands now?"),
        ),
        "again": ("info", _("This page was open for a long time. Is it still correct? Tap again.")),
    }
    if outcome not in said:
        return None
    kind, text = said[outcome]
    return {"kind": kind, "text": text}


def _when(checked: date) -> str:
    if checked == now().date():
        return str(_("today"))
    gone = checked - now().date()
    return format_timedelta(gone, granularity="day", add_direction=True, locale=get_locale())
