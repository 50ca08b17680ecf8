"""Opening hours in words: "Monday to Friday 9:00–12:00, 14:00–18:00"."""

from flask_babel import gettext as _

from datapatch.tables.opening_hours import DAYS, Day, Span, Week, read_week, runs
from webui.forms.hours import SHOWN, Hours, day_name, days_of
from webui.words import day_names

Printed = dict[str, object]


def hours_words(notation: str) -> str:
    """The hours as people say them; "" where the notation tells more than a week."""
    week = read_week(notation)
    return "" if week is None else _week_words(week)


def hours_control(control: str, notation: str, typed: Hours | None) -> Printed:
    """The seven inputs beside the notation; folded, unless one of them gives trouble."""
    names, days = day_names(), typed.days if typed else days_of(notation)
    return {
        "words": hours_words(notation),
        "shown_name": f"{SHOWN}{control}",
        "open": bool(typed and typed.unread),
        "days": [
            {"name": day_name(control, day), "label": names[day], "value": days[day]}
            for day in range(len(DAYS))
        ],
    }


def _week_words(week: Week) -> str:
    told = [
        _("%(days)s %(hours)s", days=_days(first, last), hours=_hours(day))
        for first, last, day in runs(week)
        if day
    ]
    return " · ".join(told) or str(_("always closed"))


def _hours(day: Day) -> str:
    return ", ".join(map(_span, day))


def _span(span: Span) -> str:
    return str(_("%(begin)s–%(end)s", begin=_time(span.begin), end=_time(span.end)))


def _time(minutes: int) -> str:
    hour, minute = divmod(minutes, 60)
    if not minute:
        return str(_("%(hour)s:00", hour=hour))
    return str(_("%(hour)s:%(minute)s", hour=hour, minute=f"{minute:02}"))


def _days(first: int, last: int) -> str:
    names = day_names()
    if first == last:
        return names[first]
    if last == first + 1:
        return str(_("%(first)s and %(last)s", first=names[first], last=names[last]))
    return str(_("%(first)s to %(last)s", first=names[first], last=names[last]))
