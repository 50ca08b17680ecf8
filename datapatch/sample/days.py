"""Days on which somebody works."""

from datetime import UTC, date, datetime, time, timedelta
from typing import Final

_HOLIDAYS: Final = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
"""Month and day of the French holidays that have a fixed date."""


def last_open_day(day: date, *, last_weekday: int = 4) -> date:
    """``day``, or the last day before it that is no holiday and not past ``last_weekday``."""
    while day.weekday() > last_weekday or (day.month, day.day) in _HOLIDAYS:
        day -= timedelta(days=1)
    return day


def working_time(today: date, days: int, clock: str) -> datetime:
    """``clock`` (UTC) that many days before ``today``, or on the last working day before that."""
    day = last_open_day(today - timedelta(days=days))
    return datetime.combine(day, time.fromisoformat(clock), UTC)
