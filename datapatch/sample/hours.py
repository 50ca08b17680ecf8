"""Opening hours as OpenStreetMap writes them."""

from random import Random
from typing import Literal

Style = Literal["office", "library", "club", "late", "part-time"]

_MORNINGS = ("08:30-12:00", "09:00-12:00", "09:00-12:30", "09:30-12:30", "10:00-12:00")
_AFTERNOONS = ("13:30-17:00", "14:00-17:00", "14:00-17:30", "13:30-17:30", "14:00-18:00")
_LATE = ("14:00-19:00", "15:00-19:00", "16:00-20:00", "14:00-18:30")
_LIBRARY_DAYS = ("Tu,Th,Fr", "Tu,Fr", "Mo,Tu,Th,Fr", "Tu-Fr")
_PART_DAYS = ("Mo,Th", "Tu", "We,Fr", "Tu,Th", "Mo,We", "Fr", "We")
_NOTES = ('"semaines paires"', '"sur rendez-vous"', '"fermé pendant les vacances scolaires"')


def opening_hours(style: Style, rng: Random) -> str:
    """One plausible week for that kind of place."""
    morning, afternoon = rng.choice(_MORNINGS), rng.choice(_AFTERNOONS)
    return {
        "office": lambda: _office(morning, afternoon, rng),
        "library": lambda: _library(morning, afternoon, rng),
        "club": lambda: _club(rng),
        "late": lambda: f"Mo-Fr {morning},{rng.choice(_LATE)}",
        "part-time": lambda: _part_time(morning, afternoon, rng),
    }[style]()


def _office(morning: str, afternoon: str, rng: Random) -> str:
    week = rng.choice(("Mo-Fr", "Mo-Fr", "Mo-Th"))
    friday = "" if week == "Mo-Fr" else f"; Fr {morning}"
    holidays = "; PH off" if rng.random() < 0.15 else ""
    return f"{week} {morning},{afternoon}{friday}{holidays}"


def _library(morning: str, afternoon: str, rng: Random) -> str:
    days = rng.choice(_LIBRARY_DAYS)
    if days == "Tu-Fr":
        return f"Tu-Fr {morning},{afternoon}; Sa {rng.choice(('10:00-17:00', '10:00-18:00'))}"
    return f"{days} {afternoon}; We,Sa {morning},{afternoon}"


def _club(rng: Random) -> str:
    week = rng.choice(("Mo-Fr", "Tu-Sa"))
    saturday = rng.choice(("", "", "; Sa 10:00-12:00")) if week == "Mo-Fr" else ""
    return f"{week} {rng.choice(_LATE)}{saturday}"


def _part_time(morning: str, afternoon: str, rng: Random) -> str:
    days = rng.choice(_PART_DAYS)
    times = rng.choice((morning, afternoon, f"{morning},{afternoon}"))
    note = f" {rng.choice(_NOTES)}" if rng.random() < 0.12 else ""
    return f"{days} {times}{note}"
