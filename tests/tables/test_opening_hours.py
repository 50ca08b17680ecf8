"""Opening hours: read, written back, typed by people."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from datapatch.tables.opening_hours import (
    Day,
    Span,
    Week,
    read_day,
    read_week,
    write_day,
    write_week,
)


def span(begin: str, end: str) -> Span:
    """The hours between two times."""
    minutes = [int(t[:2]) * 60 + int(t[3:]) for t in (begin, end)]
    return Span(*minutes)


MORNING, AFTERNOON = span("09:00", "12:00"), span("14:00", "18:30")
TIMES = st.integers(0, 23 * 60 + 59)
SPANS = st.tuples(TIMES, TIMES).filter(lambda t: t[0] != t[1]).map(lambda t: Span(*t))
HOURS = st.lists(SPANS, max_size=3).map(tuple)
WEEKS = st.tuples(*[HOURS] * 7)


@given(WEEKS)
def test_a_written_week_reads_back(week: Week) -> None:
    """Whatever the hours are, closed days among them."""
    assert read_week(write_week(week)) == week


@given(HOURS)
def test_a_written_day_reads_back(day: Day) -> None:
    """What stands in the input of a day is understood again."""
    assert read_day(write_day(day)) == day


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("Mo-Fr 9:00-12:00,14:00-18:30", "Mo-Fr 09:00-12:00,14:00-18:30"),
        ("Mo-Sa 10:00-12:00; We off", "Mo-Tu 10:00-12:00; Th-Sa 10:00-12:00"),
        ("Mo,We 10:00-12:00", "Mo 10:00-12:00; We 10:00-12:00"),
        ("Sa-Mo 10:00-12:00", "Mo 10:00-12:00; Sa-Su 10:00-12:00"),
        ("10:00-12:00", "Mo-Su 10:00-12:00"),
        ("24/7", "Mo-Su 00:00-24:00"),
    ],
)
def test_weeks_are_understood(text: str, written: str) -> None:
    """The notation allows several ways to say the same."""
    week = read_week(text)
    assert week is not None
    assert write_week(week) == written


@pytest.mark.parametrize(
    "text",
    ["", "PH off", "Mo-Fr sunrise-12:00", "Mo[1] 10:00-12:00", "sur rendez-vous", "Mo 25:00-26:00"],
)
def test_more_than_a_week_is_left_alone(text: str) -> None:
    """Holidays, seasons, words: the text stays, nobody guesses."""
    assert read_week(text) is None


@pytest.mark.parametrize(
    "typed",
    [
        "9h-12h, 14h-18h30",
        "9-12 14-18:30",
        "09:00–12:00 et 14:00–18:30",
        "9h00 à 12h00 / 14h à 18h30",
        "9:00 to 12:00 and 14.00 to 18.30",
    ],
)
def test_people_write_hours_in_many_ways(typed: str) -> None:
    """All of these say the same."""
    assert read_day(typed) == (MORNING, AFTERNOON)


@pytest.mark.parametrize("typed", ["the morning", "9h", "9h-25h", "9-9", "9h-12h x"])
def test_what_nobody_can_tell(typed: str) -> None:
    """No hours are made up."""
    assert read_day(typed) is None


@pytest.mark.parametrize("typed", ["", " fermé ", "closed", "-"])
def test_closed_days(typed: str) -> None:
    """Empty, or a word that says so."""
    assert read_day(typed) == ()
