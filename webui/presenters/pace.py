"""How fast suggestions are decided on a dataset, in words."""

from datetime import timedelta

from babel.dates import format_timedelta
from flask_babel import get_locale, ngettext

from datapatch.workflow.verdicts.decision_log import Pace
from webui.words import number, percent


def pace_words(pace: Pace) -> str:
    """How decisions go, in one line; "" before there was one."""
    if pace.median is None or pace.accepted is None:
        return ""
    said = ngettext(
        "%(number)s suggestion decided, in %(time)s, %(share)s accepted",
        "%(number)s suggestions decided, half of them within %(time)s, %(share)s accepted",
        pace.decided,
        number=number(pace.decided),
        time=time_words(pace.median),
        share=percent(pace.accepted),
    )
    return str(said)


def time_words(time: timedelta) -> str:
    """A span of time in words: "2 days"."""
    return format_timedelta(time, locale=get_locale())
