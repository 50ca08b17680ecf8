"""A year of publications, a square for each day."""

from calendar import monthrange
from collections.abc import Callable, Mapping, Sequence
from datetime import date

from babel.dates import format_date
from flask_babel import get_locale, ngettext
from flask_babel import gettext as _

from datapatch.index.revision_log import DayCount
from webui.context import now
from webui.presenters.changes import Printed
from webui.presenters.heatmaps import level
from webui.presenters.timeline import rows_of
from webui.words import day, number

MONTHS = 12

DayAddress = Callable[[DayCount], str]
"""Where the square of a day leads."""

ByDay = Mapping[date, DayCount]


def calendar(published: Sequence[DayCount], year: int | None, address: DayAddress) -> Printed:
    """What the macro ``calendar`` shows: a year or, without one, the latest twelve months."""
    by_day = {found.day: found for found in published}
    months = _months(year)
    most = max((found.revisions for found in published), default=0)
    days = [d for month in months for d in _days_of(month) if d in by_day]
    return {
        "months": [_month(month, by_day, most, address) for month in months],
        "label": _(
            "Publications by day, %(first)s to %(last)s",
            first=_month_words(months[0]),
            last=_month_words(months[-1]),
        ),
        "days": [_table_row(by_day[d], address) for d in reversed(days)],
        "total": _publications(sum(by_day[d].revisions for d in days)),
    }


def year_shown(published: Sequence[DayCount], asked: int | None) -> int | None:
    """The year that was asked for, if something was published in it; None: the latest months.

    Where these are all but empty, it is the last year that tells something.
    """
    if asked is not None:
        return asked if asked in years(published) else None
    lately = published[-1:] if published and published[-1].revisions > 1 else published[-2:-1]
    if lately and lately[0].day < _months(None)[0]:
        return lately[0].day.year
    return None


def years(published: Sequence[DayCount]) -> list[int]:
    """The years in which something was published, the latest first."""
    return sorted({found.day.year for found in published}, reverse=True)


def _months(year: int | None) -> list[date]:
    """The first days of the twelve months of a year, or of those that end with this one."""
    last = date(year, MONTHS, 1) if year else now().date()
    count = last.year * MONTHS + last.month - 1
    return [date(m // MONTHS, m % MONTHS + 1, 1) for m in range(count - MONTHS + 1, count + 1)]


def _days_of(month: date) -> list[date]:
    return [month.replace(day=n) for n in range(1, monthrange(month.year, month.month)[1] + 1)]


def _month(
    month: date,
    by_day: ByDay,
    most: int,
    address: DayAddress,
) -> Printed:
    days = _days_of(month)
    count = sum(by_day[d].revisions for d in days if d in by_day)
    return {
        "title": _month_words(month),
        "total": number(count) if count else "",
        "starts": (month.weekday() - get_locale().first_week_day) % 7 + 1,
        "days": [_square(by_day[d], most, address) if d in by_day else {"level": 0} for d in days],
    }


def _square(found: DayCount, most: int, address: DayAddress) -> Printed:
    told = [_publications(found.revisions), rows_of(found.rows)]
    return {
        "level": level(found.revisions, most),
        "url": address(found),
        "label": _("%(date)s: %(what)s", date=day(found.day), what=", ".join(told)),
    }


def _table_row(found: DayCount, address: DayAddress) -> Printed:
    return {
        "date": day(found.day),
        "url": address(found),
        "publications": number(found.revisions),
        "changes": number(found.rows),
    }


def _month_words(month: date) -> str:
    return format_date(month, "LLL y", locale=get_locale())


def _publications(count: int) -> str:
    return str(
        ngettext("%(number)s publication", "%(number)s publications", count, number=number(count))
    )
