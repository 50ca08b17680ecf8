"""Reading dates, times and durations as frictionless 5.21 does.

A format is "default" (ISO 8601), "any" (whatever dateutil makes of it) or a strptime pattern.
"""

import re
from collections.abc import Callable
from datetime import date, datetime, time

import isodate
from dateutil import parser

_ISO_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", re.ASCII)


def date_reader(style: str) -> Callable[[str], date | None]:
    """The reader of dates written in the format ``style``."""
    if style == "default":
        return _iso_date

    def read(cell: str) -> date | None:
        found = _moment(cell, style)
        return found.date() if found else None

    return read


def datetime_reader(style: str) -> Callable[[str], datetime | None]:
    """The reader of dates with a time written in the format ``style``."""
    if style == "default":
        return _iso_datetime

    def read(cell: str) -> datetime | None:
        return _moment(cell, style)

    return read


def time_reader(style: str) -> Callable[[str], time | None]:
    """The reader of times of the day written in the format ``style``."""

    def read(cell: str) -> time | None:
        found = _iso_time(cell) if style == "default" else _moment(cell, style)
        return found.timetz() if found else None

    return read


def duration(cell: str) -> object:
    """The ISO 8601 duration in ``cell``, None when it is not one."""
    try:
        value: object = isodate.parse_duration(cell)
    except (ValueError, ArithmeticError):
        return None
    return value


def _moment(cell: str, style: str) -> datetime | None:
    try:
        return _any(cell) if style == "any" else datetime.strptime(cell, style)
    except (ValueError, OverflowError, TypeError, re.error):
        return None


def _any(cell: str) -> datetime | None:
    found: object = parser.parse(cell)
    return found if isinstance(found, datetime) else None


def _iso_date(cell: str) -> date | None:
    try:
        if _ISO_DATE.fullmatch(cell):
            return date.fromisoformat(cell)
        return datetime.strptime(cell, "%Y-%m-%d").date()
    except ValueError:
        return None


def _iso_datetime(cell: str) -> datetime | None:
    """A date and a time to the second at least: dateutil would take less."""
    return _isoparse(cell) if len(cell) >= 19 and cell[16] == ":" else None


def _iso_time(cell: str) -> datetime | None:
    return _isoparse(f"2000-01-01T{cell}") if len(cell) >= 8 and cell[5] == ":" else None


def _isoparse(cell: str) -> datetime | None:
    try:
        found: object = parser.isoparse(cell)
    except (ValueError, OverflowError):
        return None
    return found if isinstance(found, datetime) else None
