"""Simple patterns, part by part; others tell nothing rather than something wrong."""

import re

import pytest

from datapatch.tables.pattern_parts import Part, pattern_parts


@pytest.mark.parametrize(
    ("pattern", "parts", "fits"),
    [
        (r"^\d{5}$", (Part("digits", 5, 5),), "34200"),
        (r"\+33\d{9}", (Part("text", text="+33"), Part("digits", 9, 9)), "+33465710001"),
        (r"[A-Z]{2}[0-9]{2,4}", (Part("capitals", 2, 2), Part("digits", 2, 4)), "FR123"),
        (r"\d+-[a-z]", (Part("digits", 1, None), Part("text", text="-"), Part("small")), "12-a"),
        (r"[A-Za-z0-9]{3,}", (Part("signs", 3, None),), "a1B"),
    ],
)
def test_parts_in_a_row(pattern: str, parts: tuple[Part, ...], fits: str) -> None:
    """Digits, letters and texts that stand as they are."""
    assert re.fullmatch(pattern, fits)
    assert pattern_parts(pattern) == parts


@pytest.mark.parametrize(
    "pattern",
    [
        *("", "^$", "a|b", "(ab)+", ".*", "[^x]", r"\w+", "x?", "(?i)a", r"\d{2}|\d{5}", r"\bfoo"),
        *(r"^(?:(?:^|\|)(a|b))+$", r"\d-\d-\d-\d-\d", "[éà]", r"a{2}"),
    ],
)
def test_what_says_more_is_not_told(pattern: str) -> None:
    """Alternatives, groups, and sentences that nobody would follow."""
    assert pattern_parts(pattern) == ()
