"""Patterns of a schema, compared with cells in bounded time: whoever publishes may write one.

A backtracking engine needs ages for some patterns, such as ``(a+)+$`` on a long cell. The engine
here takes a time limit; for the rest it reads patterns as Python's own does, which frictionless
uses and which has none.
"""

import re
from collections.abc import Callable
from contextlib import suppress
from functools import lru_cache

import regex

Comparison = Callable[[str], bool | None]
"""Whether a text matches; None when it would take too long to find out."""

SECONDS = 0.1
"""Of computing, for one text: ordinary patterns take microseconds."""
TRIES = 3
"""Texts of one column that may take too long; then the others are not tried any more."""
ALL_TRIES = 10
"""Such texts in all columns together."""
LONGEST = 20_000
"""Characters of a pattern."""
HEAVIEST = 20_000
"""Characters of a pattern whose repetitions are written out, as the engine does."""
ALL_CHARACTERS = 100_000
"""Of the patterns of all columns together: they take about 40 µs each to be read."""

_TOKEN = re.compile(r"\\.|\[\^?\]?(?:\\.|[^\]\\])*\]|\{(\d+)(?:,(\d*))?\}|.", re.DOTALL)


class Patience:
    """How often it may take too long, and how much there may be to read, for one table."""

    def __init__(self) -> None:
        self.tries, self.characters = ALL_TRIES, ALL_CHARACTERS

    def comparison(self, pattern: object) -> Comparison | None:
        """The comparison of one column with a pattern; None when that cannot be read."""
        self.characters -= len(str(pattern))
        found = compiled(pattern) if self.characters >= 0 else None
        return None if found is None else self._compare(found)

    def _compare(self, pattern: "regex.Pattern[str]") -> Comparison:
        left = TRIES

        def matches(text: str) -> bool | None:
            nonlocal left
            if not left or not self.tries:
                return None
            # The engine counts what all threads compute meanwhile: in a busy server that says
            # nothing about the pattern until no other thread may run beside it.
            for concurrent in (True, False):
                with suppress(TimeoutError):
                    return pattern.match(text, timeout=SECONDS, concurrent=concurrent) is not None
            left -= 1
            self.tries -= 1
            return None

        return matches


@lru_cache(maxsize=512)
def compiled(pattern: object) -> "regex.Pattern[str] | None":
    """The pattern as frictionless reads it; None when it is none, or too heavy to read."""
    written = f"^{pattern}$"
    try:
        re.compile(written)  # what Python's engine refuses is no pattern, whatever ours makes of it
        if len(written) > LONGEST or _weight(written) > HEAVIEST:
            return None
        return regex.compile(written, regex.VERSION0)
    except (re.error, regex.error, OverflowError, RecursionError, MemoryError):
        return None


def _weight(pattern: str) -> int:
    """How long the pattern is when each repetition is written out as often as it asks for."""
    open_groups, last = [0], 0
    for token in _TOKEN.finditer(pattern):
        if token[1] is not None:
            times = max(int(token[1]), int(token[2] or 0), 1)
            open_groups[-1] += last * (times - 1)
            last *= times
        elif token[0] == "(":
            open_groups.append(0)
        elif token[0] == ")" and len(open_groups) > 1:
            last = open_groups.pop()
            open_groups[-1] += last
        else:
            last = 1
            open_groups[-1] += 1
    return sum(open_groups)
