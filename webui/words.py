"""Numbers and dates as the reader's language writes them, for templates and presenters."""

from datetime import date, datetime

from babel.dates import format_date, format_datetime, format_timedelta, get_day_names
from babel.numbers import format_decimal, format_percent
from flask import Flask
from flask_babel import get_locale

from webui.context import now


def number(value: float) -> str:
    """1812 as "1 812" or "1,812"."""
    return str(format_decimal(value, locale=get_locale()))


def decimals(value: float, most: int) -> str:
    """A number with at most so many digits behind the comma."""
    return str(format_decimal(value, format=f"#,##0.{'#' * most}", locale=get_locale()))


def percent(value: float) -> str:
    """0.96 as "96 %" or "96%"."""
    return str(format_percent(value, locale=get_locale()))


def day(value: date | datetime) -> str:
    """A date in words: "3 mai 2026"."""
    return format_date(value, format="long", locale=get_locale())


def moment(value: datetime) -> str:
    """Date and time: "3 mai 2026 à 14:05"."""
    return format_datetime(value, format="d MMMM y HH:mm", locale=get_locale())


def day_names() -> list[str]:
    """The days of the week from Monday on: "lundi", "mardi", …"""
    names = get_day_names("wide", context="stand-alone", locale=get_locale())
    return [str(names[number]) for number in range(7)]


def ago(value: datetime) -> str:
    """How long ago: "il y a 2 jours"."""
    return format_timedelta(value - now(), add_direction=True, locale=get_locale())


def register_filters(app: Flask) -> None:
    """Offer the words above to templates, as filters."""
    app.jinja_env.filters.update(number=number, day=day, moment=moment, ago=ago)
