"""Opening hours of an ordinary week, in the notation of OpenStreetMap and as people type them.

Libraries evaluate the whole notation, with holidays and seasons; none writes it from a week, which
a form needs. What is more than a week of times is left as it is written.
Source: https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
FULL_DAY = 24 * 60

_NEVER = ("off", "closed")
_SPAN = re.compile(r"(\d{1,2}):(\d\d)-(\d{1,2}):(\d\d)")
_RULE = re.compile(r"(?P<days>[A-Z][a-z](?:[-,][A-Z][a-z])*)?\s*(?P<times>\S.*)?", re.DOTALL)
_TYPED_TIME = r"(\d{1,2})\s*(?:[:h.]\s*(\d\d)?)?"
_TYPED_SPAN = re.compile(rf"{_TYPED_TIME}\s*(?:-|–|—|à|to)\s*{_TYPED_TIME}")
_BETWEEN = re.compile(r"\s*(?:[,;/+&]|\bet\b|\band\b)?\s*")
_CLOSED = frozenset({"", "-", "–", "—", "closed", "off", "fermé", "ferme", "fermée"})


@dataclass(frozen=True, slots=True)
class Span:
    """From when to when, in minutes of the day; an end before the begin is on the next day."""

    begin: int
    end: int


Day = tuple[Span, ...]
Week = tuple[Day, ...]
"""Seven days, from Monday on."""


def read_week(text: str) -> Week | None:
    """The week that ``text`` tells; None when it tells more than that, or cannot be read."""
    if text.strip() == "24/7":
        return ((Span(0, FULL_DAY),),) * 7
    week: list[Day] = [()] * 7
    for rule in text.strip().rstrip(";").split(";"):
        found = _RULE.fullmatch(rule.strip())
        days = _days(found["days"]) if found else None
        spans = _spans(found["times"] or "") if found else None
        if days is None or spans is None:
            return None
        for day in days:
            week[day] = spans
    return tuple(week)


def write_week(week: Week) -> str:
    """The week in one line, neighbouring days with equal hours told together."""
    told = [
        f"{_day_range(first, last)} {','.join(map(_written, day))}"
        for first, last, day in runs(week)
        if day
    ]
    return "; ".join(told) or "Mo-Su off"


def runs(week: Week) -> Iterator[tuple[int, int, Day]]:
    """Neighbouring days with equal hours: the first, the last (from 0), and what they share."""
    first = 0
    for day in range(1, len(week) + 1):
        if day == len(week) or week[day] != week[first]:
            yield first, day - 1, week[first]
            first = day


def read_day(typed: str) -> Day | None:
    """The hours of a day as people type them: "9h-12h, 14h-18h30"; None when nobody can tell."""
    text = typed.strip().casefold()
    if text in _CLOSED:
        return ()
    spans, at = [], 0
    while found := _TYPED_SPAN.match(text, at):
        span = _span(found.groups(default="00"))
        if span is None:
            return None
        spans.append(span)
        between = _BETWEEN.match(text, found.end())
        at = between.end() if between else found.end()
    return tuple(spans) if spans and at == len(text) else None


def write_day(day: Day) -> str:
    """The hours of a day: "09:00-12:00, 14:00-18:30"; "" when it is closed."""
    return ", ".join(map(_written, day))


def _days(written: str | None) -> list[int] | None:
    """The days that a rule is about, from 0; all of them when it names none."""
    if not written:
        return list(range(7))
    found: list[int] = []
    for part in written.split(","):
        first, _dash, last = part.partition("-")
        if first not in DAYS or (last or first) not in DAYS:
            return None
        begin, end = DAYS.index(first), DAYS.index(last or first)
        found += [day % 7 for day in range(begin, (end if end >= begin else end + 7) + 1)]
    return found


def _spans(written: str) -> Day | None:
    if written in _NEVER:
        return ()
    matches = [_SPAN.fullmatch(part.strip()) for part in written.split(",")]
    spans = [_span(match.groups()) if match else None for match in matches]
    known = tuple(span for span in spans if span is not None)
    return known if len(known) == len(spans) else None


def _span(parts: Sequence[str]) -> Span | None:
    hour, minute, to_hour, to_minute = map(int, parts)
    span = Span(hour * 60 + minute, to_hour * 60 + to_minute)
    in_range = max(minute, to_minute) < 60 and span.begin < FULL_DAY and span.end <= FULL_DAY
    return span if in_range and span.begin != span.end else None


def _day_range(first: int, last: int) -> str:
    return DAYS[first] if first == last else f"{DAYS[first]}-{DAYS[last]}"


def _written(span: Span) -> str:
    return "-".join(f"{at // 60:02}:{at % 60:02}" for at in (span.begin, span.end))
