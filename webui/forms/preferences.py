"""What a producer chose on the page of a dataset's settings, as the values of `Preferences`."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from datapatch.workflow.preferences import NAMES, Preferences

MOST = 1_000_000
"""The largest number that any setting takes."""

BOUNDS: Mapping[str, tuple[int, int]] = {
    "agreement": (1, 20),
    "form_most_seconds": (60, 7 * 24 * 3600),
    "form_least_seconds": (0, 3600),
    "trace_days": (1, 30),
    "information_days": (1, 365),
    "quarantine_days": (1, 3650),
    "refused_days": (0, 3650),
    "contact_days": (0, 3650),
}
"""The least and the most of numbers that not every value suits; traces are personal data."""


@dataclass(frozen=True, slots=True)
class ReadPreferences:
    """What was typed, the values that it means, and what cannot be taken, by name."""

    typed: Mapping[str, str | tuple[str, ...]]
    values: Mapping[str, object]
    problems: Mapping[str, str] = field(default_factory=dict)


def shown(preferences: Preferences) -> ReadPreferences:
    """The settings as they stand, as a form shows them."""
    values = {name: getattr(preferences, name) for name in NAMES}
    return ReadPreferences({name: _as_text(value) for name, value in values.items()}, values)


def read_settings(form: MultiDict[str, str]) -> ReadPreferences:
    """The settings that a form sends; a box that is not sent is not ticked."""
    typed: dict[str, str | tuple[str, ...]] = {}
    values: dict[str, object] = {}
    problems: dict[str, str] = {}
    for name, usual in NAMES.items():
        typed[name] = _typed(form, name, usual)
        value = _value(name, typed[name], usual)
        if value is None:
            problems[name] = _range_words(name)
        else:
            values[name] = value
    return ReadPreferences(typed, values, problems)


def _typed(form: MultiDict[str, str], name: str, usual: object) -> str | tuple[str, ...]:
    if name == "territory_values":
        return form.get(name, "")
    if isinstance(usual, tuple):
        return tuple(value for value in form.getlist(name) if value)
    return form.get(name, "").strip()


def _value(name: str, typed: str | tuple[str, ...], usual: object) -> object:
    """What was typed means; None when it cannot be."""
    if isinstance(usual, tuple):
        return _lines(typed) if isinstance(typed, str) else typed
    if isinstance(usual, bool):
        return bool(typed)
    if not isinstance(usual, int):
        return typed
    text = str(typed).replace(" ", "")
    least, most = BOUNDS.get(name, (0, MOST))
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(MOST))
    return int(text) if is_number and least <= int(text) <= most else None


def _lines(text: str) -> tuple[str, ...]:
    return tuple(line.strip() for line in text.splitlines() if line.strip())


def _range_words(name: str) -> str:
    least, most = BOUNDS.get(name, (0, MOST))
    said: str = _("Write a whole number from %(least)s to %(most)s.", least=least, most=most)
    return said


def _as_text(value: object) -> str | tuple[str, ...]:
    if isinstance(value, tuple):
        return value
    if isinstance(value, bool):
        return "yes" if value else ""
    return str(value)
