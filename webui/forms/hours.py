"""Opening hours, day by day: seven inputs beside the one that holds the notation.

The notation wins when somebody changed it; otherwise the days do, each as people write hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from datapatch.tables.opening_hours import DAYS, read_day, read_week, write_day, write_week

SHOWN = "shown-"
"""How the name of the hidden input begins that says which notation the form showed."""


@dataclass(frozen=True, slots=True)
class Hours:
    """What came back: the notation that is meant, the days as typed, those nobody can read."""

    notation: str
    days: tuple[str, ...]
    unread: tuple[int, ...] = ()


def day_name(control: str, day: int) -> str:
    """The name of the input of a day, from 0 for Monday."""
    return f"days-{control}-{DAYS[day].lower()}"


def days_of(notation: str) -> tuple[str, ...]:
    """The seven inputs that show a notation, empty where it tells more than a week."""
    week = read_week(notation)
    return tuple(map(write_day, week)) if week else ("",) * len(DAYS)


def read_hours(form: Mapping[str, str], control: str, initial: str) -> Hours:
    """What a form says of the opening hours; ``initial`` is what it showed at first."""
    notation, shown = form.get(control, initial), form.get(f"{SHOWN}{control}", initial)
    before = days_of(shown)
    typed = tuple(form.get(day_name(control, day), before[day]).strip() for day in range(len(DAYS)))
    if notation.strip() != shown.strip() or typed == before:
        return Hours(notation, days_of(notation))
    read = tuple(map(read_day, typed))
    week = tuple(day for day in read if day is not None)
    if len(week) < len(read):
        return Hours(notation, typed, tuple(n for n, day in enumerate(read) if day is None))
    written = write_week(week) if any(typed) else ""
    return Hours(written, days_of(written))
